using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;

namespace DigiCertDocSign.Crypto;

/// <summary>The addresses that a certificate names (RFC 5280 section 4.2.1.6; RFC 9598 for those beyond ASCII).</summary>
internal static class CertificateEmails
{
    private static readonly DerObjectIdentifier SmtpUtf8Mailbox = new("1.3.6.1.5.5.7.8.9");

    public static IReadOnlyList<string> Of(X509Certificate certificate)
    {
        GeneralName[] names = certificate.GetSubjectAlternativeNameExtension()?.GetNames() ?? [];
        IEnumerable<string> alternative = names.Select(Address).OfType<string>();
        return [.. alternative.Concat(certificate.SubjectDN.GetValueList(X509Name.EmailAddress)).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static string? Address(GeneralName name) => name.TagNo switch
    {
        GeneralName.Rfc822Name => ((IAsn1String)name.Name).GetString(),
        GeneralName.OtherName when OtherName.GetInstance(name.Name) is var other && SmtpUtf8Mailbox.Equals(other.TypeID) =>
            (other.Value.ToAsn1Object() as IAsn1String)?.GetString(),
        _ => null,
    };
}
