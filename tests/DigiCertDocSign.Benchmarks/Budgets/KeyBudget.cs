using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>
/// A key and its CSR, encrypted and in a file, against the platform's own key and CertificateRequest, which encrypt and
/// write nothing. The folder lies in memory where there is one: what a durable write costs is the disk's business, and told
/// apart.
/// </summary>
internal sealed class KeyBudget : IBudget
{
    private static readonly Person Mira = new("Mira K.", "Sølberg", "Contract Manager", "+47 55 50 01 42", "mira@fjordlab.example");

    public string Name => "key";

    public async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        (KeyAlgorithm Algorithm, int Repetitions)[] kinds =
            [(KeyAlgorithm.P256, 4_000), (KeyAlgorithm.P384, 400), (KeyAlgorithm.Rsa2048, 64), (KeyAlgorithm.Rsa3072, 32)];
        foreach (var (algorithm, repetitions) in kinds)
        {
            await foreach (var figure in MeasureAsync(effort, algorithm, repetitions))
            {
                yield return figure;
            }
        }

        yield return new Figure("a durable key file on this disk, over one in memory, by the wall", "us", null, [await DurableWriteAsync(effort)]);
    }

    private static async IAsyncEnumerable<Figure> MeasureAsync(Effort effort, KeyAlgorithm algorithm, int repetitions)
    {
        using var ours = new Maker(algorithm, onDisk: false);
        var (mine, theirs) = (new List<double>(), new List<double>());
        for (var run = -1; run < effort.Runs; run++)
        {
            double[] sums = [0, 0];
            const int Turns = 8;
            for (var turn = 0; turn < Turns; turn++)
            {
                sums[0] += Cpu.Of(effort.Of(repetitions / Turns), () => Platform(algorithm));
                sums[1] += await Cpu.OfAsync(effort.Of(repetitions / Turns), ours.MakeAsync);
            }

            if (run >= 0)
            {
                theirs.Add(sums[0] / Turns);
                mine.Add(sums[1] / Turns);
            }
        }

        yield return new Figure($"{algorithm} key and CSR, CPU over the platform's own", "x", 1.1, [.. mine.Zip(theirs, (our, their) => our / their)]);
        yield return new Figure($"{algorithm} key and CSR, CPU over the platform's own", "us more", null, [.. mine.Zip(theirs, (our, their) => our - their)]);
    }

    private static async Task<double> DurableWriteAsync(Effort effort)
    {
        async Task<double> TimeAsync(bool onDisk)
        {
            using var maker = new Maker(KeyAlgorithm.P256, onDisk);
            await maker.MakeAsync();
            var repetitions = effort.Of(200);
            var start = TimeProvider.System.GetTimestamp();
            for (var repetition = 0; repetition < repetitions; repetition++)
            {
                await maker.MakeAsync();
            }

            return TimeProvider.System.GetElapsedTime(start).TotalMicroseconds / repetitions;
        }

        return await TimeAsync(onDisk: true) - await TimeAsync(onDisk: false);
    }

    private static string Platform(KeyAlgorithm algorithm)
    {
        const string Subject = "CN=Mira K. Sølberg, E=mira@fjordlab.example";
        if (algorithm is KeyAlgorithm.P256 or KeyAlgorithm.P384)
        {
            using var ecdsa = ECDsa.Create(algorithm == KeyAlgorithm.P256 ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384);
            return new CertificateRequest(Subject, ecdsa, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        }

        using var rsa = RSA.Create(algorithm == KeyAlgorithm.Rsa2048 ? 2048 : 3072);
        return new CertificateRequest(Subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem();
    }

    private sealed class Maker : IDisposable
    {
        private readonly ScratchFolder _folder;
        private readonly FileKeyStore _store;
        private readonly SigningCsrBuilder _builder;
        private readonly KeyAlgorithm _algorithm;
        private int _made;

        public Maker(KeyAlgorithm algorithm, bool onDisk)
        {
            _algorithm = algorithm;
            _folder = new ScratchFolder(onDisk);
            _store = new FileKeyStore(FilePlacement.InDirectory(_folder.Path), new NetworkCredential(string.Empty, "correct horse battery").SecurePassword);
            _builder = new SigningCsrBuilder(_store);
        }

        public async Task MakeAsync()
        {
            var person = Mira with { Email = $"mira.{_made++}@fjordlab.example" };
            await _builder.CreateAsync(person, _algorithm, SignatureHash.Sha256, CancellationToken.None).ConfigureAwait(false);
        }

        public void Dispose()
        {
            _store.Dispose();
            _folder.Dispose();
        }
    }
}
