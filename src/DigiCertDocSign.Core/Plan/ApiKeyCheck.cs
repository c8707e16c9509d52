using CertCentral;
using CertCentral.Errors;
using CertCentral.Users;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Plan;

/// <summary>Whether the API key is taken, and what its user may do.</summary>
/// <remarks>Services API: GET user/me. No call tells the rights of a key; roles and the answer to an order do.</remarks>
internal static class ApiKeyCheck
{
    private const long FinanceManager = 3;

    /// <exception cref="ApiKeyRefusedException">Then nothing else can be asked either.</exception>
    public static async Task<(UserInfo? User, IReadOnlyList<AccountCheck> Checks)> AskAsync(
        CertCentralClient client, CancellationToken cancellationToken)
    {
        try
        {
            UserInfo user = await client.Users.GetMeAsync(cancellationToken).ConfigureAwait(false);
            return (user, [new AccountCheck("ApiKey", true, $"The key of {user.Username ?? user.Email} is accepted."), Rights(user)]);
        }
        catch (PermissionDeniedException denied)
        {
            return (null,
            [
                new AccountCheck("ApiKey", true, "The key is accepted."),
                new AccountCheck(
                    "Rights", null, $"The key may not say whose it is, so the first order shows what it may do. {denied.Message}"),
            ]);
        }
    }

    private static AccountCheck Rights(UserInfo user)
    {
        const string name = "Rights";
        if (user.Status is { } status && StatusWords.Pascal(status) != "Active")
        {
            return new AccountCheck(
                name, false, $"The key's user is {status}. Have that user made active in CertCentral, or connect with another key.");
        }

        List<AccessRole> roles = user.AccessRoles ?? [];
        string names = string.Join(", ", roles.Select(role => role.Name).Where(role => !string.IsNullOrWhiteSpace(role)));
        return roles.Count == 0
            ? new AccountCheck(name, null, "DigiCert names no role of the key's user; the first order shows what it may do.")
            : roles.TrueForAll(role => role.Id == FinanceManager)
                ? new AccountCheck(
                    name, null, $"{names}: it is not documented whether this role may order; the first order shows it.")
                : new AccountCheck(name, true, $"{names}. A key can be narrower than its user, which only an order shows.");
    }
}
