using CertCentral.Containers;

namespace CertCentral.Users;

/// <summary>A user of the account, with rights.</summary>
/// <remarks>Services API: GET user/me.</remarks>
public sealed class UserInfo : WireObject
{
    public long? Id { get; init; }
    public string? Username { get; init; }
    public long? AccountId { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Email { get; init; }
    public string? JobTitle { get; init; }
    public string? Telephone { get; init; }
    public string? Status { get; init; }
    public DateTimeOffset? LastLoginDate { get; init; }
    public Container? Container { get; init; }
    public List<AccessRole>? AccessRoles { get; init; }
    public bool? IsCertCentral { get; init; }
    public bool? IsEnterprise { get; init; }
    public bool? IsSamlSsoOnly { get; init; }
    public string? Type { get; init; }
    public bool? HasContainerAssignments { get; init; }
    public List<Container>? ContainerVisibility { get; init; }
}
