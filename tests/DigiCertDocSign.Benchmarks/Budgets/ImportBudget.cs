using System.Diagnostics;
using System.Globalization;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>Import of the staged module over that of an empty binary module, in the same process.</summary>
internal sealed class ImportBudget : IBudget
{
    private const int Processes = 7;

    public string Name => "import";

    public async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        using var folder = new TempFolder(onDisk: true);
        List<double>[] figures = [[], [], [], []];
        for (int run = 0; run < effort.Runs; run++)
        {
            var probes = new List<double[]>();
            for (int process = 0; process < effort.Of(Processes); process++)
            {
                probes.Add(await ProbeAsync(folder.Path));
            }

            figures[0].Add(Median(probes.Select(times => times[1] - times[0])));
            figures[1].Add(Median(probes.Select(times => times[1] - times[2])));
            figures[2].Add(Median(probes.Select(times => times[0])));
            figures[3].Add(Median(probes.Select(times => times[3])));
        }

        yield return new Figure("import of the module, over an empty binary module", "ms", 60, figures[0]);
        yield return new Figure("the same over an empty module with manifest, script, view and type", "ms", null, figures[1]);
        yield return new Figure("import of an empty binary module", "ms", null, figures[2]);
        yield return new Figure("the engine's first import of any module with those parts (an empty one)", "ms", null, figures[3]);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static async Task<double[]> ProbeAsync(string folder)
    {
        using Process process = Process.Start(OwnProcess.Start("--import", folder))!;
        string line = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return [.. line.Split(' ', StringSplitOptions.TrimEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
    }
}
