namespace CertCentral.Orders;

/// <summary>The orders whose status changed. No <c>orders</c> at all means that none did.</summary>
/// <remarks>Services API: GET order/certificate/status-changes.</remarks>
public sealed class OrderStatusChanges : WireObject
{
    public List<OrderStatusChange>? Orders { get; init; }
}
