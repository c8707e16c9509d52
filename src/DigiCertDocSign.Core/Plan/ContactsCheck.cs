using CertCentral;
using CertCentral.Errors;
using CertCentral.Organizations;
using CertCentral.Users;
using DigiCertDocSign.Following;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Plan;

/// <summary>Whether those are there whom the contacts name: an order whose contact is nobody is refused.</summary>
/// <remarks>
/// Services API: GET user/{user_id}. A contact by its own id is looked for among those that the organization shows, which may be some
/// of them only.
/// </remarks>
internal static class ContactsCheck
{
    private const string Name = "Contacts";

    /// <param name="client">The account.</param>
    /// <param name="draft">With the contacts.</param>
    /// <param name="organization">With those that it shows; null where it could not be read.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>None where no contact names somebody who is there already.</returns>
    public static async Task<IReadOnlyList<AccountCheck>> AskAsync(
        CertCentralClient client, OrderDraft draft, OrganizationInfo? organization, CancellationToken cancellationToken)
    {
        SigningContact[] shown = organization is null ? [] : SigningContact.Of(organization);
        var checks = new List<AccountCheck>();
        foreach (long id in draft.Contacts.Select(contact => contact.UserId).OfType<long>().Distinct())
        {
            checks.Add(await AskAsync(client, id, shown, cancellationToken).ConfigureAwait(false));
        }

        if (organization is not null)
        {
            IEnumerable<long> own = draft.Contacts.Where(contact => contact.UserId is null).Select(contact => contact.Id).OfType<long>();
            checks.AddRange(own.Distinct().Select(id => OfOrganization(id, shown)));
        }

        return checks;
    }

    /// <summary>For an order whose contacts are not chosen yet: whether the organization has somebody.</summary>
    public static AccountCheck Offer(OrganizationInfo organization)
    {
        SigningContact[] shown = SigningContact.Of(organization);
        return shown.Length == 0
            ? new AccountCheck(
                Name, null, "The organization shows no contact. Give -Contact a user of the account (Get-DocSigningUser), or a new person.")
            : new AccountCheck(Name, true, $"-Contact takes one of the organization's own: {List(shown)}.");
    }

    private static string List(SigningContact[] shown) => string.Join("; ", shown.Select(contact => contact.ToString()));

    private static AccountCheck OfOrganization(long id, SigningContact[] shown) =>
        shown.FirstOrDefault(contact => contact.ContactId == id) is { } found
            ? new AccountCheck(Name, true, $"{found.Name ?? found.Email ?? "The contact"} ({id}) is a contact of the organization.")
            : new AccountCheck(
                Name,
                null,
                $"The organization does not show a contact {id}; it shows {(shown.Length == 0 ? "none" : List(shown))}. It may have more "
                    + "than it shows: look in CertCentral, or name one of these with -Contact.");

    private static async Task<AccountCheck> AskAsync(
        CertCentralClient client, long id, SigningContact[] shown, CancellationToken cancellationToken)
    {
        try
        {
            UserInfo user = await client.Users.GetAsync(id, cancellationToken).ConfigureAwait(false);
            string called = $"{user.Username ?? user.Email ?? "The user"} ({id})";
            return user.Status is { } status && StatusWords.Pascal(status) != "Active"
                ? new AccountCheck(Name, false, $"{called} is {status}. Name another with -Contact; Get-DocSigningUser lists the users.")
                : new AccountCheck(Name, true, $"{called} is a user of the account.");
        }
        catch (NotFoundException)
        {
            string what = shown.FirstOrDefault(contact => contact.ContactId == id) is { } found
                ? $"{id} is the number of the contact {found.Name}: give Id = {id} in place of UserId."
                : $"Get-DocSigningUser lists the users; -Force orders all the same, where {id} is a contact and no user.";
            return new AccountCheck(Name, false, $"There is no user {id} in this account. {what}");
        }
        catch (CertCentralException refused) when (Refusals.Includes(refused))
        {
            return new AccountCheck(Name, null, $"The key may not read user {id}, so look at them in CertCentral. {refused.Message}");
        }
    }
}
