namespace CertCentral.Containers;

/// <summary>An organization that a container may order for, as the container shows it.</summary>
public sealed class ContainerOrganization : WireObject
{
    public long? Id { get; init; }
    public string? Status { get; init; }
    public string? Name { get; init; }
    public string? DisplayName { get; init; }
    public bool? IsActive { get; init; }
}
