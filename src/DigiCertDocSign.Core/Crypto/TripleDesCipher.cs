using System.Security;
using CertCentral;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Security;
using AlgorithmIdentifier = Org.BouncyCastle.Asn1.X509.AlgorithmIdentifier;

namespace DigiCertDocSign.Crypto;

/// <summary>Triple DES as PKCS#12 has it (RFC 7292 appendix C), under a new salt each time.</summary>
/// <param name="password">Not kept longer than this object. The caller disposes of it.</param>
/// <param name="iterations">Rounds of SHA-1 for key and initialization vector each.</param>
internal sealed class TripleDesCipher(SecureString password, int iterations) : IContentCipher
{
    private const int SaltLength = 16; // bytes

    public (AlgorithmIdentifier Algorithm, byte[] Encrypted) Encrypt(byte[] plain)
    {
        var parameters = new Pkcs12PbeParams(RandomBytes.New(SaltLength), iterations);
        var algorithm = new AlgorithmIdentifier(PkcsObjectIdentifiers.PbeWithShaAnd3KeyTripleDesCbc, parameters);
        return (algorithm, SecretText.Use(password, text =>
        {
            var cipher = (IBufferedCipher)PbeUtilities.CreateEngine(algorithm);
            cipher.Init(true, PbeUtilities.GenerateCipherParameters(algorithm, text));
            return cipher.DoFinal(plain);
        }));
    }

    /// <summary>Does nothing: it derives its keys as it needs them.</summary>
    public void Dispose()
    {
    }
}
