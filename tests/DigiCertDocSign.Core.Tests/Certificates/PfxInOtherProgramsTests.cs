using System.Security.Cryptography.X509Certificates;
using System.Text;
using DigiCertDocSign.Certificates;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Keys;

namespace DigiCertDocSign.Tests.Certificates;

/// <summary>
/// A PFX is there for other programs: those that import it, and those that sign with it. CertificateExportTests has openssl and .NET.
/// </summary>
public sealed class PfxInOtherProgramsTests(PersonsKey person) : IClassFixture<PersonsKey>, IDisposable
{
    private const string Nickname = "Mira K. Solberg";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ProgramTheory("default-jre-headless", "keytool")]
    [InlineData(CryptoAlgorithmOption.AES256_SHA256)]
    [InlineData(CryptoAlgorithmOption.TripleDES_SHA1)]
    public void Java_finds_the_key_with_its_chain(CryptoAlgorithmOption encryption)
    {
        string pfx = Save(person.Key, encryption);

        string listed = Java(pfx, Secret.Text).MustSucceed().Output;

        Assert.Contains("PrivateKeyEntry", listed, StringComparison.Ordinal);
        Assert.Contains("Certificate chain length: 3", listed, StringComparison.Ordinal);
        Assert.NotEqual(0, Java(pfx, "another password").ExitCode);
    }

    [ProgramTheory("libnss3-tools", "pk12util", "certutil")]
    [InlineData(false, CryptoAlgorithmOption.AES256_SHA256)]
    [InlineData(true, CryptoAlgorithmOption.AES256_SHA256)]
    [InlineData(false, CryptoAlgorithmOption.TripleDES_SHA1)]
    public void Nss_imports_the_key_and_joins_it_with_its_certificate(bool elliptic, CryptoAlgorithmOption encryption)
    {
        string database = Import(Save(elliptic ? person.OtherKey : person.Key, encryption));

        Assert.Contains(Nickname, ProgramRun.Of("certutil", "-K", "-d", database).MustSucceed().Output, StringComparison.Ordinal);
        string certificates = ProgramRun.Of("certutil", "-L", "-d", database).MustSucceed().Output;
        Assert.Matches($@"{Nickname}\s+u,u,u", certificates);
        Assert.Contains("Sample Root", certificates, StringComparison.Ordinal);
    }

    [ProgramTheory("libnss3-tools poppler-utils", "pk12util", "certutil", "pdfsig")]
    [InlineData(CryptoAlgorithmOption.AES256_SHA256)]
    [InlineData(CryptoAlgorithmOption.TripleDES_SHA1)]
    public void A_PDF_signed_with_it_is_valid_and_a_changed_one_is_not(CryptoAlgorithmOption encryption)
    {
        string database = Import(Save(person.Key, encryption));
        ProgramRun.Of("certutil", "-M", "-n", "Sample Root", "-t", "CT,C,C", "-d", database).MustSucceed();
        string document = _folder.Write("contract.pdf", OnePage()), signed = _folder.File("signed.pdf");

        ProgramRun.Of("pdfsig", "-nssdir", database, "-add-signature", "-nick", Nickname, document, signed).MustSucceed();

        string verdict = Verify(database, signed);
        Assert.Contains("Signature is Valid.", verdict, StringComparison.Ordinal);
        Assert.Contains($"Signer Certificate Common Name: {Nickname}", verdict, StringComparison.Ordinal);
        byte[] changed = File.ReadAllBytes(signed);
        changed[changed.AsSpan().IndexOf("as agreed"u8)] = (byte)'A';
        File.WriteAllBytes(signed, changed);
        Assert.DoesNotContain("Signature is Valid.", Verify(database, signed), StringComparison.Ordinal);
    }

    private string Save(IExportableKey key, CryptoAlgorithmOption encryption)
    {
        // Other programs have no clock that a test could give them.
        var form = new PersonCertificate { NotBefore = DateTimeOffset.UtcNow.AddDays(-1), NotAfter = DateTimeOffset.UtcNow.AddYears(1) };
        using X509Certificate2 leaf = person.Authority.CreatePerson(key.GetSubjectPublicKeyInfo(), form);
        var certificate = IssuedCertificate.Parse(TestAuthority.Bundle(leaf, person.Authority.Issuing, person.Authority.Root));
        string path = _folder.File("mira.pfx");
        CertificateExport.Save(path, certificate, CertificateFormat.Pfx, key, Secret.Of(), overwrite: false, encryption: encryption);
        return path;
    }

    private string Import(string pfx)
    {
        string database = "sql:" + Directory.CreateDirectory(_folder.File("nss")).FullName;
        ProgramRun.Of("certutil", "-N", "-d", database, "--empty-password").MustSucceed();
        ProgramRun.Of("pk12util", "-i", pfx, "-d", database, "-W", Secret.Text).MustSucceed();
        return database;
    }

    private static ProgramRun Java(string pfx, string password) =>
        ProgramRun.Of("keytool", "-J-Duser.language=en", "-list", "-v", "-storetype", "PKCS12", "-keystore", pfx, "-storepass", password);

    private static string Verify(string database, string document) =>
        ProgramRun.Of("pdfsig", "-nssdir", database, "-no-ocsp", document).Output;

    /// <summary>One page with a line of text, whose table says where each object begins.</summary>
    private static string OnePage()
    {
        const string Text = "BT /F1 24 Tf 72 720 Td (The contract, as agreed.) Tj ET";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {Text.Length} >>\nstream\n{Text}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ];
        var pdf = new StringBuilder("%PDF-1.7\n");
        var table = new StringBuilder($"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        for (int index = 0; index < objects.Length; index++)
        {
            table.Append(null, $"{pdf.Length:D10} 00000 n \n");
            pdf.Append(null, $"{index + 1} 0 obj\n{objects[index]}\nendobj\n");
        }

        return $"{pdf}{table}trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{pdf.Length}\n%%EOF\n";
    }
}
