using DigiCertDocSign.Crypto;

namespace DigiCertDocSign.Keys;

/// <summary>
/// A private key that signs, wherever it lives: in a file, on a token, in a provider of the operating system. Nothing here asks for the
/// private part itself, so that a key which can never leave its hardware is as good as one from a file.
/// </summary>
public interface ISigningKey : IDisposable
{
    /// <summary>Kind and size of the key.</summary>
    KeyAlgorithm Algorithm { get; }

    /// <summary>
    /// Where the key lives, as a URI that later commands take: <c>file:</c>, <c>pkcs11:</c> (RFC 7512), <c>cng:</c>; null for a key that
    /// the caller holds, which no other command can find.
    /// </summary>
    string? Reference { get; }

    /// <summary>The full path of the key's file; null for a key that lies in no file.</summary>
    string? KeyPath { get; }

    /// <summary>
    /// Sentences about what was unusual when the store made or found the key: it took up an earlier key, set one aside, or left one
    /// beside the new one. Mostly empty.
    /// </summary>
    IReadOnlyList<string> Notes { get; }

    /// <summary>
    /// True when the private part is in the memory of this process: such a key signs within milliseconds, and always as the key that it
    /// shows. False when a device, a provider or the caller's object signs: that may take its time, and may sign with another key than
    /// the one that it shows.
    /// </summary>
    bool IsInProcess { get; }

    /// <summary>This key, when its private part may be copied; null when it cannot leave its store.</summary>
    IExportableKey? Exportable { get; }

    /// <summary>
    /// This key, when its store has a place for its certificate; null when it has none, as for a key that the caller holds.
    /// </summary>
    ICertificateHolder? CertificateHolder { get; }

    /// <summary>The public key as DER SubjectPublicKeyInfo (RFC 5280 section 4.1), in a new array.</summary>
    byte[] GetSubjectPublicKeyInfo();

    /// <summary>
    /// Hashes the data and signs the hash. RSA gives the PKCS#1 v1.5 signature (RFC 8017 section 8.2), an elliptic curve the DER
    /// Ecdsa-Sig-Value (RFC 3279 section 2.2.3), as certificates and CSRs carry them.
    /// </summary>
    /// <exception cref="DocSigningException">The key's store refuses or is gone.</exception>
    byte[] Sign(byte[] data, SignatureHash hash);
}

/// <summary>A key whose private part may be copied, as a PFX needs it. A key in hardware is never one.</summary>
public interface IExportableKey : ISigningKey
{
    /// <summary>The private key as unencrypted DER PKCS#8 (RFC 5958). The caller clears the array after use.</summary>
    byte[] ExportPkcs8();
}

/// <summary>
/// A key with a place for its certificate beside it, so that a program which finds the one finds the other: in a folder, on a token, in
/// the certificate store of Windows.
/// </summary>
public interface ICertificateHolder : ISigningKey
{
    /// <summary>
    /// Puts the certificate beside the key. It is durable when this returns. The same certificate a second time changes nothing, and no
    /// key is touched. The caller has shown before that the certificate belongs to the key.
    /// </summary>
    /// <param name="certificate">The person's certificate; the store decides how much of its chain it keeps.</param>
    /// <param name="replace">True to let this certificate take the place of another one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DocSigningException">
    /// CertificateFileExists, CertificateFileNotWritten, CertificateExists, and what the store refuses.
    /// </exception>
    Task<CertificatePlace> InstallAsync(IssuedCertificate certificate, bool replace, CancellationToken cancellationToken);
}

/// <summary>Where a certificate lies: in a file, or beside its key.</summary>
/// <param name="Location">
/// The full path of a file, a <c>pkcs11:</c> URI of the certificate on a token, or a path in the drive <c>Cert:</c> of Windows.
/// </param>
/// <param name="AlreadyThere">True when it lay there before, so that nothing was written.</param>
public sealed record CertificatePlace(string Location, bool AlreadyThere)
{
    /// <summary>
    /// Sentences about what was unusual: an earlier certificate replaced, an earlier key set aside, an incomplete chain. Mostly empty.
    /// </summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
