using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using CertCentral.Sandbox.Http;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

namespace CertCentral.Sandbox.Certificates;

/// <summary>The public key of a CSR, or a public key without a CSR. The names and extensions of a CSR are not read.</summary>
internal sealed class SubjectKey
{
    private readonly Pkcs10CertificationRequest? _request;

    private SubjectKey(SubjectPublicKeyInfo info, string size, Pkcs10CertificationRequest? request)
    {
        Info = info;
        Size = size;
        _request = request;
    }

    public SubjectPublicKeyInfo Info { get; }

    /// <summary>The wire's word: 2048, 3072, 4096, p-256 or p-384.</summary>
    public string Size { get; }

    /// <summary>Reads what a client sent.</summary>
    /// <param name="text">PEM, one line or many.</param>
    /// <param name="field">Its name on the wire.</param>
    /// <exception cref="ApiException">
    /// 400 csr_invalid_cannot_parse: no CSR, or its signature is wrong; 400 invalid_value: the key is not allowed.
    /// </exception>
    public static SubjectKey Read(string text, string field)
    {
        // BouncyCastle reports broken input with many kinds of exception. Here all of them mean the same.
        try
        {
            SubjectKey key = Parse(text, field);
            return key.IsSelfSigned() ? key : throw CannotParse("its signature is wrong", null);
        }
        catch (Exception e) when (e is not ApiException)
        {
            throw CannotParse("its content is damaged", e);
        }
    }

    /// <summary>Reads again what <see cref="Read"/> has accepted. The signature, which takes time, is not checked again.</summary>
    public static SubjectKey ReadKnown(string text) => Parse(text, "csr");

    /// <summary>A key that was made on a token: the public half, and nobody has the other.</summary>
    public static string OfToken()
    {
        IAsymmetricCipherKeyPairGenerator generator = GeneratorUtilities.GetKeyPairGenerator("EC");
        generator.Init(new ECKeyGenerationParameters(SecObjectIdentifiers.SecP256r1, new SecureRandom()));
        SubjectPublicKeyInfo info = SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(generator.GenerateKeyPair().Public);
        return PemText.Write("PUBLIC KEY", info.GetEncoded());
    }

    private static SubjectKey Parse(string text, string field)
    {
        if (!PemText.TryRead(text, out string? label, out byte[]? der))
        {
            throw CannotParse("it is not one PEM block", null);
        }

        Pkcs10CertificationRequest? request = label is "CERTIFICATE REQUEST" or "NEW CERTIFICATE REQUEST"
            ? new Pkcs10CertificationRequest(der)
            : null;
        SubjectPublicKeyInfo? info = request?.GetCertificationRequestInfo().SubjectPublicKeyInfo;
        if (info is null)
        {
            info = label == "PUBLIC KEY"
                ? SubjectPublicKeyInfo.GetInstance(der)
                : throw CannotParse($"a block {label} is neither a request nor a public key", null);
        }

        string size = SizeOf(info)
            ?? throw ApiException.Invalid(field, "The key must be RSA of 2048, 3072 or 4096 bits, or ECC on p-256 or p-384.");
        return new SubjectKey(info, size, request);
    }

    private static string? SizeOf(SubjectPublicKeyInfo info)
    {
        if (RsaProof.IsRsa(info))
        {
            int bits = RsaPublicKeyStructure.GetInstance(info.ParsePublicKey()).Modulus.BitLength;
            return bits is 2048 or 3072 or 4096 ? bits.ToString(CultureInfo.InvariantCulture) : null;
        }

        if (!info.Algorithm.Algorithm.Equals(X9ObjectIdentifiers.IdECPublicKey)
            || info.Algorithm.Parameters?.ToAsn1Object() is not DerObjectIdentifier curve)
        {
            return null;
        }

        // Throws when the point is not on the curve.
        _ = PublicKeyFactory.CreateKey(info);
        return curve.Equals(X9ObjectIdentifiers.Prime256v1) ? "p-256" : curve.Equals(SecObjectIdentifiers.SecP384r1) ? "p-384" : null;
    }

    private bool IsSelfSigned() => _request is null || (RsaProof.IsRsa(Info) ? RsaProof.IsSelfSigned(_request, Info) : _request.Verify());

    private static ApiException CannotParse(string why, Exception? cause) =>
        new(HttpStatusCode.BadRequest, "csr_invalid_cannot_parse", $"The CSR could not be read: {why}.", cause);
}

/// <summary>
/// Checks the signature of an RSA CSR with the RSA of .NET. BouncyCastle would test every modulus for primality, which takes a tenth
/// of a second, and a rehearsal has thousands of CSRs.
/// </summary>
internal static class RsaProof
{
    private static readonly Dictionary<DerObjectIdentifier, HashAlgorithmName> Hashes = new()
    {
        [PkcsObjectIdentifiers.Sha256WithRsaEncryption] = HashAlgorithmName.SHA256,
        [PkcsObjectIdentifiers.Sha384WithRsaEncryption] = HashAlgorithmName.SHA384,
        [PkcsObjectIdentifiers.Sha512WithRsaEncryption] = HashAlgorithmName.SHA512,
        [NistObjectIdentifiers.IdSha256] = HashAlgorithmName.SHA256,
        [NistObjectIdentifiers.IdSha384] = HashAlgorithmName.SHA384,
        [NistObjectIdentifiers.IdSha512] = HashAlgorithmName.SHA512,
    };

    public static bool IsRsa(SubjectPublicKeyInfo info) => info.Algorithm.Algorithm.Equals(PkcsObjectIdentifiers.RsaEncryption);

    /// <summary>True for a valid signature by PKCS #1 v1.5 or PSS, with SHA-256, SHA-384 or SHA-512; false for every other one.</summary>
    public static bool IsSelfSigned(Pkcs10CertificationRequest request, SubjectPublicKeyInfo info)
    {
        AlgorithmIdentifier algorithm = request.SignatureAlgorithm;
        bool isPss = algorithm.Algorithm.Equals(PkcsObjectIdentifiers.IdRsassaPss);
        if (HashOf(algorithm, isPss) is not { } hash)
        {
            return false;
        }

        var key = RsaPublicKeyStructure.GetInstance(info.ParsePublicKey());
        using var rsa = RSA.Create();
        rsa.ImportParameters(new RSAParameters
        {
            Modulus = key.Modulus.ToByteArrayUnsigned(),
            Exponent = key.PublicExponent.ToByteArrayUnsigned(),
        });
        byte[] signed = request.GetCertificationRequestInfo().GetEncoded(Asn1Encodable.Der);
        return rsa.VerifyData(signed, request.GetSignatureOctets(), hash, isPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
    }

    private static HashAlgorithmName? HashOf(AlgorithmIdentifier algorithm, bool isPss)
    {
        DerObjectIdentifier id = isPss
            ? RsassaPssParameters.GetInstance(algorithm.Parameters).HashAlgorithm.Algorithm
            : algorithm.Algorithm;
        return Hashes.TryGetValue(id, out HashAlgorithmName hash) ? hash : null;
    }
}
