namespace DigiCertDocSign.Keys;

/// <summary>
/// A private key that signs, wherever it lives: a file, a token, a provider of the operating system. Nothing here asks
/// for the private part itself, so that a key which can never leave its hardware is as good as one from a file.
/// </summary>
public interface ISigningKey : IDisposable
{
    KeyAlgorithm Algorithm { get; }

    /// <summary>
    /// Where the key lives, as a URI that later commands take: <c>file:</c>, <c>pkcs11:</c> (RFC 7512), <c>cng:</c>; null for a
    /// key that the caller holds, which nobody else can find.
    /// </summary>
    string? Reference { get; }

    /// <summary>The public key as DER SubjectPublicKeyInfo (RFC 5280 section 4.1). A fresh copy.</summary>
    byte[] GetSubjectPublicKeyInfo();

    /// <summary>
    /// Hashes the data and signs the hash. RSA gives the PKCS#1 v1.5 signature, an elliptic curve the DER
    /// Ecdsa-Sig-Value (RFC 3279 section 2.2.3), as certificates and requests carry them.
    /// </summary>
    /// <exception cref="DocSigningException">The store of the key refuses or is gone.</exception>
    byte[] Sign(byte[] data, SignatureHash hash);
}
