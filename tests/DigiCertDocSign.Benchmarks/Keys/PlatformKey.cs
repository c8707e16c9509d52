using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DigiCertDocSign.Benchmarks.Keys;

/// <summary>A key and its CSR by .NET alone.</summary>
internal static class PlatformKey
{
    private const string Subject = "CN=Mira K. Sølberg, E=mira@fjordlab.example";

    // Of a run's first key alone the module derives the password's key; one round stands for "derived already".
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, iterationCount: 1);

    public static AsymmetricAlgorithm Generate(KeyAlgorithm algorithm) => algorithm switch
    {
        KeyAlgorithm.P256 => ECDsa.Create(ECCurve.NamedCurves.nistP256),
        KeyAlgorithm.P384 => ECDsa.Create(ECCurve.NamedCurves.nistP384),
        KeyAlgorithm.Rsa2048 => RSA.Create(2048),
        _ => RSA.Create(3072),
    };

    /// <summary>Nothing is encrypted or written.</summary>
    public static string MakeCsr(KeyAlgorithm algorithm)
    {
        using AsymmetricAlgorithm key = Generate(algorithm);
        return SignCsr(key);
    }

    /// <summary>
    /// What a key file needs that is safe to order with: encrypted, flushed to the disk under another name, renamed, and the CSR only then.
    /// .NET cannot flush the folder, so that is left out.
    /// </summary>
    public static string MakeFileAndCsr(KeyAlgorithm algorithm, string folder)
    {
        using AsymmetricAlgorithm key = Generate(algorithm);
        return WriteFileAndSignCsr(key, folder);
    }

    /// <inheritdoc cref="MakeFileAndCsr"/>
    public static string WriteFileAndSignCsr(AsymmetricAlgorithm key, string folder)
    {
        string name = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        byte[] text = Encoding.ASCII.GetBytes(key.ExportEncryptedPkcs8PrivateKeyPem("correct horse battery", Encryption));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(name + ".tmp", options))
        {
            file.Write(text);
            file.Flush(flushToDisk: true);
        }

        File.Move(name + ".tmp", name + ".pem");
        return SignCsr(key);
    }

    public static string SignCsr(AsymmetricAlgorithm key) => key is RSA rsa
        ? new CertificateRequest(Subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem()
        : new CertificateRequest(Subject, (ECDsa)key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
}
