using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.X509;
using Org.BouncyCastle.X509.Extension;

namespace CertCentral.Sandbox.Certificates;

/// <summary>What a certificate of the throw-away CA itself looks like.</summary>
internal static class CaProfile
{
    public static X509Name Name(string commonName) => new(
        [X509Name.O, X509Name.OU, X509Name.CN],
        ["Sandbox", "Worthless - for rehearsal only", commonName]);

    /// <param name="subject">Whose certificate it is.</param>
    /// <param name="issuer">Who signs it.</param>
    /// <param name="key">Of the subject.</param>
    /// <param name="issuerKey">Of the issuer.</param>
    /// <param name="from">Begin of validity.</param>
    /// <param name="till">End of validity.</param>
    /// <param name="pathLength">How many further CAs may stand below; null, any number.</param>
    public static X509V3CertificateGenerator Prepare(
        X509Name subject, X509Name issuer, AsymmetricKeyParameter key, AsymmetricKeyParameter issuerKey, DateTimeOffset from, DateTimeOffset till, int? pathLength)
    {
        var generator = new X509V3CertificateGenerator();
        generator.SetSubjectDN(subject);
        generator.SetIssuerDN(issuer);
        generator.SetPublicKey(key);
        generator.SetNotBefore(from.UtcDateTime);
        generator.SetNotAfter(till.UtcDateTime);
        generator.AddExtension(X509Extensions.BasicConstraints, critical: true, pathLength is { } length ? new BasicConstraints(length) : new BasicConstraints(cA: true));
        generator.AddExtension(X509Extensions.KeyUsage, critical: true, new KeyUsage(KeyUsage.KeyCertSign | KeyUsage.CrlSign));
        generator.AddExtension(X509Extensions.SubjectKeyIdentifier, critical: false, X509ExtensionUtilities.CreateSubjectKeyIdentifier(key));
        generator.AddExtension(X509Extensions.AuthorityKeyIdentifier, critical: false, X509ExtensionUtilities.CreateAuthorityKeyIdentifier(issuerKey));
        if (pathLength is not null)
        {
            generator.AddExtension(X509Extensions.CertificatePolicies, critical: false, new CertificatePolicies(new PolicyInformation(EndEntityProfile.Policy)));
        }

        return generator;
    }
}
