namespace CertCentral.Users;

/// <summary>One page of the list of users.</summary>
/// <remarks>Services API: GET user.</remarks>
public sealed class UserPage : WireObject
{
    public List<UserInfo>? Users { get; init; }
    public Page? Page { get; init; }
}
