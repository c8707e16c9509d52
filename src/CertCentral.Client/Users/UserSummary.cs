namespace CertCentral.Users;

/// <summary>A person of the account.</summary>
public sealed class UserSummary : WireObject
{
    public long? Id { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Email { get; init; }
}
