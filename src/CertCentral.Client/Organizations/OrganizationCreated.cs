namespace CertCentral.Organizations;

/// <summary>The answer to a new organization.</summary>
/// <remarks>Services API: POST organization.</remarks>
public sealed class OrganizationCreated : WireObject
{
    public long? Id { get; init; }
}
