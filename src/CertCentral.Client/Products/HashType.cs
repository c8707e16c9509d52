namespace CertCentral.Products;

/// <summary>A hash algorithm, such as <c>sha256</c> with its display name.</summary>
public sealed class HashType : WireObject
{
    public string? Id { get; init; }
    public string? Name { get; init; }
}
