using DigiCertDocSign.Crypto;

namespace DigiCertDocSign;

/// <summary>A file that Save-DocSigningCertificate has written, or found with the same content.</summary>
public sealed class SavedCertificate : DeliveredCertificate
{
    internal SavedCertificate(IssuedCertificate certificate)
        : base(certificate)
    {
    }

    public CertificateFormat Format { get; init; }

    /// <summary>The file's full path.</summary>
    public string Path { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Title}: {Path}";
}
