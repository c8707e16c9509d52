namespace CertCentral.Certificates;

/// <summary>One certificate of a chain.</summary>
public sealed class ChainCertificate : WireObject
{
    public string? SubjectCommonName { get; init; }
    public string? Pem { get; init; }
}
