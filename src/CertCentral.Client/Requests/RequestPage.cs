namespace CertCentral.Requests;

/// <summary>One page of the request list.</summary>
/// <remarks>Services API: GET request.</remarks>
public sealed class RequestPage : WireObject
{
    public List<RequestSummary>? Requests { get; init; }
    public Page? Page { get; init; }
}
