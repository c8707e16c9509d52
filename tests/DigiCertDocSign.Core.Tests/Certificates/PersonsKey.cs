using DigiCertDocSign.Csr;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Tests.Keys;

namespace DigiCertDocSign.Tests.Certificates;

/// <summary>A key of the module, its CSR and the CA that certifies it; shared by the tests of a class.</summary>
public sealed class PersonsKey : IDisposable
{
    private readonly TempFolder _folder = new();

    public PersonsKey()
    {
        OpenSsl.Run("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", _folder.File("key.pem"));
        OpenSsl.Run("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", _folder.File("other.pem"));
        Key = KeyOnDisk.Open(_folder.File("key.pem"), null);
        OtherKey = KeyOnDisk.Open(_folder.File("other.pem"), null);
        Csr = CsrBuilder.Build(SomePerson.Mira, Key, SignatureHash.Sha256);
    }

    public IExportableKey Key { get; }

    public IExportableKey OtherKey { get; }

    public string Csr { get; }

    internal TestAuthority Authority { get; } = new();

    public void Dispose()
    {
        Key.Dispose();
        OtherKey.Dispose();
        Authority.Dispose();
        _folder.Dispose();
    }
}
