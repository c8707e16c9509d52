using CertCentral.Users;
using DigiCertDocSign.Following;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign;

/// <summary>A user of the account. Every field but the id may be missing.</summary>
public sealed record SigningUser
{
    public required long UserId { get; init; }

    /// <summary>The name for it that users try first.</summary>
    public long Id => UserId;

    public string? UserName { get; init; }

    public string? GivenName { get; init; }

    public string? Surname { get; init; }

    public string? Person => FullName.Of(GivenName, Surname) is { Length: > 0 } name ? name : null;

    public string? Email { get; init; }

    public string? JobTitle { get; init; }

    public string? Phone { get; init; }

    /// <summary>In Pascal case: Active, Inactive. Words that are not known yet survive.</summary>
    public string? Status { get; init; }

    public IReadOnlyList<string> Roles { get; init => field = new ReadableList<string>(value); } = new ReadableList<string>([]);

    public long? ContainerId { get; init; }

    public string? ContainerName { get; init; }

    public DateTimeOffset? LastLogin { get; init; }

    /// <param name="info">As a list or the call for one user shows it.</param>
    public static SigningUser From(UserInfo info) => new()
    {
        UserId = info.Id ?? 0,
        UserName = info.Username,
        GivenName = info.FirstName,
        Surname = info.LastName,
        Email = info.Email,
        JobTitle = info.JobTitle,
        Phone = info.Telephone,
        Status = StatusWords.Pascal(info.Status),
        Roles = (info.AccessRoles ?? []).Select(role => role.Name ?? FormattableString.Invariant($"role {role.Id}")).ToArray(),
        ContainerId = info.Container?.Id,
        ContainerName = info.Container?.Name,
        LastLogin = info.LastLoginDate,
    };

    /// <inheritdoc/>
    public override string ToString()
    {
        string who = FullName.WithEmail(GivenName, Surname, Email ?? UserName);
        return FormattableString.Invariant($"User {UserId}") + (who.Length == 0 ? "" : $": {who}");
    }
}
