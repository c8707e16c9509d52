using DigiCertDocSign.Crypto;

namespace DigiCertDocSign;

/// <summary>A certificate that Install-DocSigningCertificate has put next to its key.</summary>
public sealed class InstalledCertificate : DeliveredCertificate
{
    internal InstalledCertificate(IssuedCertificate certificate)
        : base(certificate)
    {
    }

    /// <summary>The key that it lies beside, as a URI.</summary>
    public string KeyReference { get; init; } = "";

    /// <summary>
    /// The full path of a file, a <c>pkcs11:</c> URI of the certificate on its token, or a path in the drive <c>Cert:</c> of Windows.
    /// </summary>
    public string Location { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Title}: {Location}";
}
