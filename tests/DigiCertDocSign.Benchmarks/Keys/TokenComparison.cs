using DigiCertDocSign.Benchmarks.Budgets;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Keys.Pkcs11;

namespace DigiCertDocSign.Benchmarks.Keys;

/// <summary>
/// The module on a token in software (SoftHSM): key and CSR, against <c>pkcs11-tool --keypairgen</c>, a process for each key,
/// which makes no CSR.
/// </summary>
internal static class TokenComparison
{
    private const string Label = "benchmark";

    public static async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        if (SoftHsm.Missing is { } missing)
        {
            yield return Figure.Skipped("key on a token and CSR, over pkcs11-tool --keypairgen, CPU", missing);
            yield break;
        }

        using var hsm = SoftHsm.InMemory();
        foreach ((KeyAlgorithm algorithm, string? kind, int repetitions) in new[]
        {
            (KeyAlgorithm.P256, "EC:prime256v1", 16),
            (KeyAlgorithm.Rsa2048, "rsa:2048", 8),
        })
        {
            await foreach (Figure figure in MeasureAsync(effort, hsm, algorithm, kind, repetitions))
            {
                yield return figure;
            }
        }
    }

    private static async IAsyncEnumerable<Figure> MeasureAsync(
        Effort effort, SoftHsm hsm, KeyAlgorithm algorithm, string kind, int repetitions)
    {
        // A token for each way, since every key makes the next search on it slower.
        string[] tokens = [$"{Label}-{algorithm}-module", $"{Label}-{algorithm}-tool"];
        foreach (string token in tokens)
        {
            hsm.NewToken(token);
        }

        using var store =
            new Pkcs11KeyStore(new Pkcs11Uri { Token = tokens[0], ModulePath = SoftHsm.Module }, Secret.Of(SoftHsm.Pin));
        var builder = new SigningCsrBuilder(store);
        int made = 0;
        Task Ours() => builder.CreateAsync(ModuleKeys.Next(made++), algorithm, SignatureHash.Sha256, CancellationToken.None);
        Task Theirs()
        {
            string id = (made++).ToString("X8", null);
            hsm.Tool(tokens[1], "--keypairgen", "--key-type", kind, "--label", id, "--id", id);
            return Task.CompletedTask;
        }

        List<(Cost One, Cost Other)> runs = await Cost.CompareAsync(effort, repetitions, Ours, Theirs);
        yield return new Figure(
            $"{algorithm} on a token (SoftHSM) and CSR, over pkcs11-tool --keypairgen, CPU",
            "x",
            1.1,
            [.. runs.Select(run => run.One.Cpu / run.Other.Cpu)]);
        yield return new Figure($"{algorithm}, pkcs11-tool's process, CPU", "ms", null, [.. runs.Select(run => run.Other.Cpu)]);
        yield return new Figure($"{algorithm} on a token, the module, by the wall", "ms", null, [.. runs.Select(run => run.One.Wall)]);
        yield return new Figure($"{algorithm}, pkcs11-tool's process, by the wall", "ms", null, [.. runs.Select(run => run.Other.Wall)]);
    }
}
