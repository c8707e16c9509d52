using CertCentral.Containers;
using CertCentral.Organizations;
using CertCentral.Products;

namespace CertCentral.Orders;

/// <summary>One row of the order list.</summary>
public sealed class OrderSummary : WireObject
{
    public long? Id { get; init; }
    public OrderCertificate? Certificate { get; init; }
    public string? Status { get; init; }
    public bool? IsRenewed { get; init; }
    public WireMoment? DateCreated { get; init; }
    public OrganizationInfo? Organization { get; init; }
    public int? ValidityYears { get; init; }
    public bool? DisableRenewalNotifications { get; init; }
    public Container? Container { get; init; }
    public ProductSummary? Product { get; init; }
    public bool? HasDuplicates { get; init; }
    public int? DuplicatesCount { get; init; }
    public int? ReissuesCount { get; init; }
    public string? ProductNameId { get; init; }

    /// <summary>The list does not name the currency; <see cref="OrderInfo.Currency"/> does.</summary>
    public decimal? Price { get; init; }

    public List<CustomField>? CustomFields { get; init; }
}
