namespace CertCentral.Orders;

/// <summary>One page of the order list.</summary>
/// <remarks>Services API: GET order/certificate.</remarks>
public sealed class OrderPage : WireObject
{
    public List<OrderSummary>? Orders { get; init; }
    public Page? Page { get; init; }
}
