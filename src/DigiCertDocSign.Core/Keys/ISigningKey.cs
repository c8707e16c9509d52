using DigiCertDocSign.Crypto;

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

/// <summary>A key that has something to tell about how it came to be.</summary>
internal interface INotedKey : ISigningKey
{
    /// <summary>Sentences about what was out of the ordinary: an earlier key taken up, set aside or left beside.</summary>
    IReadOnlyList<string> Notes { get; }
}

/// <summary>A key whose private part may be copied, as a PFX needs it. A key in hardware is never one.</summary>
public interface IExportableKey : ISigningKey
{
    /// <summary>The private key as unencrypted DER PKCS#8 (RFC 5958). Whoever asks clears the array after use.</summary>
    byte[] ExportPkcs8();
}

/// <summary>
/// A key beside which its certificate has a place, so that a program which finds the one finds the other: a file, a token,
/// the certificate store of Windows. A key that the caller holds is none.
/// </summary>
public interface ICertificateHolder : ISigningKey
{
    /// <summary>
    /// Puts the certificate next to the key; durable when this returns. The same certificate a second time changes nothing, and
    /// no key is touched. Whether the certificate is the key's own is for the caller to find out.
    /// </summary>
    /// <param name="certificate">The person's certificate; how much of its chain comes along depends on the store.</param>
    /// <param name="replace">Another certificate in that place gives way.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DocSigningException">CertificateFileExists, CertificateFileNotWritten, CertificateExists, and what the store refuses.</exception>
    Task<CertificatePlace> InstallAsync(IssuedCertificate certificate, bool replace, CancellationToken cancellationToken);
}

/// <summary>Where a certificate lies: in a file, or next to its key.</summary>
/// <param name="Location">The full path of a file, a <c>pkcs11:</c> URI of the certificate on a token, or a path in the drive <c>Cert:</c> of Windows.</param>
/// <param name="AlreadyThere">True when it lay there before, so that nothing was written.</param>
public sealed record CertificatePlace(string Location, bool AlreadyThere)
{
    /// <summary>Sentences about what was out of the ordinary: an earlier certificate replaced, an earlier key set aside, a chain that is not whole. Mostly empty.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
