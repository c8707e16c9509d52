using CertCentral.Containers;

namespace CertCentral.Organizations;

/// <summary>An organization. Orders and lists show a part of it only.</summary>
/// <remarks>Services API: GET organization/{organization_id}.</remarks>
public sealed class OrganizationInfo : WireObject
{
    public long? Id { get; init; }
    public string? Status { get; init; }
    public string? Name { get; init; }
    public string? AssumedName { get; init; }
    public string? DisplayName { get; init; }
    public bool? IsActive { get; init; }
    public string? Address { get; init; }
    public string? Address2 { get; init; }
    public string? Zip { get; init; }
    public string? City { get; init; }
    public string? State { get; init; }
    public string? Country { get; init; }
    public string? Telephone { get; init; }
    public Container? Container { get; init; }
    public Contact? OrganizationContact { get; init; }
    public Contact? TechnicalContact { get; init; }
    public List<Contact>? VerifiedContacts { get; init; }
    public List<OrganizationValidation>? Validations { get; init; }
    public List<Contact>? EvApprovers { get; init; }
    public List<long>? ContainerIdAssignments { get; init; }
}
