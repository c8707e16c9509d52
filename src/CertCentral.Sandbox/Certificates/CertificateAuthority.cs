using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.State;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;
using Org.BouncyCastle.X509.Extension;

namespace CertCentral.Sandbox.Certificates;

/// <summary>
/// The throw-away CA of one sandbox: root, intermediate and the certificates of its orders. It is made when the first certificate is
/// issued. All its keys are P-256 keys, so that a rehearsal of thousands of orders is quick.
/// </summary>
internal sealed class CertificateAuthority(SandboxAccount account)
{
    private static readonly SecureRandom Random = new();
    private AsymmetricKeyParameter? _issuerKey;
    private X509Certificate? _issuer;

    /// <summary>Intermediate, then root, as DER.</summary>
    public IReadOnlyList<byte[]> Chain => [Stored.Issuer, Stored.Root];

    private StoredAuthority Stored => account.State.WorthlessCertificateAuthority ??= Make(account.Now);

    /// <param name="order">Gives the names.</param>
    /// <param name="csr">Gives the key. It was read before, so it is known to be valid.</param>
    /// <param name="signatureHash">sha256, sha384 or sha512.</param>
    /// <param name="validFrom">The instant of issue.</param>
    /// <param name="validTill">The last day, UTC.</param>
    public StoredCertificate Issue(StoredOrder order, string csr, string signatureHash, DateTimeOffset validFrom, DateTime validTill)
    {
        _issuer ??= new X509CertificateParser().ReadCertificate(Stored.Issuer);
        _issuerKey ??= PrivateKeyFactory.CreateKey(Stored.WorthlessIssuerKey);
        StoredOrganization organization = account.FindOrganization(order.OrganizationId)!;
        X509V3CertificateGenerator generator = EndEntityProfile.Prepare(order, organization, SubjectKey.ReadKnown(csr).Info, _issuer);
        DateTime notBefore = validFrom.UtcDateTime;
        generator.SetNotBefore(notBefore);
        generator.SetNotAfter(validTill.Date.AddDays(1).AddSeconds(-1));
        generator.SetSerialNumber(NewSerial());
        X509Certificate certificate = generator.Generate(Signer(_issuerKey, signatureHash));
        return new StoredCertificate
        {
            SerialNumber = Hex(certificate.SerialNumber.ToByteArrayUnsigned()),
            Thumbprint = Hex(Sha1(certificate.GetEncoded())),
            DateIssued = validFrom,
            ValidFrom = notBefore.Date,
            ValidTill = validTill.Date,
            Encoded = certificate.GetEncoded(),
        };
    }

    private static StoredAuthority Make(DateTimeOffset now)
    {
        AsymmetricCipherKeyPair rootKeys = NewKeys();
        AsymmetricCipherKeyPair issuerKeys = NewKeys();
        X509Name rootName = CaProfile.Name(Catalogue.RootName);
        // Valid from before the expiring order that a new account may have, and until after every custom expiration date.
        X509V3CertificateGenerator root =
            CaProfile.Prepare(rootName, rootName, rootKeys.Public, rootKeys.Public, now.AddYears(-12), now.AddYears(30), pathLength: null);
        root.SetSerialNumber(NewSerial());
        X509V3CertificateGenerator issuer = CaProfile.Prepare(
            CaProfile.Name(Catalogue.IntermediateName),
            rootName,
            issuerKeys.Public,
            rootKeys.Public,
            now.AddYears(-11),
            now.AddYears(25),
            pathLength: 0);
        issuer.SetSerialNumber(NewSerial());
        return new StoredAuthority
        {
            Root = root.Generate(Signer(rootKeys.Private, "sha256")).GetEncoded(),
            Issuer = issuer.Generate(Signer(rootKeys.Private, "sha256")).GetEncoded(),
            WorthlessIssuerKey = PrivateKeyInfoFactory.CreatePrivateKeyInfo(issuerKeys.Private).GetDerEncoded(),
        };
    }

    private static AsymmetricCipherKeyPair NewKeys()
    {
        var generator = new ECKeyPairGenerator();
        generator.Init(new ECKeyGenerationParameters(X9ObjectIdentifiers.Prime256v1, Random));
        return generator.GenerateKeyPair();
    }

    private static Asn1SignatureFactory Signer(AsymmetricKeyParameter key, string hash) =>
        new(hash.ToUpperInvariant() + "withECDSA", key, Random);

    /// <summary>A positive number of 16 random bytes, of which the first is not zero.</summary>
    private static Org.BouncyCastle.Math.BigInteger NewSerial()
    {
        byte[] bytes = new byte[16];
        Random.NextBytes(bytes);
        bytes[0] = (byte)((bytes[0] & 0x7F) | 1);
        return new Org.BouncyCastle.Math.BigInteger(1, bytes);
    }

    /// <summary>Thumbprints are SHA-1 by custom. They protect nothing.</summary>
    private static byte[] Sha1(byte[] data)
    {
        var digest = new Sha1Digest();
        digest.BlockUpdate(data, 0, data.Length);
        byte[] result = new byte[digest.GetDigestSize()];
        digest.DoFinal(result, 0);
        return result;
    }

    private static string Hex(byte[] bytes) => Org.BouncyCastle.Utilities.Encoders.Hex.ToHexString(bytes).ToUpperInvariant();
}

/// <summary>The fields of the certificates of the throw-away CA itself.</summary>
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
    /// <param name="pathLength">How many further CAs may stand below this one; with null, any number.</param>
    public static X509V3CertificateGenerator Prepare(
        X509Name subject,
        X509Name issuer,
        AsymmetricKeyParameter key,
        AsymmetricKeyParameter issuerKey,
        DateTimeOffset from,
        DateTimeOffset till,
        int? pathLength)
    {
        var generator = new X509V3CertificateGenerator();
        generator.SetSubjectDN(subject);
        generator.SetIssuerDN(issuer);
        generator.SetPublicKey(key);
        generator.SetNotBefore(from.UtcDateTime);
        generator.SetNotAfter(till.UtcDateTime);
        generator.AddExtension(
            X509Extensions.BasicConstraints,
            critical: true,
            pathLength is { } length ? new BasicConstraints(length) : new BasicConstraints(cA: true));
        generator.AddExtension(X509Extensions.KeyUsage, critical: true, new KeyUsage(KeyUsage.KeyCertSign | KeyUsage.CrlSign));
        KeyIdentifiers.Add(
            generator,
            X509ExtensionUtilities.CreateSubjectKeyIdentifier(key),
            X509ExtensionUtilities.CreateAuthorityKeyIdentifier(issuerKey));
        if (pathLength is not null)
        {
            generator.AddExtension(
                X509Extensions.CertificatePolicies,
                critical: false,
                new CertificatePolicies(new PolicyInformation(EndEntityProfile.Policy)));
        }

        return generator;
    }
}

/// <summary>The fields of the certificate of an employee. As in real certificates, it always has all three usages.</summary>
internal static class EndEntityProfile
{
    // In characters: ub-common-name of RFC 5280 appendix A. A longer name stands in its parts.
    private const int MaxCommonName = 64;

    /// <summary>Below the enterprise number that RFC 5612 reserves for examples, so it is the policy of no real CA.</summary>
    public static DerObjectIdentifier Policy { get; } = new("1.3.6.1.4.1.32473.1.1");

    /// <summary>id-kp-documentSigning of RFC 9336, Microsoft document signing, Adobe authentic documents trust.</summary>
    private static readonly DerObjectIdentifier[] Usages =
        [new("1.3.6.1.5.5.7.3.36"), new("1.3.6.1.4.1.311.10.3.12"), new("1.2.840.113583.1.1.5")];

    public static X509V3CertificateGenerator Prepare(
        StoredOrder order, StoredOrganization organization, SubjectPublicKeyInfo key, X509Certificate issuer)
    {
        var generator = new X509V3CertificateGenerator();
        generator.SetSubjectDN(Subject(order, organization));
        generator.SetIssuerDN(issuer.SubjectDN);
        generator.SetSubjectPublicKeyInfo(key);
        generator.AddExtension(X509Extensions.BasicConstraints, critical: true, new BasicConstraints(cA: false));
        generator.AddExtension(X509Extensions.KeyUsage, critical: true, new KeyUsage(KeyUsage.DigitalSignature | KeyUsage.NonRepudiation));
        generator.AddExtension(X509Extensions.ExtendedKeyUsage, critical: false, new ExtendedKeyUsage(Usages));
        KeyIdentifiers.Add(
            generator,
            X509ExtensionUtilities.CreateSubjectKeyIdentifier(key),
            X509ExtensionUtilities.CreateAuthorityKeyIdentifier(issuer));
        generator.AddExtension(X509Extensions.CertificatePolicies, critical: false, new CertificatePolicies(new PolicyInformation(Policy)));
        generator.AddExtension(
            X509Extensions.SubjectAlternativeName,
            critical: false,
            new GeneralNames(new GeneralName(GeneralName.Rfc822Name, EmailOf(order))));
        return generator;
    }

    private static string EmailOf(StoredOrder order) => MailDomain.InAscii(order.Subject.Email) ?? order.Subject.Email;

    private static X509Name Subject(StoredOrder order, StoredOrganization organization)
    {
        var parts = new List<KeyValuePair<DerObjectIdentifier, string>>
        {
            new(X509Name.C, organization.Country.ToUpperInvariant()),
            new(X509Name.ST, organization.State),
            new(X509Name.L, organization.City),
            new(X509Name.O, organization.Name),
        };
        if (order.Subject.CommonName.Length <= MaxCommonName)
        {
            parts.Add(new(X509Name.CN, order.Subject.CommonName));
        }
        else
        {
            parts.Add(new(X509Name.GivenName, order.Subject.GivenName));
            parts.Add(new(X509Name.Surname, order.Subject.Surname));
        }

        parts.Add(new(X509Name.EmailAddress, EmailOf(order)));
        parts.RemoveAll(part => part.Value.Length == 0);
        return new X509Name([.. parts.Select(part => part.Key)], [.. parts.Select(part => part.Value)]);
    }
}

/// <summary>By these two a verifier finds the issuer of a certificate.</summary>
internal static class KeyIdentifiers
{
    public static void Add(X509V3CertificateGenerator generator, SubjectKeyIdentifier own, AuthorityKeyIdentifier issuer)
    {
        generator.AddExtension(X509Extensions.SubjectKeyIdentifier, critical: false, own);
        generator.AddExtension(X509Extensions.AuthorityKeyIdentifier, critical: false, issuer);
    }
}
