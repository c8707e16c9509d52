using System.Diagnostics.CodeAnalysis;

namespace DigiCertDocSign;

/// <summary>How a PFX is encrypted; the names are those of Export-PfxCertificate.</summary>
[SuppressMessage("Naming", "CA1707", Justification = "Windows PowerShell gave the names.")]
public enum CryptoAlgorithmOption
{
    /// <summary>Three-key triple DES and HMAC with SHA-1: for what cannot read AES, such as Windows Server 2016 and old macOS.</summary>
    TripleDES_SHA1,

    /// <summary>AES-256 under PBKDF2 with SHA-256, and HMAC with SHA-256.</summary>
    AES256_SHA256,
}
