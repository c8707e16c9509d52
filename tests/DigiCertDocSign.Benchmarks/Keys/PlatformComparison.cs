using System.Security.Cryptography;
using DigiCertDocSign.Benchmarks.Budgets;

namespace DigiCertDocSign.Benchmarks.Keys;

/// <summary>
/// The module against .NET alone, in processor time: against .NET code that does the same, an encrypted file flushed to the disk before the
/// CSR is signed, and against a key and a CSR that are kept nowhere. The search for two primes of an RSA key is chance and takes longer
/// than all that is added, by a hundred times; so there the ways are compared with a key that is ready, and what is added is set against
/// the mean of whole keys of the platform.
/// </summary>
internal static class PlatformComparison
{
    private const int Turns = 8;

    /// <param name="effort">How much is measured.</param>
    /// <param name="algorithm">Kind of key.</param>
    /// <param name="keys">RSA: how many whole keys of the platform a run makes, for their mean.</param>
    /// <param name="repetitions">How often a run does the rest, or all of it on a curve.</param>
    public static async IAsyncEnumerable<Figure> MeasureAsync(Effort effort, KeyAlgorithm algorithm, int keys, int repetitions)
    {
        using var folder = new TempFolder(onDisk: false);
        using var ready = PlatformKey.Generate(algorithm) as RSA;
        using var module = new ModuleKeys(algorithm, onDisk: false, ready);
        List<(double Platform, double Same, double Module)> runs = [];
        for (int run = -1; run < effort.Runs; run++)
        {
            // The first round only warms up.
            (double Platform, double Same, double Module) costs =
                await MeasureAsync(effort.Of(repetitions / Turns), algorithm, ready, folder.Path, module);
            double primes = ready is null || run < 0 ? 0 : Cpu.Of(effort.Of(keys), () => PlatformKey.MakeCsr(algorithm)) - costs.Platform;
            runs.AddRange(run < 0 ? [] : [(costs.Platform + primes, costs.Same + primes, costs.Module + primes)]);
        }

        yield return new Figure(
            $"{algorithm} key file and CSR, CPU over the platform's own", "x", 1.1, [.. runs.Select(run => run.Module / run.Same)]);
        yield return new Figure($"{algorithm}, what is added, CPU", "us", null, [.. runs.Select(run => run.Module - run.Same)]);
        yield return new Figure(
            $"{algorithm}, over the platform's key and CSR that are neither encrypted nor written, CPU",
            "x",
            null,
            [.. runs.Select(run => run.Module / run.Platform)]);
        yield return new Figure(
            $"{algorithm}, what encryption, file and module add to those, CPU",
            "us",
            null,
            [.. runs.Select(run => run.Module - run.Platform)]);
    }

    private static async Task<(double Platform, double Same, double Module)> MeasureAsync(
        int repetitions, KeyAlgorithm algorithm, RSA? ready, string folder, ModuleKeys module)
    {
        (double platform, double same, double ours) = (0.0, 0.0, 0.0);
        for (int turn = 0; turn < Turns; turn++)
        {
            platform += Cpu.Of(repetitions, () => _ = ready is null ? PlatformKey.MakeCsr(algorithm) : PlatformKey.SignCsr(ready));
            same += Cpu.Of(
                repetitions,
                () => _ = ready is null ? PlatformKey.MakeFileAndCsr(algorithm, folder) : PlatformKey.WriteFileAndSignCsr(ready, folder));
            ours += await Cpu.OfAsync(repetitions, module.MakeAsync);
        }

        return (platform / Turns, same / Turns, ours / Turns);
    }
}
