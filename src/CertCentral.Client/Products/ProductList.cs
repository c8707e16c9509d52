namespace CertCentral.Products;

/// <summary>The products of the account.</summary>
/// <remarks>Services API: GET product.</remarks>
public sealed class ProductList : WireObject
{
    public List<ProductInfo>? Products { get; init; }
}
