using DigiCertDocSign.Benchmarks.Keys;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>
/// A key and its CSR, encrypted and in a durable file: against the platform where it does the same, and where it encrypts and writes
/// nothing; against the tools that an administrator has; and on all cores. The folder lies
/// in memory where there is one: what a durable write costs is the disk's business, and told apart.
/// </summary>
internal sealed class KeyBudget : IBudget
{
    public string Name => "key";

    public async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        IAsyncEnumerable<Figure>[] parts =
        [
            PlatformComparison.MeasureAsync(effort, KeyAlgorithm.P256, keys: 0, repetitions: 4_000),
            PlatformComparison.MeasureAsync(effort, KeyAlgorithm.P384, keys: 0, repetitions: 400),
            PlatformComparison.MeasureAsync(effort, KeyAlgorithm.Rsa2048, keys: 24, repetitions: 400),
            PlatformComparison.MeasureAsync(effort, KeyAlgorithm.Rsa3072, keys: 8, repetitions: 200),
            OpensslComparison.MeasureAsync(effort, KeyAlgorithm.P256, repetitions: 16),
            OpensslComparison.MeasureAsync(effort, KeyAlgorithm.P384, repetitions: 16),
            OpensslComparison.MeasureAsync(effort, KeyAlgorithm.Rsa2048, repetitions: 8),
            OpensslComparison.MeasureAsync(effort, KeyAlgorithm.Rsa3072, repetitions: 4),
            TokenComparison.MeasureAsync(effort),
            ThrottleComparison.MeasureAsync(effort),
        ];
        foreach (IAsyncEnumerable<Figure> part in parts)
        {
            await foreach (Figure figure in part)
            {
                yield return figure;
            }
        }

        yield return new Figure(
            "a durable key file on this disk, over one in memory, by the wall", "us", null, [await DurableWriteAsync(effort)]);
    }

    private static async Task<double> DurableWriteAsync(Effort effort)
    {
        using var disk = new ModuleKeys(KeyAlgorithm.P256, onDisk: true);
        using var memory = new ModuleKeys(KeyAlgorithm.P256, onDisk: false);
        List<(Cost One, Cost Other)> runs = await Cost.CompareAsync(effort, 200, disk.MakeAsync, memory.MakeAsync);
        return runs.Average(run => run.One.Wall - run.Other.Wall) * 1000;
    }
}
