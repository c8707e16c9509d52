namespace CertCentral.Certificates;

/// <summary>The certificates of a chain; the first is the person's own although the wire calls all of them intermediates.</summary>
/// <remarks>Services API: GET certificate/{certificate_id}/chain.</remarks>
public sealed class CertificateChain : WireObject
{
    /// <summary>May be empty for a certificate on a token.</summary>
    public List<ChainCertificate>? Intermediates { get; init; }
}
