namespace DigiCertDocSign.Keys;

/// <summary>Where a certificate lies: in a file, or next to its key.</summary>
/// <param name="Location">The full path of a file, a <c>pkcs11:</c> URI of the certificate on a token, or a path in the drive <c>Cert:</c> of Windows.</param>
/// <param name="AlreadyThere">True when it lay there before, so that nothing was written.</param>
public sealed record CertificatePlace(string Location, bool AlreadyThere)
{
    /// <summary>Sentences about what was out of the ordinary: an earlier certificate replaced, an earlier key set aside, a chain that is not whole. Mostly empty.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
