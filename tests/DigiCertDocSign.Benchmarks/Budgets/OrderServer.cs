using System.Diagnostics;
using System.Net;
using System.Text;
using CertCentral.SandboxServer;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>
/// A server on loopback that answers every order at once, in a process of its own, so that its work is not counted.
/// </summary>
internal sealed class OrderServer : IDisposable
{
    private const string Answer = """
        {"id":112339871,"requests":[{"id":98214467,"status":"pending","date":"2026-11-03T09:14:52+00:00","type":"new_request","requester":{"id":880145,"first_name":"Oskar","last_name":"Lindqvist","email":"oskar.lindqvist@fjordlab.example"},"comments":"Legal department"}]}
        """;

    private readonly Process _process;

    private OrderServer(Process process, Uri baseUri) => (_process, BaseUri) = (process, baseUri);

    public Uri BaseUri { get; }

    public static async Task<OrderServer> StartAsync()
    {
        var process = Process.Start(OwnProcess.Start("--serve"))!;
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start.");
        return new OrderServer(process, new Uri(address));
    }

    /// <summary>The other process: serves until its input ends.</summary>
    public static async Task ServeAsync()
    {
        await using var server = await LoopbackServer.StartAsync(new Always());
        Console.WriteLine(server.BaseUri);
        while (await Console.In.ReadLineAsync() is not null)
        {
            server.ForgetRequests();
        }
    }

    /// <summary>Frees what the server remembers of its requests.</summary>
    public void Forget()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private sealed class Always : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.Created) { Content = new StringContent(Answer, Encoding.UTF8, "application/json") });
    }
}
