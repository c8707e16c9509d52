namespace CertCentral.Requests;

/// <summary>The body that decides a request.</summary>
internal sealed class StatusUpdate : WireObject
{
    public string? Status { get; set; }
    public string? ProcessorComment { get; set; }
}
