using CertCentral.Certificates;

namespace CertCentral.Products;

/// <summary>What the account may order of one product.</summary>
/// <remarks>Services API: GET product/{name_id}.</remarks>
public sealed class ProductInfo : WireObject
{
    public string? GroupName { get; init; }
    public string? NameId { get; init; }
    public string? Name { get; init; }
    public string? Type { get; init; }
    public string? ValidationType { get; init; }
    public List<long>? AllowedContainerIds { get; init; }
    public List<int>? AllowedValidityYears { get; init; }
    public List<int>? AllowedOrderValidityYears { get; init; }
    public int? MaxMultiYearOrderValidityYears { get; init; }
    public SignatureHashTypes? SignatureHashTypes { get; init; }
    public List<CaCertificate>? AllowedCaCerts { get; init; }
    public bool? CsrRequired { get; init; }
    public bool? DuplicatesAllowed { get; init; }
    public bool? CustomOrderExpirationDateAllowed { get; init; }
    public bool? CustomExpirationDateAllowed { get; init; }
    public bool? AdditionalDnsNamesAllowed { get; init; }
    public bool? IncreasedCompatibilityAllowed { get; init; }
    public bool? AllowAutoRenew { get; init; }
    public int? RemainingCertsInContract { get; init; }
    public List<ServerPlatform>? ServerPlatforms { get; init; }
    public string? LicenseAgreement { get; init; }
    public string? ReplacementProductNameId { get; init; }
}
