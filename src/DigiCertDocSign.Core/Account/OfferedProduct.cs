using CertCentral.Products;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Text;

namespace DigiCertDocSign;

/// <summary>A product that the account may order. Every field but the name id may be missing, and lists show less.</summary>
public sealed record OfferedProduct
{
    /// <summary>The product's name on the wire, such as ds_org_individual. Display names change, this does not.</summary>
    public required string NameId { get; init; }

    public string? Name { get; init; }

    /// <summary>This is the product that this module orders.</summary>
    public bool IsSupported { get; init; }

    public string? Type { get; init; }

    public string? ValidationType { get; init; }

    /// <summary>Empty where that is not shown.</summary>
    public IReadOnlyList<int> Years { get; init => field = new ReadableList<int>(value); } = new ReadableList<int>([]);

    public IReadOnlyList<IssuingCa> IssuingCas { get; init => field = new ReadableList<IssuingCa>(value); } =
        new ReadableList<IssuingCa>([]);

    public IReadOnlyList<string> SignatureHashes { get; init => field = new ReadableList<string>(value); } = new ReadableList<string>([]);

    public string? DefaultSignatureHash { get; init; }

    public bool? CsrRequired { get; init; }

    /// <summary>The containers that may order it; empty where that is not shown.</summary>
    public IReadOnlyList<long> ContainerIds { get; init => field = new ReadableList<long>(value); } = new ReadableList<long>([]);

    /// <summary>How many certificates the contract still has; null for an account without such a contract.</summary>
    public int? RemainingInContract { get; init; }

    /// <summary>The product that has taken its place.</summary>
    public string? ReplacedBy { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name is null ? NameId : $"{NameId} ({Name})";

    internal static OfferedProduct From(ProductInfo info) => new()
    {
        NameId = info.NameId ?? "",
        Name = info.Name,
        IsSupported = string.Equals(info.NameId, SigningProduct.NameId, StringComparison.OrdinalIgnoreCase),
        Type = info.Type ?? info.GroupName,
        ValidationType = info.ValidationType,
        Years = info.AllowedOrderValidityYears ?? info.AllowedValidityYears ?? [],
        IssuingCas = IssuingCa.Of(info.AllowedCaCerts),
        SignatureHashes =
            (info.SignatureHashTypes?.AllowedHashTypes ?? []).Select(hash => hash.Id ?? hash.Name).OfType<string>().ToArray(),
        DefaultSignatureHash = info.SignatureHashTypes?.DefaultHashTypeId,
        CsrRequired = info.CsrRequired,
        ContainerIds = info.AllowedContainerIds ?? [],
        RemainingInContract = info.RemainingCertsInContract,
        ReplacedBy = info.ReplacementProductNameId,
    };
}
