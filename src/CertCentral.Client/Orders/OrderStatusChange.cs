namespace CertCentral.Orders;

/// <summary>An order whose status changed within the asked time.</summary>
public sealed class OrderStatusChange : WireObject
{
    public long? OrderId { get; init; }
    public long? CertificateId { get; init; }
    public string? Status { get; init; }
}
