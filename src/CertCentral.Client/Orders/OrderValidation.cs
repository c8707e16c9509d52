using CertCentral.Organizations;

namespace CertCentral.Orders;

/// <summary>How far the validation of the organization and of its people has come for one order.</summary>
/// <remarks>Services API: GET order/certificate/{order_id}/validation.</remarks>
public sealed class OrderValidation : WireObject
{
    public long? OrderId { get; init; }
    public string? OrderStatus { get; init; }
    public long? OrganizationId { get; init; }
    public string? OrganizationName { get; init; }
    public string? OrderNameScope { get; init; }
    public string? OrderDcvMethod { get; init; }
    public List<OrganizationValidation>? OrganizationValidations { get; init; }
}
