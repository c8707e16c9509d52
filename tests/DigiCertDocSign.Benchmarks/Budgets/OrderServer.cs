using System.Diagnostics;
using CertCentral.SandboxServer;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>
/// A server on loopback that answers every order at once, in a process of its own, so that its work is not counted.
/// </summary>
internal sealed class OrderServer : IDisposable
{
    private readonly Process _process;

    private OrderServer(Process process, Uri baseUri) => (_process, BaseUri) = (process, baseUri);

    public Uri BaseUri { get; }

    public static async Task<OrderServer> StartAsync()
    {
        Process process = Process.Start(OwnProcess.Start("--serve"))!;
        string address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start.");
        return new OrderServer(process, new Uri(address));
    }

    /// <summary>The other process: serves until its input ends.</summary>
    public static async Task ServeAsync()
    {
        await using LoopbackServer server = await LoopbackServer.StartAsync(new AnswerAtOnce());
        Console.WriteLine(server.BaseUri);
        while (await Console.In.ReadLineAsync() is not null)
        {
            server.ForgetCalls();
        }
    }

    /// <summary>Frees what the server remembers of its calls.</summary>
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
}
