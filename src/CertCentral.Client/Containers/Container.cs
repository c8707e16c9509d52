namespace CertCentral.Containers;

/// <summary>A division of the account. In the body of an order only <see cref="Id"/> counts.</summary>
public sealed class Container : WireObject
{
    public long? Id { get; set; }
    public string? PublicId { get; set; }
    public string? Name { get; set; }
    public string? Description { get; set; }
    public long? ParentId { get; set; }
    public long? TemplateId { get; set; }
    public string? Ekey { get; set; }
    public bool? HasLogo { get; set; }
    public bool? IsActive { get; set; }
    public List<string>? AllowedDomainNames { get; set; }
    public List<long>? UserIdAssignments { get; set; }
    public List<ContainerOrganization>? OrganizationAssignments { get; set; }
}
