namespace DigiCertDocSign;

/// <summary>A certificate that Install-DocSigningCertificate has put next to its key.</summary>
public sealed class InstalledCertificate
{
    /// <summary>Null for one that came from a file.</summary>
    public long? OrderId { get; init; }

    /// <summary>The key that it lies beside, as a URI.</summary>
    public string KeyReference { get; init; } = "";

    /// <summary>The full path of a file, a <c>pkcs11:</c> URI of the certificate on its token, or a path in the drive <c>Cert:</c> of Windows.</summary>
    public string Location { get; init; } = "";

    /// <summary>True when it lay there before, so that nothing was written.</summary>
    public bool AlreadyThere { get; init; }

    public string? CommonName { get; init; }

    public string? Email { get; init; }

    public string SerialNumber { get; init; } = "";

    /// <summary>SHA-1 of the certificate in upper-case hexadecimal, as certificate stores name it.</summary>
    public string Thumbprint { get; init; } = "";

    public DateTimeOffset NotBefore { get; init; }

    public DateTimeOffset NotAfter { get; init; }
}
