namespace CertCentral.Products;

/// <summary>Limits that administrators set per container and role.</summary>
/// <remarks>Services API: GET container/{container_id}/product-limits.</remarks>
public sealed class ProductLimitList : WireObject
{
    public bool? IsLimited { get; init; }
    public List<long>? LimitedContainerIds { get; init; }

    /// <summary>Missing when nothing is limited.</summary>
    public List<ProductLimit>? ProductLimits { get; init; }
}
