namespace CertCentral.Orders;

/// <summary>
/// Which orders to list. A property that is not set excludes none. The server can filter by these status values only: pending, issued,
/// rejected, revoked, waiting_pickup, reissue_pending and canceled. Orders that wait for approval are found in the list of requests.
/// </summary>
/// <remarks>Services API: GET order/certificate.</remarks>
public sealed record OrderQuery
{
    /// <summary>For <see cref="Sort"/>: the order that was made last comes first.</summary>
    public const string NewestFirst = "-order_id";

    public IReadOnlyList<string> Statuses { get; init; } = [];

    public string? ProductNameId { get; init; }

    public long? OrganizationId { get; init; }

    public long? ContainerId { get; init; }

    public string? Email { get; init; }

    public string? CommonName { get; init; }

    public string? SerialNumber { get; init; }

    /// <summary>The whole common name or e-mail address; with a leading <c>%</c>, a part of it.</summary>
    public string? Search { get; init; }

    /// <summary>First day of creation, included.</summary>
    public DateTime? CreatedFrom { get; init; }

    /// <summary>Last day of creation, included.</summary>
    public DateTime? CreatedTo { get; init; }

    /// <summary>First day of expiry, included.</summary>
    public DateTime? ValidTillFrom { get; init; }

    /// <summary>Last day of expiry, included.</summary>
    public DateTime? ValidTillTo { get; init; }

    /// <summary>
    /// Sort keys with commas between them; a <c>-</c> before a key sorts in falling order. In rising order of the order id, new orders
    /// do not move the rows of pages that are not read yet.
    /// </summary>
    public string Sort { get; init; } = "order_id";

    /// <summary>Rows on a page, 1 to 1000.</summary>
    public int PageSize { get; init; } = Page.Largest;

    /// <summary>Further filters by their name between the brackets, such as <c>metadata_id</c>.</summary>
    public IReadOnlyDictionary<string, string> Filters { get; init; } = new Dictionary<string, string>();
}
