using CertCentral.Orders;

namespace CertCentral.Finance;

/// <summary>The order whose price is asked for.</summary>
/// <remarks>Services API: POST finance/order-pricing.</remarks>
public sealed class OrderPricingRequest : WireObject
{
    /// <summary>Such as <c>ds_org_individual</c>.</summary>
    public string? ProductNameId { get; set; }

    public OrderPricingCertificate? Certificate { get; set; } = new() { DnsNames = [] };
    public OrderValidity? OrderValidity { get; set; }
}
