namespace CertCentral.Organizations;

/// <summary>One page of the organization list.</summary>
/// <remarks>Services API: GET organization.</remarks>
public sealed class OrganizationPage : WireObject
{
    public List<OrganizationInfo>? Organizations { get; init; }
    public Page? Page { get; init; }
}
