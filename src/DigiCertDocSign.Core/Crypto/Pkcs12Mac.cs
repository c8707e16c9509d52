using System.Security;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Macs;

namespace DigiCertDocSign.Crypto;

/// <summary>The checksum of a PFX (RFC 7292 appendix B), which a password alone can make.</summary>
internal static class Pkcs12Mac
{
    public static byte[] Compute(IDigest digest, byte[] contents, byte[] salt, int iterations, SecureString password) => SecretText.Use(password, text =>
    {
        byte[] secret = PbeParametersGenerator.Pkcs12PasswordToBytes(text);
        try
        {
            var generator = new Pkcs12ParametersGenerator(digest);
            generator.Init(secret, salt, iterations);
            var hmac = new HMac(digest);
            hmac.Init(generator.GenerateDerivedMacParameters(digest.GetDigestSize() * 8));
            hmac.BlockUpdate(contents, 0, contents.Length);
            byte[] result = new byte[hmac.GetMacSize()];
            hmac.DoFinal(result, 0);
            return result;
        }
        finally
        {
            Array.Clear(secret, 0, secret.Length);
        }
    });
}
