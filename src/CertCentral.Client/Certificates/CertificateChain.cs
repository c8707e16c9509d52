namespace CertCentral.Certificates;

/// <summary>The certificates of a chain. The API calls all of them intermediates, but the first one is the person's own.</summary>
/// <remarks>Services API: GET certificate/{certificate_id}/chain.</remarks>
public sealed class CertificateChain : WireObject
{
    /// <summary>May be empty for a certificate on a token.</summary>
    public List<ChainCertificate>? Intermediates { get; init; }
}
