using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.State;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace CertCentral.Sandbox.Certificates;

/// <summary>
/// The throw-away CA of one sandbox: root, intermediate and the certificates of its orders. Made at the first issue; P-256
/// throughout, so that a rehearsal of thousands of orders stays quick.
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
    /// <param name="csr">Gives the key; read before, so it is known to be good.</param>
    /// <param name="signatureHash">sha256, sha384 or sha512.</param>
    /// <param name="validFrom">The instant of issue.</param>
    /// <param name="validTill">The last day, UTC.</param>
    public StoredCertificate Issue(StoredOrder order, string csr, string signatureHash, DateTimeOffset validFrom, DateTime validTill)
    {
        _issuer ??= new X509CertificateParser().ReadCertificate(Stored.Issuer);
        _issuerKey ??= PrivateKeyFactory.CreateKey(Stored.WorthlessIssuerKey);
        var organization = account.FindOrganization(order.OrganizationId)!;
        var generator = EndEntityProfile.Prepare(order, organization, SubjectKey.ReadKnown(csr).Info, _issuer);
        var notBefore = validFrom.UtcDateTime;
        generator.SetNotBefore(notBefore);
        generator.SetNotAfter(validTill.Date.AddDays(1).AddSeconds(-1));
        generator.SetSerialNumber(NewSerial());
        var certificate = generator.Generate(Signer(_issuerKey, signatureHash));
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
        var rootKeys = NewKeys();
        var issuerKeys = NewKeys();
        var rootName = CaProfile.Name(Catalogue.RootName);
        // Old enough for the order that a new account may be seeded with, young enough for any custom expiration date.
        var root = CaProfile.Prepare(rootName, rootName, rootKeys.Public, rootKeys.Public, now.AddYears(-12), now.AddYears(30), pathLength: null);
        root.SetSerialNumber(NewSerial());
        var _issuer = CaProfile.Prepare(CaProfile.Name(Catalogue.IntermediateName), rootName, issuerKeys.Public, rootKeys.Public, now.AddYears(-11), now.AddYears(25), pathLength: 0);
        _issuer.SetSerialNumber(NewSerial());
        return new StoredAuthority
        {
            Root = root.Generate(Signer(rootKeys.Private, "sha256")).GetEncoded(),
            Issuer = _issuer.Generate(Signer(rootKeys.Private, "sha256")).GetEncoded(),
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

    /// <summary>16 random bytes, positive, none of them lost to a leading zero.</summary>
    private static Org.BouncyCastle.Math.BigInteger NewSerial()
    {
        var bytes = new byte[16];
        Random.NextBytes(bytes);
        bytes[0] = (byte)((bytes[0] & 0x7F) | 1);
        return new Org.BouncyCastle.Math.BigInteger(1, bytes);
    }

    /// <summary>A thumbprint is SHA-1 by custom; nothing is protected by it.</summary>
    private static byte[] Sha1(byte[] data)
    {
        var digest = new Sha1Digest();
        digest.BlockUpdate(data, 0, data.Length);
        var result = new byte[digest.GetDigestSize()];
        digest.DoFinal(result, 0);
        return result;
    }

    private static string Hex(byte[] bytes) => Org.BouncyCastle.Utilities.Encoders.Hex.ToHexString(bytes).ToUpperInvariant();
}
