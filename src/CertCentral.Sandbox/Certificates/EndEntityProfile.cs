using CertCentral.Sandbox.State;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;
using Org.BouncyCastle.X509.Extension;

namespace CertCentral.Sandbox.Certificates;

/// <summary>What the certificate of an employee looks like. All three usages are always in it, as in certificates seen in the wild.</summary>
internal static class EndEntityProfile
{
    /// <summary>Below the enterprise number that RFC 5612 keeps for examples: no policy of anybody.</summary>
    public static DerObjectIdentifier Policy { get; } = new("1.3.6.1.4.1.32473.1.1");

    /// <summary>id-kp-documentSigning of RFC 9336, Microsoft document signing, Adobe authentic documents trust.</summary>
    private static readonly DerObjectIdentifier[] Usages =
        [new("1.3.6.1.5.5.7.3.36"), new("1.3.6.1.4.1.311.10.3.12"), new("1.2.840.113583.1.1.5")];

    public static X509V3CertificateGenerator Prepare(StoredOrder order, StoredOrganization organization, SubjectPublicKeyInfo key, X509Certificate issuer)
    {
        var generator = new X509V3CertificateGenerator();
        generator.SetSubjectDN(Subject(order, organization));
        generator.SetIssuerDN(issuer.SubjectDN);
        generator.SetSubjectPublicKeyInfo(key);
        generator.AddExtension(X509Extensions.BasicConstraints, critical: true, new BasicConstraints(cA: false));
        generator.AddExtension(X509Extensions.KeyUsage, critical: true, new KeyUsage(KeyUsage.DigitalSignature | KeyUsage.NonRepudiation));
        generator.AddExtension(X509Extensions.ExtendedKeyUsage, critical: false, new ExtendedKeyUsage(Usages));
        generator.AddExtension(X509Extensions.SubjectKeyIdentifier, critical: false, X509ExtensionUtilities.CreateSubjectKeyIdentifier(key));
        generator.AddExtension(X509Extensions.AuthorityKeyIdentifier, critical: false, X509ExtensionUtilities.CreateAuthorityKeyIdentifier(issuer));
        generator.AddExtension(X509Extensions.CertificatePolicies, critical: false, new CertificatePolicies(new PolicyInformation(Policy)));
        generator.AddExtension(
            X509Extensions.SubjectAlternativeName, critical: false, new GeneralNames(new GeneralName(GeneralName.Rfc822Name, order.Subject.Email)));
        return generator;
    }

    private static X509Name Subject(StoredOrder order, StoredOrganization organization)
    {
        var parts = new List<KeyValuePair<DerObjectIdentifier, string>>
        {
            new(X509Name.C, organization.Country.ToUpperInvariant()),
            new(X509Name.ST, organization.State),
            new(X509Name.L, organization.City),
            new(X509Name.O, organization.Name),
            new(X509Name.CN, order.Subject.CommonName),
            new(X509Name.EmailAddress, order.Subject.Email),
        };
        parts.RemoveAll(part => part.Value.Length == 0);
        return new X509Name([.. parts.Select(part => part.Key)], [.. parts.Select(part => part.Value)]);
    }
}
