using System.Security.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Pkcs;

namespace CertCentral.Sandbox.Certificates;

/// <summary>
/// Checks the signature of an RSA request with the platform's own RSA: BouncyCastle tests every modulus it meets for
/// primality, a tenth of a second each, and a rehearsal has thousands.
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

    /// <summary>PKCS #1 v1.5 or PSS, with SHA-256, SHA-384 or SHA-512; a request signed otherwise does not count.</summary>
    public static bool IsSelfSigned(Pkcs10CertificationRequest request, SubjectPublicKeyInfo info)
    {
        var algorithm = request.SignatureAlgorithm;
        var isPss = algorithm.Algorithm.Equals(PkcsObjectIdentifiers.IdRsassaPss);
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
        var signed = request.GetCertificationRequestInfo().GetEncoded(Asn1Encodable.Der);
        return rsa.VerifyData(signed, request.GetSignatureOctets(), hash, isPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
    }

    private static HashAlgorithmName? HashOf(AlgorithmIdentifier algorithm, bool isPss)
    {
        var id = isPss ? RsassaPssParameters.GetInstance(algorithm.Parameters).HashAlgorithm.Algorithm : algorithm.Algorithm;
        return Hashes.TryGetValue(id, out var hash) ? hash : null;
    }
}
