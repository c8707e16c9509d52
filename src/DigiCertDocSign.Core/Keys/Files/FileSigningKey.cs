using System.Security.Cryptography;
using DigiCertDocSign.Crypto;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Math;

namespace DigiCertDocSign.Keys.Files;

/// <summary>A key that was read from a file, or made for one, held by an RSA or ECDsa object of the platform.</summary>
internal sealed class FileSigningKey : IExportableKey, INotedKey, ICertificateHolder
{
    private readonly AsymmetricAlgorithm _key;
    private readonly KeyAlgorithmFacts _facts;
    private readonly Lazy<byte[]> _publicKey;

    /// <remarks>The key object is owned from now on.</remarks>
    public FileSigningKey(AsymmetricAlgorithm key, KeyAlgorithmFacts facts, string reference) =>
        (_key, _facts, Reference, _publicKey) = (key, facts, reference, new Lazy<byte[]>(() => Encode(key, facts)));

    public KeyAlgorithm Algorithm => _facts.Algorithm;

    public string Reference { get; }

    public IReadOnlyList<string> Notes { get; set; } = [];

    public byte[] GetSubjectPublicKeyInfo() => [.. _publicKey.Value];

    public byte[] Sign(byte[] data, SignatureHash hash) => _key switch
    {
        RSA rsa => rsa.SignData(data, KeyAlgorithmFacts.HashName(hash), RSASignaturePadding.Pkcs1),
        ECDsa ecdsa => EcdsaSignature.ToDer(ecdsa.SignData(data, KeyAlgorithmFacts.HashName(hash))),
        _ => throw new InvalidOperationException(),
    };

    public byte[] ExportPkcs8()
    {
        if (_key is RSA rsa)
        {
            RSAParameters parameters = rsa.ExportParameters(true);
            try
            {
                return PrivateKeys.ToPkcs8(parameters);
            }
            finally
            {
                Clear(parameters.D, parameters.P, parameters.Q, parameters.DP, parameters.DQ, parameters.InverseQ);
            }
        }

        ECParameters curve = ((ECDsa)_key).ExportParameters(true);
        try
        {
            return PrivateKeys.ToPkcs8(curve, _facts);
        }
        finally
        {
            Clear(curve.D);
        }
    }

    public Task<CertificatePlace> InstallAsync(IssuedCertificate certificate, bool replace, CancellationToken cancellationToken) =>
        Task.Run(() => CertificateFile.Put(FileKeyReference.ToPath(Reference), certificate, replace), cancellationToken);

    public void Dispose() => _key.Dispose();

    private static byte[] Encode(AsymmetricAlgorithm key, KeyAlgorithmFacts facts) => key switch
    {
        RSA rsa => PublicKeys.Encode(rsa.ExportParameters(false)),
        ECDsa ecdsa => PublicKeys.Encode(ecdsa.ExportParameters(false), facts),
        _ => throw new InvalidOperationException(),
    };

    private static void Clear(params byte[]?[] secrets)
    {
        foreach (byte[]? secret in secrets)
        {
            Array.Clear(secret ?? [], 0, secret?.Length ?? 0);
        }
    }
}

/// <summary>
/// Private keys between the platform's form and PKCS#8 (RFC 5958). .NET Framework cannot read or write PKCS#8, so both
/// runtimes go through the same ASN.1 here.
/// </summary>
internal static class PrivateKeys
{
    public static byte[] ToPkcs8(RSAParameters key) => new PrivateKeyInfo(
        new AlgorithmIdentifier(PkcsObjectIdentifiers.RsaEncryption, DerNull.Instance),
        new RsaPrivateKeyStructure(
            Number.Of(key.Modulus),
            Number.Of(key.Exponent),
            Number.Of(key.D),
            Number.Of(key.P),
            Number.Of(key.Q),
            Number.Of(key.DP),
            Number.Of(key.DQ),
            Number.Of(key.InverseQ))).GetDerEncoded();

    // The curve stands in the outer identifier alone, as OpenSSL writes it.
    public static byte[] ToPkcs8(ECParameters key, KeyAlgorithmFacts facts) => new PrivateKeyInfo(
        facts.KeyIdentifier,
        new ECPrivateKeyStructure(facts.Bits, Number.Of(key.D), new DerBitString(PublicKeys.Point(key.Q, facts)), null)).GetDerEncoded();

    /// <exception cref="DocSigningException">KeyUnsupported.</exception>
    /// <exception cref="FormatException">The key is damaged.</exception>
    public static FileSigningKey FromPkcs8(PrivateKeyInfo info, string reference, string field) => Der.Read(() =>
    {
        DerObjectIdentifier kind = info.PrivateKeyAlgorithm.Algorithm;
        if (kind.Equals(PkcsObjectIdentifiers.RsaEncryption))
        {
            return FromRsa(RsaPrivateKeyStructure.GetInstance(info.ParsePrivateKey()), reference, field);
        }

        if (kind.Equals(X9ObjectIdentifiers.IdECPublicKey))
        {
            var curve = info.PrivateKeyAlgorithm.Parameters?.ToAsn1Object() as DerObjectIdentifier;
            return FromEc(ECPrivateKeyStructure.GetInstance(info.ParsePrivateKey()), curve, reference, field);
        }

        throw PublicKeys.Unsupported(kind.Id, field);
    });

    public static FileSigningKey FromRsa(RsaPrivateKeyStructure key, string reference, string field)
    {
        var facts = KeyAlgorithmFacts.OfRsa(key.Modulus.BitLength) ?? throw PublicKeys.Unsupported($"RSA {key.Modulus.BitLength}", field);
        if (!key.Prime1.Multiply(key.Prime2).Equals(key.Modulus))
        {
            throw new FormatException("The parts of the RSA key do not belong together.");
        }

        int length = facts.Bits / 8;
        return new FileSigningKey(PlatformKeys.Import(new RSAParameters
        {
            Modulus = Number.Padded(key.Modulus, length),
            Exponent = Number.Unsigned(key.PublicExponent),
            D = Number.Padded(key.PrivateExponent, length),
            P = Number.Padded(key.Prime1, length / 2),
            Q = Number.Padded(key.Prime2, length / 2),
            DP = Number.Padded(key.Exponent1, length / 2),
            DQ = Number.Padded(key.Exponent2, length / 2),
            InverseQ = Number.Padded(key.Coefficient, length / 2),
        }), facts, reference);
    }

    /// <remarks>The curve comes from around the key; SEC1 has it inside.</remarks>
    public static FileSigningKey FromEc(ECPrivateKeyStructure key, DerObjectIdentifier? curve, string reference, string field)
    {
        curve ??= key.Parameters?.ToAsn1Object() as DerObjectIdentifier;
        var facts = curve is null ? null : KeyAlgorithmFacts.OfCurve(curve);
        if (facts is null)
        {
            string name = curve is null ? "without a name" : ECNamedCurveTable.GetName(curve) ?? curve.Id;
            throw PublicKeys.Unsupported($"elliptic curve {name}", field);
        }

        // The public point is optional in the file, and one that does not match would make signatures that nobody accepts.
        BigInteger secret = key.GetKey();
        var domain = ECNamedCurveTable.GetByOid(facts.Curve);
        var point = domain.G.Multiply(secret).Normalize();
        int length = facts.Bits / 8;
        return new FileSigningKey(PlatformKeys.Import(new ECParameters
        {
            Curve = facts.NamedCurve,
            D = Number.Padded(secret, length),
            Q = new ECPoint
            {
                X = Number.Padded(point.AffineXCoord.ToBigInteger(), length),
                Y = Number.Padded(point.AffineYCoord.ToBigInteger(), length),
            },
        }), facts, reference);
    }
}
