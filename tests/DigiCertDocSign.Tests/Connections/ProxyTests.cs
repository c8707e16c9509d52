using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.Connections;

/// <summary>An administrator behind a proxy that wants to know who is there.</summary>
public sealed class ProxyTests
{
    [Fact]
    public async Task A_proxy_that_wants_a_user_is_told_with_the_parameter_that_gives_one()
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        Task serving = RefuseAsync(proxy);
        using var session = new ModuleSession();

        ScriptRun run = session.Run(
            "Connect-DocSigning -ApiKey $apiKey -BaseUri https://certcentral.invalid/services/v2 -Proxy $proxy -JournalPath $journal",
            ("apiKey", Secret.Of("sandbox")),
            ("proxy", new Uri($"http://127.0.0.1:{((IPEndPoint)proxy.LocalEndpoint).Port}")),
            ("journal", Path.Combine(StateOfTests.NewFolder(), "journal.db")));

        proxy.Stop();
        await serving;
        ErrorRecord error = Assert.Single(run.Errors.Append(run.Terminating).OfType<ErrorRecord>());
        Assert.Contains("-ProxyCredential", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\".", error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Answers every call with 407 until it is stopped.</summary>
    private static async Task RefuseAsync(TcpListener proxy)
    {
        byte[] answer = Encoding.ASCII.GetBytes(
            "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        while (true)
        {
            Socket socket;
            try
            {
                socket = await proxy.AcceptSocketAsync();
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
            {
                return;
            }

            using (socket)
            {
                byte[] call = new byte[4096];
                await socket.ReceiveAsync(call, SocketFlags.None);
                await socket.SendAsync(answer, SocketFlags.None);
                socket.Shutdown(SocketShutdown.Both);
            }
        }
    }
}
