namespace CertCentral.Orders;

/// <summary>An order whose status changed within the time that was asked for.</summary>
public sealed class OrderStatusChange : WireObject
{
    public long? OrderId { get; init; }
    public long? CertificateId { get; init; }
    public string? Status { get; init; }
}
