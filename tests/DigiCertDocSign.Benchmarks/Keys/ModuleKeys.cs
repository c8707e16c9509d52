using System.Net;
using System.Security;
using System.Security.Cryptography;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Keys.Files;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Benchmarks.Keys;

/// <summary>Keys and CSRs as the module makes them: the key encrypted, in a durable file, before the CSR is signed.</summary>
internal sealed class ModuleKeys : IDisposable
{
    private static readonly Person Mira = new("Mira K.", "Sølberg", "Contract Manager", "+47 55 50 01 42", "mira@fjordlab.example");

    private readonly TempFolder _folder;
    private readonly FileKeyStore _store;
    private readonly SigningCsrBuilder _builder;
    private readonly KeyAlgorithm _algorithm;
    private int _made;

    /// <param name="algorithm">Kind of key.</param>
    /// <param name="onDisk">Where the files lie: on the disk, or in memory.</param>
    /// <param name="ready">Serves for every key, so that none is generated; null: each is a new one.</param>
    public ModuleKeys(KeyAlgorithm algorithm, bool onDisk, RSA? ready = null)
    {
        _algorithm = algorithm;
        _folder = new TempFolder(onDisk);
        var placement = FilePlacement.InDirectory(_folder.Path);
        SecureString password = new NetworkCredential("", "correct horse battery").SecurePassword;
        _store = ready is null
            ? new FileKeyStore(placement, password)
            : new FileKeyStore(placement, password) { NewKey = _ => new ReadyRsa(ready) };
        _builder = new SigningCsrBuilder(_store);
    }

    /// <summary>Someone with an address that nobody had before.</summary>
    public static Person Next(int number) => Mira with { Email = $"mira.{number}@fjordlab.example" };

    public Task MakeAsync() => _builder.CreateAsync(Next(_made++), _algorithm, SignatureHash.Sha256, CancellationToken.None);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }
}
