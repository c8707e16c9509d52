using System.Diagnostics;
using System.Globalization;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>Import of the staged module over that of an empty binary module, in the same process.</summary>
internal sealed class ImportBudget : IBudget
{
    private const int Processes = 11;

    public string Name => "import";

    public async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        using var folder = new ScratchFolder(onDisk: true);
        var (more, empty) = (new List<double>(), new List<double>());
        for (var run = 0; run < effort.Runs; run++)
        {
            var probes = new List<(double Empty, double Ours)>();
            for (var process = 0; process < effort.Of(Processes); process++)
            {
                probes.Add(await ProbeAsync(folder.Path));
            }

            more.Add(Median(probes.Select(probe => probe.Ours - probe.Empty)));
            empty.Add(Median(probes.Select(probe => probe.Empty)));
        }

        yield return new Figure("import of the module, over an empty binary module", "ms", 60, more);
        yield return new Figure("import of an empty binary module", "ms", null, empty);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static async Task<(double Empty, double Ours)> ProbeAsync(string folder)
    {
        using var process = Process.Start(OwnProcess.Start("--import", folder))!;
        var line = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        double[] times = [.. line.Split(' ', StringSplitOptions.TrimEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        return (times[0], times[1]);
    }
}
