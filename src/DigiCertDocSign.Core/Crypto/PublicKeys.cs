using System.Security.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;

namespace DigiCertDocSign.Crypto;

/// <summary>Public keys in the form that every certificate and CSR carries (SubjectPublicKeyInfo).</summary>
internal static class PublicKeys
{
    /// <summary>The name by which CSRs, keys and certificates are matched: SHA-256 of the DER, in upper-case hexadecimal.</summary>
    public static string Sha256Of(byte[] subjectPublicKeyInfo) => Digest.Sha256(subjectPublicKeyInfo);

    /// <summary>DER SubjectPublicKeyInfo (RFC 5280 section 4.1) of an RSA key.</summary>
    public static byte[] Encode(RSAParameters key) => new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(PkcsObjectIdentifiers.RsaEncryption, DerNull.Instance),
        new RsaPublicKeyStructure(Number.Of(key.Modulus), Number.Of(key.Exponent))).GetDerEncoded();

    /// <summary>DER SubjectPublicKeyInfo (RFC 5480 section 2) of a key on a curve.</summary>
    public static byte[] Encode(ECParameters key, KeyAlgorithmFacts facts) =>
        new SubjectPublicKeyInfo(facts.KeyIdentifier, Point(key.Q, facts)).GetDerEncoded();

    /// <summary>The uncompressed point (SEC 1 section 2.3.3): 4, then both coordinates padded to the length of the field.</summary>
    public static byte[] Point(ECPoint point, KeyAlgorithmFacts facts)
    {
        int length = facts.Bits / 8;
        return [4, .. Number.Padded(Number.Of(point.X), length), .. Number.Padded(Number.Of(point.Y), length)];
    }

    /// <summary>
    /// Which of the supported kinds this key is. Reads the size before it builds the key, so that an absurdly large key costs no time.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="field">The parameter that the fault names.</param>
    /// <exception cref="DocSigningException">KeyUnsupported.</exception>
    /// <exception cref="FormatException">The key is damaged: not on its curve, an even modulus.</exception>
    public static KeyAlgorithmFacts Recognize(SubjectPublicKeyInfo key, string field) => Der.Read(() =>
    {
        KeyAlgorithmFacts facts = KindOf(key, field);

        // The platform refuses a point that is not on its curve, and no modulus of two primes is even.
        using AsymmetricAlgorithm usable = facts.IsRsa
            ? PlatformKeys.Import(ReadRsa(key))
            : PlatformKeys.Import(ReadPoint(key, facts.NamedCurve, facts.Bits / 8));
        return facts;
    });

    /// <summary>
    /// As <see cref="Recognize"/>, without building the key, which takes longer than all the rest: for a caller that uses the key next and
    /// so finds out whether it is damaged.
    /// </summary>
    /// <exception cref="DocSigningException">KeyUnsupported.</exception>
    /// <exception cref="FormatException">The key cannot be read.</exception>
    public static KeyAlgorithmFacts KindOf(SubjectPublicKeyInfo key, string field) => Der.Read(() =>
    {
        DerObjectIdentifier kind = key.Algorithm.Algorithm;
        KeyAlgorithmFacts? facts = null;
        string name = KeyAlgorithmFacts.NameOf(kind);
        if (kind.Equals(PkcsObjectIdentifiers.RsaEncryption))
        {
            var rsa = RsaPublicKeyStructure.GetInstance(key.ParsePublicKey());
            name = $"RSA {rsa.Modulus.BitLength}";
            facts = rsa.PublicExponent.BitLength > 1 ? KeyAlgorithmFacts.OfRsa(rsa.Modulus.BitLength) : null;
        }
        else if (kind.Equals(X9ObjectIdentifiers.IdECPublicKey))
        {
            var curve = key.Algorithm.Parameters?.ToAsn1Object() as DerObjectIdentifier;
            name = curve is null ? "elliptic curve without a name" : $"elliptic curve {ECNamedCurveTable.GetName(curve) ?? curve.Id}";
            facts = curve is null ? null : KeyAlgorithmFacts.OfCurve(curve);
        }

        return facts ?? throw CryptoFaults.KeyUnsupported(name, field);
    });

    /// <summary>The numbers of an RSA key.</summary>
    /// <exception cref="FormatException">An even modulus or exponent.</exception>
    public static RSAParameters ReadRsa(SubjectPublicKeyInfo key)
    {
        var numbers = RsaPublicKeyStructure.GetInstance(key.ParsePublicKey());
        return numbers.Modulus.TestBit(0) && numbers.PublicExponent.TestBit(0)
            ? new RSAParameters { Modulus = Number.Unsigned(numbers.Modulus), Exponent = Number.Unsigned(numbers.PublicExponent) }
            : throw new FormatException("The RSA key has an even modulus or exponent.");
    }

    /// <summary>The point of a key on a curve.</summary>
    /// <param name="key">The key.</param>
    /// <param name="curve">Its curve.</param>
    /// <param name="length">Of one coordinate, in bytes.</param>
    /// <exception cref="FormatException">Not an uncompressed point of the curve's length.</exception>
    public static ECParameters ReadPoint(SubjectPublicKeyInfo key, ECCurve curve, int length)
    {
        byte[] point = key.PublicKey.GetBytes();
        return point.Length == 1 + (2 * length) && point[0] == 4
            ? new ECParameters { Curve = curve, Q = new ECPoint { X = [.. point.Skip(1).Take(length)], Y = [.. point.Skip(1 + length)] } }
            : throw new FormatException("The public key is not an uncompressed point of its curve.");
    }
}
