using System.Security.Cryptography;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Security;

namespace DigiCertDocSign.Crypto;

/// <summary>What is known of a signature.</summary>
internal enum SignatureVerdict
{
    /// <summary>The key made it.</summary>
    Valid,

    /// <summary>The key did not make it, or it cannot be read.</summary>
    Wrong,

    /// <summary>Nobody here knows its algorithm, so it is neither.</summary>
    Unknown,
}

/// <summary>
/// Verifies signatures on CSRs and certificates. It asks the platform's cryptography first: the library tests whether the modulus of every
/// RSA key is composite, which takes as long as making the key. The library serves for all other algorithms, and has the last word: a
/// platform also says no to keys that it does not take, such as an RSA key with a long exponent, and to what its policy forbids.
/// </summary>
internal static class Signatures
{
    private static readonly Dictionary<string, HashAlgorithmName> RsaHashes = new(StringComparer.Ordinal)
    {
        [PkcsObjectIdentifiers.Sha256WithRsaEncryption.Id] = HashAlgorithmName.SHA256,
        [PkcsObjectIdentifiers.Sha384WithRsaEncryption.Id] = HashAlgorithmName.SHA384,
        [PkcsObjectIdentifiers.Sha512WithRsaEncryption.Id] = HashAlgorithmName.SHA512,
    };

    private static readonly Dictionary<string, HashAlgorithmName> EcdsaHashes = new(StringComparer.Ordinal)
    {
        [X9ObjectIdentifiers.ECDsaWithSha256.Id] = HashAlgorithmName.SHA256,
        [X9ObjectIdentifiers.ECDsaWithSha384.Id] = HashAlgorithmName.SHA384,
        [X9ObjectIdentifiers.ECDsaWithSha512.Id] = HashAlgorithmName.SHA512,
    };

    /// <param name="key">The signer's public key.</param>
    /// <param name="algorithm">Of the signature.</param>
    /// <param name="data">What was signed.</param>
    /// <param name="signature">PKCS#1 v1.5 with RSA, a DER Ecdsa-Sig-Value on a curve.</param>
    public static SignatureVerdict Verify(SubjectPublicKeyInfo key, AlgorithmIdentifier algorithm, byte[] data, byte[] signature)
    {
        try
        {
            string name = algorithm.Algorithm.Id;
            bool isKnown = RsaHashes.ContainsKey(name) || EcdsaHashes.ContainsKey(name);
            bool noParameters = algorithm.Parameters is null || algorithm.Parameters.ToAsn1Object() is Asn1Null;
            bool isValid = (!isKnown || noParameters)
                && (VerifyOnPlatform(key, name, data, signature) || VerifyInLibrary(key, algorithm, data, signature));
            return isValid ? SignatureVerdict.Valid : SignatureVerdict.Wrong;
        }
        catch (SecurityUtilityException)
        {
            return SignatureVerdict.Unknown;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            return SignatureVerdict.Wrong;
        }
    }

    /// <summary>False also when the platform does not take the key, or has no such algorithm.</summary>
    private static bool VerifyOnPlatform(SubjectPublicKeyInfo key, string algorithm, byte[] data, byte[] signature)
    {
        try
        {
            bool isRsa = key.Algorithm.Algorithm.Equals(PkcsObjectIdentifiers.RsaEncryption);
            return isRsa && RsaHashes.TryGetValue(algorithm, out HashAlgorithmName hash) ? VerifyRsa(key, hash, data, signature)
                : NamedCurve(key) is { } curve && EcdsaHashes.TryGetValue(algorithm, out hash)
                    && VerifyEcdsa(key, curve, hash, data, signature);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            return false;
        }
    }

    private static bool VerifyRsa(SubjectPublicKeyInfo key, HashAlgorithmName hash, byte[] data, byte[] signature)
    {
        using RSA rsa = PlatformKeys.Import(PublicKeys.ReadRsa(key));
        return rsa.VerifyData(data, signature, hash, RSASignaturePadding.Pkcs1);
    }

    private static bool VerifyEcdsa(
        SubjectPublicKeyInfo key, (ECCurve Curve, int Length) curve, HashAlgorithmName hash, byte[] data, byte[] signature)
    {
        var numbers = Asn1Sequence.GetInstance(Asn1Object.FromByteArray(signature));
        byte[] flat =
        [
            .. Number.Padded(DerInteger.GetInstance(numbers[0]).PositiveValue, curve.Length),
            .. Number.Padded(DerInteger.GetInstance(numbers[1]).PositiveValue, curve.Length),
        ];
        using ECDsa ecdsa = PlatformKeys.Import(PublicKeys.ReadPoint(key, curve.Curve, curve.Length));
        return numbers.Count == 2 && ecdsa.VerifyData(data, flat, hash);
    }

    private static bool VerifyInLibrary(SubjectPublicKeyInfo key, AlgorithmIdentifier algorithm, byte[] data, byte[] signature)
    {
        IStreamCalculator<IVerifier> calculator = new Asn1VerifierFactory(algorithm, PublicKeyFactory.CreateKey(key)).CreateCalculator();
        using (Stream stream = calculator.Stream)
        {
            stream.Write(data, 0, data.Length);
        }

        return calculator.GetResult().IsVerified(signature);
    }

    private static (ECCurve Curve, int Length)? NamedCurve(SubjectPublicKeyInfo key)
    {
        if (!key.Algorithm.Algorithm.Equals(X9ObjectIdentifiers.IdECPublicKey)
            || key.Algorithm.Parameters?.ToAsn1Object() is not DerObjectIdentifier curve)
        {
            return null;
        }

        var facts = KeyAlgorithmFacts.OfCurve(curve);
        return facts is null ? null : (facts.NamedCurve, facts.Bits / 8);
    }
}

/// <summary>Turns ECDSA signatures from the form of platforms and tokens into that of X.509.</summary>
internal static class EcdsaSignature
{
    /// <summary>Takes r and s side by side (IEEE P1363) and gives a DER sequence of the two integers (RFC 3279 section 2.2.3).</summary>
    public static byte[] ToDer(byte[] signature)
    {
        int half = signature.Length / 2;
        return new DerSequence(
            new DerInteger(Number.Of([.. signature.Take(half)])),
            new DerInteger(Number.Of([.. signature.Skip(half)]))).GetDerEncoded();
    }
}
