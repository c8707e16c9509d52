using CertCentral;
using CertCentral.Errors;
using CertCentral.Users;
using DigiCertDocSign.Following;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Plan;

/// <summary>Whether the users are there whom the contacts name: an order whose contact is nobody is refused.</summary>
/// <remarks>Services API: GET user/{user_id}. No call is known for a contact by the organization's own contact id.</remarks>
internal static class ContactsCheck
{
    private const string Name = "Contacts";

    /// <returns>None where no contact names a user.</returns>
    public static async Task<IReadOnlyList<AccountCheck>> AskAsync(
        CertCentralClient client, OrderDraft draft, CancellationToken cancellationToken)
    {
        var checks = new List<AccountCheck>();
        foreach (long id in draft.Contacts.Select(contact => contact.UserId).OfType<long>().Distinct())
        {
            checks.Add(await AskAsync(client, id, cancellationToken).ConfigureAwait(false));
        }

        return checks;
    }

    private static async Task<AccountCheck> AskAsync(CertCentralClient client, long id, CancellationToken cancellationToken)
    {
        try
        {
            UserInfo user = await client.Users.GetAsync(id, cancellationToken).ConfigureAwait(false);
            string called = $"{user.Username ?? user.Email ?? "The user"} ({id})";
            return user.Status is { } status && StatusWords.Pascal(status) != "Active"
                ? new AccountCheck(Name, false, $"{called} is {status}.")
                : new AccountCheck(Name, true, $"{called} is a user of the account.");
        }
        catch (NotFoundException)
        {
            return new AccountCheck(
                Name, false, $"There is no user {id} in this account. -Force orders all the same, where {id} is a contact and no user.");
        }
        catch (CertCentralException refused) when (Refusals.Includes(refused))
        {
            return new AccountCheck(Name, null, $"The key may not read user {id}. {refused.Message}");
        }
    }
}
