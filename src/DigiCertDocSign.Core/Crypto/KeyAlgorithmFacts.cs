using System.Security.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;

namespace DigiCertDocSign.Crypto;

/// <summary>All that differs between the kinds of key, in one table.</summary>
/// <param name="Algorithm">The kind.</param>
/// <param name="IsRsa">True for RSA, false for a key on a curve.</param>
/// <param name="Bits">Of the modulus, or of the curve's field.</param>
/// <param name="WireKeyType">As the order call writes csr_key_type.</param>
/// <param name="WireKeySize">As the order call writes key_size.</param>
/// <param name="DisplayName">As messages write it.</param>
/// <param name="Curve">The curve's object identifier (RFC 5480 section 2.1.1.1); null for RSA.</param>
internal sealed record KeyAlgorithmFacts(
    KeyAlgorithm Algorithm,
    bool IsRsa,
    int Bits,
    string WireKeyType,
    string WireKeySize,
    string DisplayName,
    DerObjectIdentifier? Curve)
{
    // The order page says p-354, which is a slip for P-384: there is no curve P-354.
    private static readonly KeyAlgorithmFacts[] All =
    [
        new(KeyAlgorithm.Rsa2048, true, 2048, "rsa", "2048", "RSA 2048", null),
        new(KeyAlgorithm.Rsa3072, true, 3072, "rsa", "3072", "RSA 3072", null),
        new(KeyAlgorithm.Rsa4096, true, 4096, "rsa", "4096", "RSA 4096", null),
        new(KeyAlgorithm.P256, false, 256, "ecc", "p-256", "P-256", SecObjectIdentifiers.SecP256r1),
        new(KeyAlgorithm.P384, false, 384, "ecc", "p-384", "P-384", SecObjectIdentifiers.SecP384r1),
    ];

    private static readonly Dictionary<string, string> OtherKinds = new(StringComparer.Ordinal)
    {
        ["1.2.840.113549.1.1.10"] = "RSA-PSS, a key that makes signatures of that kind only",
        ["1.2.840.10040.4.1"] = "DSA",
        ["1.2.840.113549.1.3.1"] = "Diffie-Hellman",
        ["1.3.101.110"] = "X25519",
        ["1.3.101.111"] = "X448",
        ["1.3.101.112"] = "Ed25519",
        ["1.3.101.113"] = "Ed448",
        ["2.16.840.1.101.3.4.3.17"] = "ML-DSA-44",
        ["2.16.840.1.101.3.4.3.18"] = "ML-DSA-65",
        ["2.16.840.1.101.3.4.3.19"] = "ML-DSA-87",
    };

    /// <summary>All kinds, as messages write them.</summary>
    public const string Supported = "RSA 2048, 3072, 4096, P-256 and P-384";

    /// <summary>The facts of a kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number that is no member of the enum.</exception>
    public static KeyAlgorithmFacts Of(KeyAlgorithm algorithm) =>
        All.FirstOrDefault(facts => facts.Algorithm == algorithm)
        ?? throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, null);

    /// <summary>The RSA key of that many bits; null when no certificate can be ordered for one.</summary>
    public static KeyAlgorithmFacts? OfRsa(int bits) => All.FirstOrDefault(facts => facts.IsRsa && facts.Bits == bits);

    /// <summary>The key on that curve; null when no certificate can be ordered for one.</summary>
    public static KeyAlgorithmFacts? OfCurve(DerObjectIdentifier curve) => All.FirstOrDefault(facts => curve.Equals(facts.Curve));

    /// <summary>A kind of key for which no certificate can be ordered, by the name that people know, or by its number.</summary>
    public static string NameOf(DerObjectIdentifier kind) => OtherKinds.TryGetValue(kind.Id, out string? name) ? name : kind.Id;

    public ECCurve NamedCurve => Algorithm == KeyAlgorithm.P256 ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384;

    /// <summary>The algorithm as a SubjectPublicKeyInfo names it.</summary>
    public AlgorithmIdentifier KeyIdentifier => IsRsa
        ? new AlgorithmIdentifier(PkcsObjectIdentifiers.RsaEncryption, DerNull.Instance)
        : new AlgorithmIdentifier(X9ObjectIdentifiers.IdECPublicKey, Curve);

    /// <summary>
    /// The algorithm as a signature names it. RFC 4055 section 5 wants NULL parameters for RSA; RFC 5758 section 3.2 wants none for
    /// ECDSA.
    /// </summary>
    public AlgorithmIdentifier SignatureIdentifier(SignatureHash hash) => (IsRsa, hash) switch
    {
        (true, SignatureHash.Sha256) => new(PkcsObjectIdentifiers.Sha256WithRsaEncryption, DerNull.Instance),
        (true, SignatureHash.Sha384) => new(PkcsObjectIdentifiers.Sha384WithRsaEncryption, DerNull.Instance),
        (true, SignatureHash.Sha512) => new(PkcsObjectIdentifiers.Sha512WithRsaEncryption, DerNull.Instance),
        (false, SignatureHash.Sha256) => new(X9ObjectIdentifiers.ECDsaWithSha256),
        (false, SignatureHash.Sha384) => new(X9ObjectIdentifiers.ECDsaWithSha384),
        (false, SignatureHash.Sha512) => new(X9ObjectIdentifiers.ECDsaWithSha512),
        _ => throw new ArgumentOutOfRangeException(nameof(hash), hash, null),
    };

    public static HashAlgorithmName HashName(SignatureHash hash) => hash switch
    {
        SignatureHash.Sha256 => HashAlgorithmName.SHA256,
        SignatureHash.Sha384 => HashAlgorithmName.SHA384,
        SignatureHash.Sha512 => HashAlgorithmName.SHA512,
        _ => throw new ArgumentOutOfRangeException(nameof(hash), hash, null),
    };

    public static DerObjectIdentifier HashIdentifier(SignatureHash hash) => new(CryptoConfig.MapNameToOID(HashName(hash).Name!)!);
}
