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
internal sealed class FileSigningKey : IExportableKey, ICertificateHolder
{
    private readonly AsymmetricAlgorithm _key;
    private readonly KeyAlgorithmFacts _facts;
    private readonly Lazy<byte[]> _publicKey;

    /// <param name="key">An <see cref="RSA"/> or an <see cref="ECDsa"/>. This object disposes of it.</param>
    /// <param name="facts">Kind and size.</param>
    /// <param name="path">The full path of its file.</param>
    public FileSigningKey(AsymmetricAlgorithm key, KeyAlgorithmFacts facts, string path) =>
        (_key, _facts, KeyPath, _publicKey) = (key, facts, path, new Lazy<byte[]>(() => Encode(key, facts)));

    public KeyAlgorithm Algorithm => _facts.Algorithm;

    public string Reference => FileKeyReference.FromPath(KeyPath);

    public string KeyPath { get; }

    public bool IsInProcess => true;

    public IExportableKey Exportable => this;

    public ICertificateHolder CertificateHolder => this;

    public IReadOnlyList<string> Notes { get; set; } = [];

    public byte[] GetSubjectPublicKeyInfo() => [.. _publicKey.Value];

    public byte[] Sign(byte[] data, SignatureHash hash) => PlatformKeys.Sign(_key, data, hash);

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
        Task.Run(() => CertificateFile.PutBesideKey(KeyPath, certificate, replace), cancellationToken);

    public void Dispose() => _key.Dispose();

    private static byte[] Encode(AsymmetricAlgorithm key, KeyAlgorithmFacts facts) => key is RSA rsa
        ? PublicKeys.Encode(rsa.ExportParameters(false))
        : PublicKeys.Encode(((ECDsa)key).ExportParameters(false), facts);

    private static void Clear(params byte[]?[] secrets)
    {
        foreach (byte[]? secret in secrets)
        {
            Array.Clear(secret ?? [], 0, secret?.Length ?? 0);
        }
    }
}

/// <summary>
/// Turns private keys from the platform's form into PKCS#8 (RFC 5958) and back, and reads the older forms PKCS#1 and SEC 1. .NET Framework
/// cannot read or write PKCS#8, so this code makes the ASN.1 itself on both runtimes.
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

    /// <summary>The key of a PKCS#8 structure.</summary>
    /// <exception cref="DocSigningException">KeyUnsupported.</exception>
    /// <exception cref="FormatException">The key is damaged.</exception>
    public static FileSigningKey FromPkcs8(PrivateKeyInfo info, string path) => Der.Read(() =>
    {
        DerObjectIdentifier kind = info.PrivateKeyAlgorithm.Algorithm;
        if (kind.Equals(PkcsObjectIdentifiers.RsaEncryption))
        {
            return FromRsa(RsaPrivateKeyStructure.GetInstance(info.ParsePrivateKey()), path);
        }

        if (kind.Equals(X9ObjectIdentifiers.IdECPublicKey))
        {
            var curve = info.PrivateKeyAlgorithm.Parameters?.ToAsn1Object() as DerObjectIdentifier;
            return FromEc(ECPrivateKeyStructure.GetInstance(info.ParsePrivateKey()), curve, path);
        }

        throw CryptoFaults.KeyUnsupported(KeyAlgorithmFacts.NameOf(kind), FileFaults.PathField);
    });

    /// <summary>The key of a PKCS#1 structure (RFC 8017 appendix A.1.2).</summary>
    /// <exception cref="DocSigningException">KeyUnsupported.</exception>
    /// <exception cref="FormatException">The key is damaged.</exception>
    public static FileSigningKey FromRsa(RsaPrivateKeyStructure key, string path)
    {
        KeyAlgorithmFacts facts = KeyAlgorithmFacts.OfRsa(key.Modulus.BitLength)
            ?? throw CryptoFaults.KeyUnsupported($"RSA {key.Modulus.BitLength}", FileFaults.PathField);
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
        }), facts, path);
    }

    /// <summary>The key of a SEC 1 structure (RFC 5915).</summary>
    /// <param name="key">The structure.</param>
    /// <param name="curve">From the PKCS#8 structure around the key; null when the key stands alone and names the curve itself.</param>
    /// <param name="path">The full path of its file.</param>
    /// <exception cref="DocSigningException">KeyUnsupported.</exception>
    public static FileSigningKey FromEc(ECPrivateKeyStructure key, DerObjectIdentifier? curve, string path)
    {
        curve ??= key.Parameters?.ToAsn1Object() as DerObjectIdentifier;
        KeyAlgorithmFacts? facts = curve is null ? null : KeyAlgorithmFacts.OfCurve(curve);
        if (facts is null)
        {
            string name = curve is null ? "without a name" : ECNamedCurveTable.GetName(curve) ?? curve.Id;
            throw CryptoFaults.KeyUnsupported($"elliptic curve {name}", FileFaults.PathField);
        }

        // Computed anew: the file need not hold the public point, and with a wrong one nobody would accept the key's signatures.
        BigInteger secret = key.GetKey();
        Org.BouncyCastle.Math.EC.ECPoint point = ECNamedCurveTable.GetByOid(facts.Curve).G.Multiply(secret).Normalize();
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
        }), facts, path);
    }
}
