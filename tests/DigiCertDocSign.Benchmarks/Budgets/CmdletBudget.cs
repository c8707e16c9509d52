using System.Diagnostics;
using System.Globalization;
using DigiCertDocSign.Benchmarks.Engine;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>
/// What an order costs the processor when it is piped into New-DocSigningOrder, engine, journal and all, once the process is warm.
/// The server is another process and not counted; the journal lies on a disk.
/// </summary>
internal sealed class CmdletBudget : IBudget
{
    private const int Inputs = 10_000;

    public string Name => "cmdlet";

    public async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        List<double> costs = [];
        for (int run = 0; run < effort.Runs; run++)
        {
            using OrderServer server = await OrderServer.StartAsync();
            using var folder = new TempFolder(onDisk: true);
            using Process process = Process.Start(OwnProcess.Start(
                "--cmdlet", effort.Of(Inputs).ToString(CultureInfo.InvariantCulture), server.BaseUri.ToString(), folder.Path))!;
            string said = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            costs.Add(double.Parse(said, CultureInfo.InvariantCulture));
        }

        yield return new Figure("one order through the cmdlet, journal and all, warm, CPU", "us", 1000, costs);
    }

    /// <summary>The other process. The first half of the inputs warms it up.</summary>
    public static void Run(int inputs, Uri server, string folder)
    {
        using var session = new EngineSession(server, folder);
        int half = Math.Max(1, inputs / 2);
        TimeSpan warm = TimeSpan.Zero;
        TimeSpan end = TimeSpan.Zero;
        PipedOrders.Place(session, 2 * half, seen =>
        {
            warm = seen == half ? Environment.CpuUsage.TotalTime : warm;
            end = Environment.CpuUsage.TotalTime;
        });
        Console.WriteLine(((end - warm).TotalMicroseconds / half).ToString(CultureInfo.InvariantCulture));
    }
}
