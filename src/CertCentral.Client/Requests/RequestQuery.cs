namespace CertCentral.Requests;

/// <summary>Which requests to list. A property that is not set excludes none.</summary>
/// <remarks>Services API: GET request.</remarks>
public sealed class RequestQuery
{
    /// <summary><c>pending</c>, <c>submitted</c>, <c>approved</c> or <c>rejected</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Rows on a page, 1 to 1000.</summary>
    public int PageSize { get; init; } = Page.Largest;

    /// <summary>Further filters by their name between the brackets.</summary>
    public IReadOnlyDictionary<string, string> Filters { get; init; } = new Dictionary<string, string>();
}
