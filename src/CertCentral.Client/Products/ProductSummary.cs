namespace CertCentral.Products;

/// <summary>The product of an order. Display names change; compare <see cref="NameId"/> alone.</summary>
public sealed class ProductSummary : WireObject
{
    public string? NameId { get; init; }
    public string? Name { get; init; }
    public string? Type { get; init; }
    public string? ValidationType { get; init; }
    public string? ValidationName { get; init; }
    public string? ValidationDescription { get; init; }
}
