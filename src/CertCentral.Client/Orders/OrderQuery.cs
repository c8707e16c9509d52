namespace CertCentral.Orders;

/// <summary>
/// Which orders to list; unset means any. The server filters by the status values pending, issued, rejected, revoked,
/// waiting_pickup, reissue_pending and canceled only: orders that wait for approval are found through the request list.
/// </summary>
/// <remarks>Services API: GET order/certificate.</remarks>
public sealed class OrderQuery
{
    public IReadOnlyList<string> Statuses { get; init; } = [];

    public string? ProductNameId { get; init; }

    public long? OrganizationId { get; init; }

    public long? ContainerId { get; init; }

    public string? Email { get; init; }

    public string? CommonName { get; init; }

    public string? SerialNumber { get; init; }

    /// <summary>Common name or e-mail, exactly; with a leading <c>%</c> also as a part.</summary>
    public string? Search { get; init; }

    /// <summary>First day of creation, included.</summary>
    public DateTime? CreatedFrom { get; init; }

    /// <summary>Last day of creation, included.</summary>
    public DateTime? CreatedTo { get; init; }

    /// <summary>First day of expiry, included.</summary>
    public DateTime? ValidTillFrom { get; init; }

    /// <summary>Last day of expiry, included.</summary>
    public DateTime? ValidTillTo { get; init; }

    /// <summary>Comma list of keys, <c>-</c> before a key sorts downwards. By order id upwards rows do not move while pages are read.</summary>
    public string Sort { get; init; } = "order_id";

    /// <summary>Rows a page, 1 to 1000.</summary>
    public int PageSize { get; init; } = 1000;

    /// <summary>Further filters by their name between the brackets, such as <c>metadata_id</c>.</summary>
    public IReadOnlyDictionary<string, string> Filters { get; init; } = new Dictionary<string, string>();
}
