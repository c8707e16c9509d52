using System.Security.Cryptography;

namespace DigiCertDocSign.Crypto;

/// <summary>
/// Keys of the operating system's own cryptography. On .NET Framework RSA.Create gives an RSACryptoServiceProvider, which cannot sign with
/// SHA-256 under every provider; RSACng can.
/// </summary>
internal static class PlatformKeys
{
    public static AsymmetricAlgorithm Generate(KeyAlgorithmFacts facts) =>
        facts.IsRsa ? NewRsa(facts.Bits) : ECDsa.Create(facts.NamedCurve);

    public static RSA Import(RSAParameters parameters)
    {
        RSA key = NewRsa(parameters.Modulus!.Length * 8);
        key.ImportParameters(parameters);
        return key;
    }

    public static ECDsa Import(ECParameters parameters) => ECDsa.Create(parameters);

    /// <summary>
    /// Hashes the data and signs the hash: PKCS#1 v1.5 with RSA, a DER Ecdsa-Sig-Value (RFC 3279 section 2.2.3) on a curve.
    /// </summary>
    /// <param name="key">An <see cref="RSA"/> or an <see cref="ECDsa"/>.</param>
    /// <param name="data">What is signed.</param>
    /// <param name="hash">Which hash.</param>
    public static byte[] Sign(AsymmetricAlgorithm key, byte[] data, SignatureHash hash) => key is RSA rsa
        ? rsa.SignData(data, KeyAlgorithmFacts.HashName(hash), RSASignaturePadding.Pkcs1)
        : EcdsaSignature.ToDer(((ECDsa)key).SignData(data, KeyAlgorithmFacts.HashName(hash)));

    // Neither constructor makes a key yet: the platform makes it on first use, and never when parameters are imported.
#if NETFRAMEWORK
    private static RSACng NewRsa(int bits) => new(bits);
#else
    private static RSA NewRsa(int bits) => RSA.Create(bits);
#endif
}
