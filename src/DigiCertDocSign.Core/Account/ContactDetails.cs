using CertCentral.Organizations;
using CertCentral.Users;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Account;

/// <summary>What an organization says of a contact. Null is "not given"; an empty text takes away what there is.</summary>
public sealed record ContactDetails
{
    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Email { get; init; }

    public string? JobTitle { get; init; }

    public string? Telephone { get; init; }

    public string? TelephoneExtension { get; init; }

    internal string Who => FullName.WithEmail(FirstName, LastName, Email);

    /// <summary>By the names that the parameters have, for a sentence about what changes.</summary>
    internal IEnumerable<(string Name, string? Value)> Fields =>
    [
        (nameof(FirstName), Known(FirstName)),
        (nameof(LastName), Known(LastName)),
        (nameof(Email), Known(Email)),
        (nameof(JobTitle), Known(JobTitle)),
        (nameof(Telephone), Known(Telephone)),
        (nameof(TelephoneExtension), Known(TelephoneExtension)),
    ];

    /// <summary>A user of the account.</summary>
    public static ContactDetails Of(UserInfo user) => new()
    {
        FirstName = Known(user.FirstName),
        LastName = Known(user.LastName),
        Email = Known(user.Email),
        JobTitle = Known(user.JobTitle),
        Telephone = Known(user.Telephone),
    };

    /// <summary>What is not given here is taken from there.</summary>
    public ContactDetails FilledFrom(ContactDetails other) => new()
    {
        FirstName = FirstName ?? other.FirstName,
        LastName = LastName ?? other.LastName,
        Email = Email ?? other.Email,
        JobTitle = JobTitle ?? other.JobTitle,
        Telephone = Telephone ?? other.Telephone,
        TelephoneExtension = TelephoneExtension ?? other.TelephoneExtension,
    };

    internal static ContactDetails Of(Contact contact) => new()
    {
        FirstName = Known(contact.FirstName),
        LastName = Known(contact.LastName),
        Email = Known(contact.Email),
        JobTitle = Known(contact.JobTitle),
        Telephone = Known(contact.Telephone),
        TelephoneExtension = Known(contact.TelephoneExtension),
    };

    /// <summary>As the call takes it, without what is empty.</summary>
    internal OrganizationContact ToWire(string type, string? languageId) => new()
    {
        FirstName = Known(FirstName),
        LastName = Known(LastName),
        Email = Known(Email),
        JobTitle = Known(JobTitle),
        Telephone = Known(Telephone),
        TelephoneExtension = Known(TelephoneExtension),
        LanguageId = languageId,
        ContactType = type,
    };

    private static string? Known(string? text) => TextRules.Clean(text);
}

/// <summary>What a contact has to have before it is sent.</summary>
internal static class ContactDetailsRules
{
    private const FaultKind Kind = FaultKind.ContactInvalid;

    /// <param name="contact">As it is to be.</param>
    public static IReadOnlyList<Fault> FaultsOf(ContactDetails contact)
    {
        var faults = new List<Fault>();
        Require(faults, nameof(contact.FirstName), contact.FirstName, 128);
        Require(faults, nameof(contact.LastName), contact.LastName, 128);
        Require(faults, nameof(contact.Email), contact.Email, MailAddressForm.MostCharacters);
        TextRules.Allow(faults, Kind, nameof(contact.JobTitle), contact.JobTitle, 64);
        TextRules.Allow(faults, Kind, nameof(contact.Telephone), contact.Telephone, 32);
        TextRules.Allow(faults, Kind, nameof(contact.TelephoneExtension), contact.TelephoneExtension, 16);
        if (TextRules.Clean(contact.Email) is { } email && MailAddressForm.Problem(email) is { } problem)
        {
            faults.Add(Kind, nameof(contact.Email), $"'{email}' is no e-mail address: it {problem}.");
        }

        return faults;
    }

    private static void Require(List<Fault> faults, string field, string? text, int most)
    {
        if (TextRules.Clean(text) is null)
        {
            faults.Add(
                Kind,
                field,
                "is missing. With another e-mail address a contact is another person, and nothing is taken over from the former.");
        }
        else
        {
            TextRules.Allow(faults, Kind, field, text, most);
        }
    }
}
