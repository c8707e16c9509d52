using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DigiCertDocSign.Certificates;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Tests.Keys;
using Microsoft.Extensions.Time.Testing;

namespace DigiCertDocSign.Tests.Certificates;

public class CertificateExportTests(PersonsKey person) : IClassFixture<PersonsKey>
{
    [Fact]
    public void Openssl_reads_and_verifies_what_is_written()
    {
        using var folder = new TempFolder();
        IssuedCertificate certificate = Issue(person.Key);
        foreach (CertificateFormat format in Enum.GetValues<CertificateFormat>().Except([CertificateFormat.Pfx]))
        {
            CertificateExport.Save(
                folder.File("mira" + CertificateExport.Extension(format)), certificate, format, null, null, overwrite: false);
        }

        File.WriteAllText(folder.File("root"), person.Authority.Root.ExportCertificatePem());
        string at = TestAuthority.Now.ToUnixTimeSeconds().ToString(null, null);
        OpenSsl.Run(
            "verify", "-attime", at, "-CAfile", folder.File("root"), "-untrusted", folder.File("mira.chain.pem"), folder.File("mira.pem"));

        Assert.Equal(3, OpenSsl.Run("pkcs7", "-in", folder.File("mira.p7b"), "-print_certs", "-noout").Split("subject=").Length - 1);
        string fingerprint = OpenSsl.Run("x509", "-in", folder.File("mira.cer"), "-inform", "DER", "-noout", "-fingerprint")
            .Replace(":", "", StringComparison.Ordinal);
        Assert.Contains(certificate.Thumbprint, fingerprint, StringComparison.Ordinal);
        Assert.Single(File.ReadAllText(folder.File("mira.pem")).Split("BEGIN").Skip(1));
        Assert.Equal(certificate.Thumbprint, IssuedCertificate.Parse(File.ReadAllBytes(folder.File("mira.p7b"))).Thumbprint);
    }

    [Theory]
    [InlineData(false, Secret.Text)]
    [InlineData(true, Secret.Text)]
    [InlineData(true, "Пароль-schön-密碼")]
    [InlineData(false, Secret.Text, CryptoAlgorithmOption.TripleDES_SHA1)]
    [InlineData(true, "Пароль-schön-密碼", CryptoAlgorithmOption.TripleDES_SHA1)]
    public void A_pfx_opens_in_openssl_and_in_dotnet_with_its_key_and_chain(
        bool elliptic, string password, CryptoAlgorithmOption encryption = CryptoAlgorithmOption.AES256_SHA256)
    {
        using var folder = new TempFolder();
        IExportableKey key = elliptic ? person.OtherKey : person.Key;
        string path = folder.File("mira.pfx");

        CertificateExport.Save(
            path, Issue(key), CertificateFormat.Pfx, key, Secret.Of(password), overwrite: false, encryption: encryption);
        OwnerRights.AssertFile(path);

        string info = OpenSsl.Run("pkcs12", "-in", path, "-passin", "pass:" + password, "-info", "-nodes", "-out", folder.File("content"));

        (string mac, string cipher) = encryption == CryptoAlgorithmOption.TripleDES_SHA1
            ? ("MAC: sha1, Iteration 250000", "pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 250000")
            : ("MAC: sha256, Iteration 250000", "PBES2, PBKDF2, AES-256-CBC, Iteration 250000, PRF hmacWithSHA256");
        Assert.Contains(mac, info, StringComparison.Ordinal);
        Assert.Equal(2, info.Split(cipher).Length - 1);
        string content = File.ReadAllText(folder.File("content"));
        Assert.Contains("friendlyName: Mira K. Solberg", content, StringComparison.Ordinal);
        Assert.Equal(3, content.Split("-----BEGIN CERTIFICATE-----").Length - 1);
        Assert.NotEqual(0, OpenSsl.Try("pkcs12", "-in", path, "-passin", "pass:wrong password", "-noout").ExitCode);

        // With the loader's own limits: more iterations than it takes would make the file useless on current .NET.
        X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12Collection(File.ReadAllBytes(path), password);
        Assert.Equal(3, all.Count);
        X509Certificate2 own = Assert.Single(all, one => one.HasPrivateKey);
        byte[] data = Encoding.UTF8.GetBytes("nonce");
        Assert.True(elliptic
            ? own.GetECDsaPublicKey()!
                .VerifyData(data, own.GetECDsaPrivateKey()!.SignData(data, HashAlgorithmName.SHA256), HashAlgorithmName.SHA256)
            : own.GetRSAPublicKey()!.VerifyData(
                data,
                own.GetRSAPrivateKey()!.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1));

        using IExportableKey again = KeyOnDisk.Open(path, Secret.Of(password));
        Assert.Equal(key.GetSubjectPublicKeyInfo(), again.GetSubjectPublicKeyInfo());
    }

    [Fact]
    public void A_pfx_needs_its_own_copyable_key_and_a_good_password()
    {
        using var folder = new TempFolder();
        IssuedCertificate certificate = Issue(person.Key);
        void SavePfx(ISigningKey? key, SecureString? password) =>
            CertificateExport.Save(folder.File("mira.pfx"), certificate, CertificateFormat.Pfx, key, password, overwrite: false);

        AssertFault(FaultKind.CertificateKeyMissing, () => SavePfx(null, Secret.Of()));
        AssertFault(FaultKind.CertificateKeyMismatch, () => SavePfx(person.OtherKey, Secret.Of()));
        AssertFault(FaultKind.KeyNotExportable, () => SavePfx(new KeyInHardware(person.Key), Secret.Of()));
        AssertFault(FaultKind.KeyPasswordMissing, () => SavePfx(person.Key, null));
        AssertFault(FaultKind.KeyPasswordTooShort, () => SavePfx(person.Key, Secret.Of("1234567")));
    }

    [Fact]
    public void A_file_that_is_there_is_kept_unless_asked()
    {
        using var folder = new TempFolder();
        string path = folder.Write("mira.pem", "precious");
        IssuedCertificate certificate = Issue(person.Key);
        AssertFault(
            FaultKind.CertificateFileExists,
            () => CertificateExport.Save(path, certificate, CertificateFormat.Pem, null, null, overwrite: false));
        Assert.Equal("precious", File.ReadAllText(path));
        string aside = folder.File("mira.20261124T145228Z.pem");
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 14, 52, 28, TimeSpan.Zero));
        CertificatePlace place = CertificateExport.Save(path, certificate, CertificateFormat.Pem, null, null, overwrite: true, clock);
        Assert.Contains(aside, Assert.Single(place.Notes), StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(aside));
        Assert.Equal(certificate.Thumbprint, IssuedCertificate.Parse(File.ReadAllText(path)).Thumbprint);

        // Certificates can be had again, and give way.
        Assert.Empty(CertificateExport.Save(path, certificate, CertificateFormat.PemChain, null, null, overwrite: true).Notes);
        AssertFault(
            FaultKind.CertificateFileNotWritten,
            () => CertificateExport.Save(Path.Combine(path, "x.pem"), certificate, CertificateFormat.Pem, null, null, overwrite: true));

        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    /// <summary>PBES2 is a frame for many ciphers, and who names one of them wants that one.</summary>
    [Fact]
    public void A_pfx_of_another_cipher_in_the_same_frame_is_not_taken_for_the_named_one()
    {
        using var folder = new TempFolder();
        string path = folder.File("mira.pfx");
        IssuedCertificate certificate = Issue(person.Key);
        CertificatePlace Save(CryptoAlgorithmOption? encryption) => CertificateExport.Save(
            path, certificate, CertificateFormat.Pfx, person.Key, Secret.Of(Secret.Text), overwrite: false, encryption: encryption);
        Save(null);
        OpenSsl.Run("pkcs12", "-in", path, "-passin", "pass:" + Secret.Text, "-nodes", "-out", folder.File("content"));

        OpenSsl.Run(
            "pkcs12", "-export", "-in", folder.File("content"), "-keypbe", "AES-128-CBC", "-certpbe", "AES-128-CBC", "-out", path,
            "-passout", "pass:" + Secret.Text);

        Assert.True(Save(null).AlreadyThere);
        Assert.All([CryptoAlgorithmOption.AES256_SHA256, CryptoAlgorithmOption.TripleDES_SHA1], named => Assert.Contains(
            $"is not encrypted with {named}",
            Assert.Throws<DocSigningException>(() => Save(named)).Message,
            StringComparison.Ordinal));
    }

    private static void AssertFault(FaultKind kind, Action act) => Assert.Equal(kind, Assert.Throws<DocSigningException>(act).Kind);

    private IssuedCertificate Issue(ISigningKey key)
    {
        using X509Certificate2 leaf = person.Authority.CreatePerson(key.GetSubjectPublicKeyInfo());
        return IssuedCertificate.Parse(TestAuthority.Bundle(person.Authority.Root, leaf, person.Authority.Issuing));
    }

    private sealed class KeyInHardware(ISigningKey key) : ISigningKey
    {
        public KeyAlgorithm Algorithm => key.Algorithm;

        public string Reference => "pkcs11:object=mira";

        public string? KeyPath => null;

        public IReadOnlyList<string> Notes => [];

        public bool IsInProcess => false;

        public IExportableKey? Exportable => null;

        public ICertificateHolder? CertificateHolder => null;

        public byte[] GetSubjectPublicKeyInfo() => key.GetSubjectPublicKeyInfo();

        public byte[] Sign(byte[] data, SignatureHash hash) => key.Sign(data, hash);

        public void Dispose()
        {
        }
    }
}
