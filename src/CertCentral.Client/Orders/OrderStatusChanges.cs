namespace CertCentral.Orders;

/// <summary>The orders whose status changed. Without the field <c>orders</c>, none has changed.</summary>
/// <remarks>Services API: GET order/certificate/status-changes.</remarks>
public sealed class OrderStatusChanges : WireObject
{
    public List<OrderStatusChange>? Orders { get; init; }
}
