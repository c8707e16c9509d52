using System.Diagnostics;
using System.Globalization;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>Memory of New-DocSigningOrder for 100,000 piped inputs, each ordered and in the journal.</summary>
internal sealed class MemoryBudget : IBudget
{
    private const int Inputs = 100_000;

    public string Name => "memory";

    public async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        List<double> over = [];
        List<double> grown = [];
        for (int run = 0; run < effort.Runs; run++)
        {
            using OrderServer server = await OrderServer.StartAsync();
            using var folder = new TempFolder(onDisk: false);
            using Process process = Process.Start(OwnProcess.Start(
                "--memory", effort.Of(Inputs).ToString(CultureInfo.InvariantCulture), server.BaseUri.ToString(), folder.Path))!;
            string[] words = (await process.StandardOutput.ReadToEndAsync()).Split(' ', StringSplitOptions.TrimEntries);
            await process.WaitForExitAsync();
            over.Add(double.Parse(words[0], CultureInfo.InvariantCulture));
            grown.Add(double.Parse(words[1], CultureInfo.InvariantCulture));
        }

        yield return new Figure("100,000 piped inputs, process over the host with the module", "MB", 50, over);
        yield return new Figure("the same, alive at the end over alive at a tenth of the inputs", "MB", null, grown);
    }
}
