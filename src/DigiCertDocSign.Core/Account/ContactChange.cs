using CertCentral.Organizations;

namespace DigiCertDocSign.Account;

/// <summary>A contact of an organization as it is and as it is to be, and the sentence that says the difference.</summary>
public sealed class ContactChange
{
    private readonly ContactDetails? _before;
    private readonly ContactDetails _after;
    private readonly string _type;
    private readonly string _organization;

    /// <param name="info">The organization as it is.</param>
    /// <param name="type">Of the contact.</param>
    /// <param name="before">Null when there is none of that type.</param>
    /// <param name="after">As it is to be, whole.</param>
    /// <param name="body">What is sent.</param>
    internal ContactChange(OrganizationInfo info, string type, ContactDetails? before, ContactDetails after, OrganizationContacts body)
    {
        _organization = FormattableString.Invariant($"{info.Name ?? "organization"} ({info.Id})");
        (_type, _before, _after, Body) = (type, before, after, body);
    }

    /// <summary>The contact is already as it is to be.</summary>
    public bool IsNothing => _before is { } before && before.Fields.SequenceEqual(_after.Fields);

    internal OrganizationContacts Body { get; }

    /// <summary>Which contact, for a sentence about it: "Fjordlab AS (610233): its technical_contact".</summary>
    internal string Name => $"{_organization}: its {_type}";

    /// <summary>Whether the organization has the contact as it is to be.</summary>
    /// <param name="now">As it is now.</param>
    /// <returns>Null: it shows a part of it, or in other words.</returns>
    internal bool? IsSo(OrganizationInfo now)
    {
        if (Shown(now, _type) is not { } contact)
        {
            return false;
        }

        string?[] shown = ValuesOf(ContactDetails.Of(contact));
        string?[] before = ValuesOf(_before ?? new ContactDetails());
        string?[] wanted = ValuesOf(_after);
        string?[] other = ValuesOf(Other is { } sent ? DetailsOf(sent) : new ContactDetails());
        int[] changed = [.. Enumerable.Range(0, wanted.Length).Where(field => before[field] != wanted[field])];

        // A field that neither contact has ever been shown with may be one that the server does not show.
        bool?[] areSo =
        [
            .. changed.Select(field => shown[field] == wanted[field] ? (bool?)true
                : shown[field] == before[field] && (before[field] ?? other[field]) is not null ? false
                : null),
        ];
        return Array.TrueForAll(areSo, isSo => isSo == true) ? true
            : Array.Exists(areSo, isSo => isSo == false) && !Array.Exists(areSo, isSo => isSo == true) ? false
            : null;
    }

    /// <summary>
    /// What the other contact was, and what is shown of it now, where that is less or something else: it was sent as it was.
    /// </summary>
    /// <param name="now">As it is now.</param>
    /// <returns>Null: it is as before, or there was none.</returns>
    internal (string Type, string Was, string Now)? LostOther(OrganizationInfo now)
    {
        if (Other is not { } sent)
        {
            return null;
        }

        ContactDetails was = DetailsOf(sent);
        ContactDetails? shown = Shown(now, sent.ContactType) is { } contact ? ContactDetails.Of(contact) : null;
        bool isThere = shown is not null && was.Fields.Zip(shown.Fields, (before, after) => before.Value is null
            || (before.Name == nameof(ContactDetails.Email)
                ? Text.EmailAddress.AreSame(before.Value, after.Value)
                : before.Value == after.Value)).All(isSame => isSame);
        return isThere ? null : (sent.ContactType!, Whole(was), shown is null ? "none" : Whole(shown));
    }

    private OrganizationContact? Other => Body.Contacts!.Find(sent => sent.ContactType != _type);

    private static string?[] ValuesOf(ContactDetails contact) => [.. contact.Fields.Select(field => field.Value)];

    private static ContactDetails DetailsOf(OrganizationContact sent) => new()
    {
        FirstName = sent.FirstName,
        LastName = sent.LastName,
        Email = sent.Email,
        JobTitle = sent.JobTitle,
        Telephone = sent.Telephone,
        TelephoneExtension = sent.TelephoneExtension,
    };

    private static Contact? Shown(OrganizationInfo now, string? type) =>
        type == OrganizationChanges.OrganizationType ? now.OrganizationContact : now.TechnicalContact;

    /// <summary>For the operator who is asked, without a stop.</summary>
    public string Describe()
    {
        const string orders = "Orders that are there keep their contacts";
        if (_before is not { } before)
        {
            return $"{_organization} gets {Whole(_after)} as its {_type}. {orders}";
        }

        IEnumerable<string> changes = before.Fields
            .Zip(_after.Fields, (was, becomes) => (was.Name, Was: was.Value, Becomes: becomes.Value))
            .Where(field => field.Was != field.Becomes)
            .Select(field => field.Was is null ? $"{field.Name} becomes '{field.Becomes}'"
                : field.Becomes is null ? $"{field.Name} '{field.Was}' is taken away"
                : $"{field.Name} '{field.Was}' becomes '{field.Becomes}'");
        return IsAnother(before)
            ? $"{Whole(_after)} takes the place of {before.Who} as {_type} of {_organization}. {orders}"
            : $"{_type} of {_organization}, {before.Who}: {string.Join(", ", changes)}. {orders}";
    }

    private bool IsAnother(ContactDetails before) => !Text.EmailAddress.AreSame(before.Email, _after.Email);

    private static string Whole(ContactDetails contact) => string.Join(
        ", ",
        new[] { contact.Who }.Concat(contact.Fields.Skip(3).Select(field => field.Value is null ? $"no {field.Name}" : field.Value)));
}
