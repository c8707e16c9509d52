using System.Globalization;
using DigiCertDocSign.Errors;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Orders;

/// <summary>
/// The organization: exactly one of its id and its details, within the limits of the Create organization page. And its contacts: at least
/// one; each either an existing one by id alone, or a new one with everything. Names sent beside an id overwrite that user's data in the
/// account, which an order should never do by accident.
/// </summary>
internal static class OrganizationRules
{
    private const FaultKind ContactKind = FaultKind.ContactInvalid;
    private const int MostNameCharacters = 64;
    private const int MostBothNamesCharacters = 61;

    public static void Apply(OrderDraft draft, List<Fault> faults)
    {
        if (draft.OrganizationId is not null && draft.Organization is not null)
        {
            faults.Add(
                FaultKind.OrganizationAmbiguous,
                "OrganizationId",
                "an id and the details of a new organization are both given; give one, the id when there is one.");
        }
        else if (draft.OrganizationId is null && draft.Organization is null)
        {
            faults.Add(
                FaultKind.OrganizationMissing, "OrganizationId", "no organization is given, and none is picked by itself; give its id.");
        }

        TextRules.Id(faults, "OrganizationId", draft.OrganizationId, "an organization");
        if (draft.Organization is { } organization)
        {
            ApplyToDetails(organization, "Organization.", faults);
        }

        ApplyToContacts(draft.Contacts, faults);
    }

    /// <summary>For an organization that is made by itself and not inside an order.</summary>
    /// <param name="organization">Its details.</param>
    /// <param name="contact">Its organization contact.</param>
    public static IReadOnlyList<Fault> FaultsOfNew(NewOrganization organization, NewOrganizationContact contact)
    {
        var faults = new List<Fault>();
        ApplyToDetails(organization, "", faults);
        ApplyToContactDetails(contact.ToOrderContact(), "Contact", isNew: true, faults);
        return faults;
    }

    private static void ApplyToDetails(NewOrganization organization, string at, List<Fault> faults)
    {
        const FaultKind kind = FaultKind.OrganizationInvalid;
        TextRules.Require(faults, kind, at + "Name", organization.Name, MostNameCharacters);
        TextRules.Allow(faults, kind, at + "AssumedName", organization.AssumedName);
        TextRules.Require(faults, kind, at + "Address", organization.Address, 64);
        TextRules.Allow(faults, kind, at + "Address2", organization.Address2, 64);
        TextRules.Require(faults, kind, at + "City", organization.City, 64);
        TextRules.Require(faults, kind, at + "State", organization.State, 64);
        TextRules.Require(faults, kind, at + "Zip", organization.Zip, 40);
        TextRules.Require(faults, kind, at + "Telephone", organization.Telephone, 32);
        TextRules.RequireCountry(faults, at + "Country", organization.Country);
        if (TextRules.Clean(organization.AssumedName) is { } assumed && TextRules.Clean(organization.Name) is { } name
            && name.Length + assumed.Length is > MostBothNamesCharacters and int characters)
        {
            faults.Add(
                kind,
                at + "AssumedName",
                $"name and assumed name have {characters} characters together, at most {MostBothNamesCharacters} are taken.");
        }
    }

    private static void ApplyToContacts(IList<OrderContact>? contacts, List<Fault> faults)
    {
        if (contacts is null or { Count: 0 })
        {
            faults.Add(
                FaultKind.ContactMissing,
                "Contact",
                "an order needs at least one contact of the organization, as in "
                    + "@{ ContactType = 'organization_contact'; UserId = 880145 }.");
            return;
        }

        for (int place = 0; place < contacts.Count; place++)
        {
            string at = contacts.Count == 1 ? "Contact" : "Contact[" + place.ToString(CultureInfo.InvariantCulture) + "]";
            if (contacts[place] is { } contact)
            {
                ApplyToContact(contact, at, faults);
            }
            else
            {
                faults.Add(ContactKind, at, "is empty; remove it.");
            }
        }
    }

    private static void ApplyToContact(OrderContact contact, string at, List<Fault> faults)
    {
        if (WireWords.ContactType(contact.ContactType) is null)
        {
            string given = string.IsNullOrWhiteSpace(contact.ContactType) ? "is missing" : $"'{contact.ContactType}' is unknown";
            faults.Add(
                FaultKind.ContactTypeUnknown,
                at + ".ContactType",
                $"{given}; use organization_contact, technical_contact or verified_contact.");
        }

        TextRules.Id(faults, at + ".Id", contact.Id, "a contact");
        TextRules.Id(faults, at + ".UserId", contact.UserId, "a user");
        bool isNew = contact.Id is null && contact.UserId is null;
        if (isNew && contact.UpdateExisting)
        {
            faults.Add(
                ContactKind,
                at + ".UpdateExisting",
                "there is no UserId or Id that says whom to update; add it, or leave UpdateExisting out.");
        }

        if (!isNew && !contact.UpdateExisting && HasDetails(contact))
        {
            faults.Add(
                ContactKind,
                at,
                "names beside an id overwrite that user's data in the account; give the id alone, or add UpdateExisting = $true if that is "
                    + "meant.");
        }

        ApplyToContactDetails(contact, at, isNew, faults);
    }

    private static void ApplyToContactDetails(OrderContact contact, string at, bool isNew, List<Fault> faults)
    {
        Text("FirstName", contact.FirstName, 128);
        Text("LastName", contact.LastName, 128);
        Text("JobTitle", contact.JobTitle, 64);
        Text("Telephone", contact.Telephone, 32);
        Text("Email", contact.Email, MailAddressForm.MostCharacters);
        if (TextRules.Clean(contact.Email) is { } email && PersonText.Problem(email) is null
            && MailAddressForm.Problem(email) is { } problem)
        {
            faults.Add(ContactKind, at + ".Email", $"'{email}' is no e-mail address: it {problem}.");
        }

        void Text(string member, string? text, int most)
        {
            if (isNew && TextRules.Clean(text) is null)
            {
                faults.Add(
                    ContactKind,
                    $"{at}.{member}",
                    "is missing; a new contact needs it (an existing one is named by UserId or Id alone).");
            }
            else
            {
                TextRules.Allow(faults, ContactKind, $"{at}.{member}", text, most);
            }
        }
    }

    private static bool HasDetails(OrderContact contact) =>
        new[] { contact.FirstName, contact.LastName, contact.Email, contact.JobTitle, contact.Telephone }
            .Any(text => TextRules.Clean(text) is not null);
}
