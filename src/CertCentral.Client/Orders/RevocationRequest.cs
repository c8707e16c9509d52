namespace CertCentral.Orders;

/// <summary>The body that asks for a revocation.</summary>
/// <remarks>Services API: PUT certificate/{certificate_id}/revoke, PUT order/certificate/{order_id}/revoke.</remarks>
public sealed class RevocationRequest : WireObject
{
    /// <summary>
    /// <c>unspecified</c>, <c>keyCompromise</c>, <c>affiliationChanged</c>, <c>superseded</c> or <c>cessationOfOperation</c>.
    /// </summary>
    public string? RevocationReason { get; set; }

    /// <summary>For the approver; not kept where no approval is needed.</summary>
    public string? Comments { get; set; }

    /// <summary>True: no approval is asked for. The key must be an administrator's.</summary>
    public bool? SkipApproval { get; set; }
}
