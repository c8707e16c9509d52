using CertCentral.Orders;

namespace CertCentral.Finance;

/// <summary>What one order would be, for a price.</summary>
/// <remarks>Services API: POST finance/order-pricing.</remarks>
public sealed class OrderPricingRequest : WireObject
{
    /// <summary>Such as <c>ds_org_individual</c>.</summary>
    public string? ProductNameId { get; set; }

    public OrderPricingCertificate? Certificate { get; set; } = new() { DnsNames = [] };
    public OrderValidity? OrderValidity { get; set; }
}
