using System.Text;
using DigiCertDocSign.Text;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Cms;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;

namespace DigiCertDocSign.Crypto;

/// <summary>
/// Takes the certificates out of a download: any number of PEM blocks, a PKCS#7 message in PEM (under any label) or DER, or one DER
/// certificate. The bytes decide what a block is, and not its label: what the API calls cer is a PKCS#7 message.
/// </summary>
internal static class CertificateReader
{
    // A chain has three or four certificates; a bundle of hundreds is something else and would be slow to sort.
    private const int MaxCertificates = 32;
    private const int MaxLength = 1 << 20; // bytes

    /// <summary>The certificates, each once, in the order of the content.</summary>
    /// <exception cref="FormatException">No certificate, or a damaged one.</exception>
    public static IReadOnlyList<X509Certificate> Read(byte[] content)
    {
        if (content.Length is 0 or > MaxLength)
        {
            throw new FormatException(content.Length == 0 ? "It is empty." : "It is far too large for a certificate.");
        }

        string text = Encoding.UTF8.GetString(content);
        IEnumerable<byte[]> parts = PemBlock.IsPem(text)
            ? PemBlock.ReadAll(text).Where(IsCertificate).Select(block => block.Content)
            : [content];
        var found = new List<X509Certificate>();
        foreach (X509Certificate certificate in parts.SelectMany(ReadPart))
        {
            if (!found.Contains(certificate))
            {
                found.Add(certificate);
            }

            if (found.Count > MaxCertificates)
            {
                throw new FormatException("It holds far more certificates than a chain has.");
            }
        }

        return found.Count > 0 ? found : throw new FormatException("It holds no certificate.");
    }

    private static bool IsCertificate(PemBlock block) =>
        block.Label is "CERTIFICATE" or "X509 CERTIFICATE" or "TRUSTED CERTIFICATE" or "PKCS7" or "CMS" or "PKCS #7 SIGNED DATA";

    private static IReadOnlyList<X509Certificate> ReadPart(byte[] part) => Der.Read<IReadOnlyList<X509Certificate>>(() =>
    {
        if (!Der.StartsWith(part, CmsObjectIdentifiers.SignedData))
        {
            return [Whole(new X509Certificate(part))];
        }

        var message = ContentInfo.GetInstance(Asn1Object.FromByteArray(part));
        var signed = SignedData.GetInstance(message.Content);
        Asn1Encodable[] members = signed.Certificates?.ToArray() ?? [];
        return [.. members.Select(member => Whole(new X509Certificate(X509CertificateStructure.GetInstance(member))))];
    });

    // The library reads each part when it is first asked for; damage must show now and not in the middle of a check.
    private static X509Certificate Whole(X509Certificate certificate)
    {
        _ = certificate.NotBefore;
        _ = certificate.NotAfter;
        _ = certificate.GetBasicConstraints();
        _ = certificate.GetKeyUsage();
        _ = certificate.GetExtendedKeyUsage();
        _ = certificate.SubjectDN.ToString();
        _ = certificate.IssuerDN.ToString();
        _ = CertificateEmails.Of(certificate);
        return certificate;
    }
}

/// <summary>The e-mail addresses that a certificate names (RFC 5280 section 4.2.1.6; RFC 9598 for those beyond ASCII).</summary>
internal static class CertificateEmails
{
    private static readonly DerObjectIdentifier SmtpUtf8Mailbox = new("1.3.6.1.5.5.7.8.9");

    /// <summary>Those of the subject alternative name, then those of the subject, each once.</summary>
    public static IReadOnlyList<string> Of(X509Certificate certificate)
    {
        GeneralName[] names = certificate.GetSubjectAlternativeNameExtension()?.GetNames() ?? [];
        IEnumerable<string> alternative = names.Select(Address).OfType<string>();
        return
        [
            .. alternative.Concat(certificate.SubjectDN.GetValueList(X509Name.EmailAddress)).Select(EmailAddress.Of).Distinct()
                .Select(address => address.Text),
        ];
    }

    private static string? Address(GeneralName name) => name.TagNo switch
    {
        GeneralName.Rfc822Name => ((IAsn1String)name.Name).GetString(),
        GeneralName.OtherName when OtherName.GetInstance(name.Name) is var other && SmtpUtf8Mailbox.Equals(other.TypeID) =>
            (other.Value.ToAsn1Object() as IAsn1String)?.GetString(),
        _ => null,
    };
}
