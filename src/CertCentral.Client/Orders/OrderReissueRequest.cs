namespace CertCentral.Orders;

/// <summary>The body that asks for a reissue of an issued order.</summary>
/// <remarks>Services API: POST order/certificate/{order_id}/reissue.</remarks>
public sealed class OrderReissueRequest : WireObject
{
    public OrderRequestCertificate? Certificate { get; set; }
    public string? CsProvisioningMethod { get; set; }
    public bool? SkipApproval { get; set; }
    public string? Comments { get; set; }
}
