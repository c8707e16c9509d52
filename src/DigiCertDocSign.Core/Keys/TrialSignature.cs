using System.Security.Cryptography;
using DigiCertDocSign.Crypto;
using Org.BouncyCastle.Asn1.X509;

namespace DigiCertDocSign.Keys;

/// <summary>
/// Signs random bytes with a key and verifies them with a public key. What a store or an object says of its key does not show that it
/// reaches the private part, nor that it is allowed to use it.
/// </summary>
internal static class TrialSignature
{
    private const int NonceLength = 32;

    /// <summary>True when the public key verifies what the key signed.</summary>
    /// <param name="key">Signs once; a token asks for its PIN.</param>
    /// <param name="publicKey">Of the certificate, or of the key itself.</param>
    /// <exception cref="DocSigningException">The store of the key refuses to sign.</exception>
    public static bool Verifies(ISigningKey key, SubjectPublicKeyInfo publicKey)
    {
        byte[] nonce = new byte[NonceLength];
        using (var random = RandomNumberGenerator.Create())
        {
            random.GetBytes(nonce);
        }

        AlgorithmIdentifier algorithm = KeyAlgorithmFacts.Of(key.Algorithm).SignatureIdentifier(SignatureHash.Sha256);
        return Signatures.Verify(publicKey, algorithm, nonce, key.Sign(nonce, SignatureHash.Sha256)) == SignatureVerdict.Valid;
    }
}
