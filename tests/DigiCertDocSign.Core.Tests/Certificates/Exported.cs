using System.Security.Cryptography.X509Certificates;
using System.Text;
using DigiCertDocSign.Certificates;
using DigiCertDocSign.Crypto;

namespace DigiCertDocSign.Tests.Certificates;

/// <summary>What CertificateExport writes, read back.</summary>
internal static class Exported
{
    public static byte[] Bytes(IssuedCertificate certificate, CertificateFormat format)
    {
        using var folder = new TempFolder();
        string path = CertificateExport.Save(folder.File("certificate"), certificate, format, null, null, overwrite: false).Location;
        return File.ReadAllBytes(path);
    }

    /// <summary>The subjects of all certificates: the person's, the intermediates', the root's.</summary>
    public static IReadOnlyList<string> ChainSubjects(IssuedCertificate certificate)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(Encoding.ASCII.GetString(Bytes(certificate, CertificateFormat.PemChain)));
        return [.. chain.Select(member => member.Subject)];
    }
}
