namespace CertCentral.Products;

/// <summary>A limit on one product. Only what administrators have changed is set.</summary>
public sealed class ProductLimit : WireObject
{
    public long? ContainerId { get; init; }

    /// <summary>0 means every role.</summary>
    public long? RoleId { get; init; }

    public string? ProductNameId { get; init; }
    public List<string>? AllowedHashes { get; init; }
    public List<string>? AllowedIntermediates { get; init; }
    public string? DefaultIntermediate { get; init; }

    /// <summary>Years.</summary>
    public List<int>? AllowedLifetimes { get; init; }

    /// <summary>Years.</summary>
    public List<int>? AllowedOrderLifetimes { get; init; }

    public bool? AllowAutoRenew { get; init; }
}
