namespace DigiCertDocSign;

/// <summary>A file that Save-DocSigningCertificate has written, or found with the same content.</summary>
public sealed class SavedCertificate
{
    public long? OrderId { get; init; }

    public CertificateFormat Format { get; init; }

    /// <summary>The file's full path.</summary>
    public string Path { get; init; } = "";

    /// <summary>True when the file held the same before, so that nothing was written.</summary>
    public bool AlreadyThere { get; init; }

    public string? CommonName { get; init; }

    public string? Email { get; init; }

    public string SerialNumber { get; init; } = "";

    /// <summary>SHA-1 of the certificate in upper-case hexadecimal, as certificate stores name it.</summary>
    public string Thumbprint { get; init; } = "";

    public DateTimeOffset NotBefore { get; init; }

    public DateTimeOffset NotAfter { get; init; }
}
