using DigiCertDocSign.Benchmarks.Budgets;

namespace DigiCertDocSign.Benchmarks.Keys;

/// <summary>
/// The module against two processes a key: <c>openssl genpkey</c> with a password-encrypted file, and <c>openssl req -new</c>.
/// </summary>
internal static class OpensslComparison
{
    public static async IAsyncEnumerable<Figure> MeasureAsync(Effort effort, KeyAlgorithm algorithm, int repetitions)
    {
        string what = $"{algorithm}, key file and CSR, over openssl genpkey and req";
        if (!ProgramRun.IsInstalled("openssl"))
        {
            yield return Figure.Skipped(what + ", CPU", "openssl is not installed here");
            yield break;
        }

        using var module = new ModuleKeys(algorithm, onDisk: false);
        using var folder = new TempFolder(onDisk: false);
        int made = 0;
        Task Openssl()
        {
            string key = Path.Combine(folder.Path, $"{made++}.key.pem");
            string[] kind = algorithm switch
            {
                KeyAlgorithm.P256 => ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
                KeyAlgorithm.P384 => ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
                KeyAlgorithm.Rsa2048 => ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
                _ => ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"],
            };
            OpenSsl.Run(["genpkey", .. kind, "-aes-256-cbc", "-pass", "pass:correct horse battery", "-out", key]);
            OpenSsl.Run(
                "req",
                "-new",
                "-key",
                key,
                "-passin",
                "pass:correct horse battery",
                "-subj",
                "/CN=Mira K. Solberg",
                "-out",
                key + ".csr");
            return Task.CompletedTask;
        }

        List<(Cost One, Cost Other)> runs = await Cost.CompareAsync(effort, repetitions, module.MakeAsync, Openssl);
        yield return new Figure(what + ", CPU", "x", 1.1, [.. runs.Select(run => run.One.Cpu / run.Other.Cpu)]);
        yield return new Figure($"{algorithm}, openssl's two processes, CPU", "ms", null, [.. runs.Select(run => run.Other.Cpu)]);
        yield return new Figure($"{algorithm}, the module, by the wall", "ms", null, [.. runs.Select(run => run.One.Wall)]);
        yield return new Figure($"{algorithm}, openssl's two processes, by the wall", "ms", null, [.. runs.Select(run => run.Other.Wall)]);
    }
}
