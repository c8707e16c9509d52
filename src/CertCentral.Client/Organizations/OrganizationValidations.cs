namespace CertCentral.Organizations;

/// <summary>The validations of one organization.</summary>
/// <remarks>Services API: GET organization/{organization_id}/validation.</remarks>
public sealed class OrganizationValidations : WireObject
{
    public List<OrganizationValidation>? Validations { get; init; }
}
