using System.Diagnostics;
using System.Management.Automation;
using CertCentral.SandboxServer;
using DigiCertDocSign.Benchmarks.Engine;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>
/// From Ctrl+C to the end of the pipeline, while a call hangs. The slowest of the stops of a run is told, by the wall clock.
/// </summary>
internal sealed class StopBudget : IBudget
{
    private const int Stops = 20;

    public string Name => "stop";

    public async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        using var folder = new TempFolder(onDisk: true);
        var handler = new NeverAnswer();
        await using LoopbackServer server = await LoopbackServer.StartAsync(handler);
        using var session = new EngineSession(server.BaseUri, folder.Path);
        List<double> slowest = [];
        for (int run = 0; run < effort.Runs; run++)
        {
            var times = new List<double>();
            for (int stop = 0; stop < effort.Of(Stops); stop++)
            {
                using PowerShell shell = session.New();
                shell.AddCommand("Get-DocSigningOrder").AddParameter("OrderId", 4711L);
                Task arrived = handler.Next();
                shell.BeginInvoke();
                await arrived;
                var clock = Stopwatch.StartNew();
                await Task.Run(shell.Stop);
                times.Add(clock.Elapsed.TotalMilliseconds);
            }

            slowest.Add(times.Max());
        }

        yield return new Figure("Ctrl+C while a call hangs, the slowest stop", "ms", 500, slowest);
    }

    private sealed class NeverAnswer : HttpMessageHandler
    {
        private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Next()
        {
            _arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _arrived.Task;
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _arrived.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException("It never answers.");
        }
    }
}
