using AlgorithmIdentifier = Org.BouncyCastle.Asn1.X509.AlgorithmIdentifier;

namespace DigiCertDocSign.Crypto;

/// <summary>Encrypts under one password.</summary>
internal interface IContentCipher : IDisposable
{
    /// <returns>What a reader must know, and the encrypted bytes.</returns>
    (AlgorithmIdentifier Algorithm, byte[] Encrypted) Encrypt(byte[] plain);
}
