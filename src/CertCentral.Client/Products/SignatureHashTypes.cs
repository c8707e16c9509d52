namespace CertCentral.Products;

/// <summary>The hash algorithms of a product.</summary>
public sealed class SignatureHashTypes : WireObject
{
    public List<HashType>? AllowedHashTypes { get; init; }
    public string? DefaultHashTypeId { get; init; }
}
