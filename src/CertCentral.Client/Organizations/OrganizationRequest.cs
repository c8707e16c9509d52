using CertCentral.Containers;

namespace CertCentral.Organizations;

/// <summary>The body that makes a new organization.</summary>
/// <remarks>Services API: POST organization.</remarks>
public sealed class OrganizationRequest : WireObject
{
    public string? Name { get; set; }
    public string? AssumedName { get; set; }
    public string? Country { get; set; }
    public string? Address { get; set; }
    public string? Address2 { get; set; }
    public string? City { get; set; }
    public string? State { get; set; }
    public string? Zip { get; set; }
    public string? Telephone { get; set; }
    public Contact? OrganizationContact { get; set; }
    public Container? Container { get; set; }
    public List<OrganizationValidation>? Validations { get; set; }
    public bool? SkipDuplicateOrgCheck { get; set; }
}
