namespace CertCentral.Orders;

/// <summary>Which orders to report. A property that is not set excludes none.</summary>
/// <remarks>Services API: GET report/order.</remarks>
public sealed class OrderReportQuery
{
    public IReadOnlyList<string> Statuses { get; init; } = [];

    public string? ProductNameId { get; init; }

    public long? OrganizationId { get; init; }

    public long? ContainerId { get; init; }

    public string? CommonName { get; init; }

    /// <summary>First day of creation, included.</summary>
    public DateTime? CreatedFrom { get; init; }

    /// <summary>Last day of creation, included.</summary>
    public DateTime? CreatedTo { get; init; }

    /// <summary>Rows of one call, 1 to 100,000.</summary>
    public int PageSize { get; init; } = 50_000;

    /// <summary>Further filters by their name between the brackets.</summary>
    public IReadOnlyDictionary<string, string> Filters { get; init; } = new Dictionary<string, string>();
}
