namespace CertCentral.Users;

/// <summary>A role: 1 administrator, 2 limited user, 3 finance manager, 4 manager, 5 standard user.</summary>
public sealed class AccessRole : WireObject
{
    public long? Id { get; init; }
    public string? Name { get; init; }
}
