using System.IO.Compression;
using System.Net;
using System.Text;
using CertCentral.Sandbox.Http;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Cms;
using Org.BouncyCastle.Asn1.X509;

namespace CertCentral.Sandbox.Certificates;

/// <summary>Writes a chain in one of the formats of the API's glossary. Everything is in PEM dress, PKCS#7 too.</summary>
internal static class DownloadFormat
{
    private const string Zip = "application/zip";
    private const string Pkcs7 = "application/x-pkcs7-certificates";
    private const string Pem = "application/x-pem-file";

    /// <summary>The format that a server platform is given when the call names none.</summary>
    public static string ForPlatform(long platformId) => platformId switch
    {
        2 => "apache",
        29 => "pem_all",
        40 => "p7b",
        _ => "default",
    };

    /// <param name="format">A name of the glossary.</param>
    /// <param name="chain">DER: end-entity, intermediate, root.</param>
    /// <param name="fileName">Of the certificate inside a zip, without its extension.</param>
    /// <exception cref="ApiException">400: no such format.</exception>
    public static SandboxAnswer Write(string format, IReadOnlyList<byte[]> chain, string fileName) => format switch
    {
        "pem_all" => OfText(Pem, [.. chain]),
        "pem_noroot" => OfText(Pem, chain[0], chain[1]),
        "pem_nointermediate" or "pem" or "crt" => OfText(Pem, chain[0]),
        "p7b" or "cer" => Answer(Pkcs7, Encoding.ASCII.GetBytes(PemText.Write("PKCS7", Bundle(chain)))),
        "default" or "apache" => Answer(Zip, Pack(chain, fileName, "crt")),
        "default_cer" => Answer(Zip, Pack(chain, fileName, "cer")),
        "default_pem" => Answer(Zip, Pack(chain, fileName, "pem")),
        _ => throw ApiException.Invalid("format", $"There is no download format '{format}'."),
    };

    private static SandboxAnswer OfText(string contentType, params byte[][] certificates) =>
        Answer(contentType, Encoding.ASCII.GetBytes(string.Concat(certificates.Select(der => PemText.Write("CERTIFICATE", der)))));

    private static SandboxAnswer Answer(string contentType, byte[] body) => SandboxAnswer.OfBytes(HttpStatusCode.OK, contentType, body);

    /// <summary>The degenerate SignedData of RFC 5652: certificates, no content, no signer.</summary>
    private static byte[] Bundle(IReadOnlyList<byte[]> chain)
    {
        var certificates = new DerSet(chain.Select(der => (Asn1Encodable)X509CertificateStructure.GetInstance(der)).ToArray());
        var signedData = new SignedData(DerSet.Empty, new ContentInfo(CmsObjectIdentifiers.Data, null), certificates, null, DerSet.Empty);
        return new ContentInfo(CmsObjectIdentifiers.SignedData, signedData).GetDerEncoded();
    }

    private static byte[] Pack(IReadOnlyList<byte[]> chain, string fileName, string extension)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            string[] names = [fileName, "SandboxDocumentSigningCA", "SandboxRoot"];
            for (int i = 0; i < chain.Count; i++)
            {
                using Stream entry = archive.CreateEntry($"{names[i]}.{extension}").Open();
                byte[] pem = Encoding.ASCII.GetBytes(PemText.Write("CERTIFICATE", chain[i]));
                entry.Write(pem, 0, pem.Length);
            }
        }

        return bytes.ToArray();
    }
}
