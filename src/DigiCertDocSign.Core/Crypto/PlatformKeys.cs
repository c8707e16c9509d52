using System.Security.Cryptography;

namespace DigiCertDocSign.Crypto;

/// <summary>
/// Keys of the operating system's own cryptography. On .NET Framework RSA.Create gives RSACryptoServiceProvider, which
/// cannot sign with SHA-256 under every provider; RSACng can.
/// </summary>
internal static class PlatformKeys
{
    public static AsymmetricAlgorithm Generate(KeyAlgorithmFacts facts) => facts.IsRsa ? NewRsa(facts.Bits) : ECDsa.Create(facts.NamedCurve);

    public static RSA Import(RSAParameters parameters)
    {
        RSA key = NewRsa(parameters.Modulus!.Length * 8);
        key.ImportParameters(parameters);
        return key;
    }

    public static ECDsa Import(ECParameters parameters) => ECDsa.Create(parameters);

    // Neither constructor makes a key yet: that happens on first use, and not at all when parameters are imported.
#if NETFRAMEWORK
    private static RSACng NewRsa(int bits) => new(bits);
#else
    private static RSA NewRsa(int bits) => RSA.Create(bits);
#endif
}
