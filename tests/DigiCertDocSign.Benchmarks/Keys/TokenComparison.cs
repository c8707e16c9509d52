using System.Net;
using System.Runtime.InteropServices;
using DigiCertDocSign.Benchmarks.Budgets;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Keys.Pkcs11;

namespace DigiCertDocSign.Benchmarks.Keys;

/// <summary>
/// The module on a token in software (SoftHSM): key and CSR, against <c>pkcs11-tool --keypairgen</c>, a process for each key,
/// which makes no CSR.
/// </summary>
internal static partial class TokenComparison
{
    private const string Pin = "246813";
    private const string Label = "benchmark";

    private static readonly string? Module = new[]
    {
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib64/pkcs11/libsofthsm2.so",
        "/usr/local/lib/softhsm/libsofthsm2.so",
        "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    }.FirstOrDefault(File.Exists);

    public static async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        if (Module is null || !Tool.Has("softhsm2-util", "pkcs11-tool"))
        {
            yield return Figure.Skipped(
                "key on a token and CSR, over pkcs11-tool --keypairgen, CPU",
                "softhsm2 or opensc is not installed here");
            yield break;
        }

        using var folder = new ScratchFolder(onDisk: false);
        UseSoftHsm(folder.Path);
        foreach ((KeyAlgorithm algorithm, string? kind, int repetitions) in new[]
        {
            (KeyAlgorithm.P256, "EC:prime256v1", 16),
            (KeyAlgorithm.Rsa2048, "rsa:2048", 8),
        })
        {
            await foreach (Figure figure in MeasureAsync(effort, algorithm, kind, repetitions))
            {
                yield return figure;
            }
        }
    }

    private static async IAsyncEnumerable<Figure> MeasureAsync(Effort effort, KeyAlgorithm algorithm, string kind, int repetitions)
    {
        // A token for each way, since every key makes the next search on it slower.
        string[] tokens = [$"{Label}-{algorithm}-module", $"{Label}-{algorithm}-tool"];
        foreach (string token in tokens)
        {
            Tool.Run("softhsm2-util", "--init-token", "--free", "--label", token, "--pin", Pin, "--so-pin", "975310");
        }

        using var store =
            new Pkcs11KeyStore(new Pkcs11Uri { Token = tokens[0], ModulePath = Module }, new NetworkCredential("", Pin).SecurePassword);
        var builder = new SigningCsrBuilder(store);
        int made = 0;
        Task Ours() => builder.CreateAsync(ModuleKeys.Next(made++), algorithm, SignatureHash.Sha256, CancellationToken.None);
        Task Theirs()
        {
            string id = (made++).ToString("X8", null);
            Tool.Run(
                "pkcs11-tool",
                "--module",
                Module!,
                "--token-label",
                tokens[1],
                "--login",
                "--pin",
                Pin,
                "--keypairgen",
                "--key-type",
                kind,
                "--label",
                id,
                "--id",
                id);
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

    private static void UseSoftHsm(string folder)
    {
        string tokens = Directory.CreateDirectory(Path.Combine(folder, "tokens")).FullName;
        string configuration = Path.Combine(folder, "softhsm2.conf");
        File.WriteAllText(configuration, $"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n");
        Environment.SetEnvironmentVariable("SOFTHSM2_CONF", configuration); // for the tools
        if (setenv("SOFTHSM2_CONF", configuration, 1) != 0) // for the library: .NET only copies the environment
        {
            throw new InvalidOperationException("The environment cannot be set.");
        }
    }

#pragma warning disable IDE1006 // the name of the C library
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
#pragma warning restore IDE1006
}
