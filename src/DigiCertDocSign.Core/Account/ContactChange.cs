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

    /// <summary>Whether the organization has the contact as it is to be, and still the other one.</summary>
    /// <param name="now">As it is now.</param>
    /// <returns>Null: it shows a part of it, or in other words.</returns>
    internal bool? IsSo(OrganizationInfo now)
    {
        foreach (OrganizationContact sent in Body.Contacts!.Where(sent => sent.ContactType != _type))
        {
            if (Shown(now, sent.ContactType) is not { } other || !Text.EmailAddress.AreSame(other.Email, sent.Email))
            {
                return false;
            }
        }

        if (Shown(now, _type) is not { } contact)
        {
            return false;
        }

        string?[] shown = [.. ContactDetails.Of(contact).Fields.Select(field => field.Value)];
        string?[] before = [.. (_before ?? new ContactDetails()).Fields.Select(field => field.Value)];
        string?[] wanted = [.. _after.Fields.Select(field => field.Value)];
        int[] changed = [.. Enumerable.Range(0, wanted.Length).Where(field => before[field] != wanted[field])];
        return Array.TrueForAll(changed, field => shown[field] == wanted[field]) ? true
            : Array.TrueForAll(changed, field => shown[field] == before[field]) ? false
            : null;
    }

    private static Contact? Shown(OrganizationInfo now, string? type) =>
        type == OrganizationChanges.OrganizationType ? now.OrganizationContact : now.TechnicalContact;

    /// <summary>For the operator who is asked, without a stop.</summary>
    public string Describe()
    {
        const string orders = "Orders that are there keep their contacts";
        if (_before is not { } before)
        {
            return $"{_organization} gets {Whole()} as its {_type}. {orders}";
        }

        IEnumerable<string> changes = before.Fields
            .Zip(_after.Fields, (was, becomes) => (was.Name, Was: was.Value, Becomes: becomes.Value))
            .Where(field => field.Was != field.Becomes)
            .Select(field => field.Was is null ? $"{field.Name} becomes '{field.Becomes}'"
                : field.Becomes is null ? $"{field.Name} '{field.Was}' is taken away"
                : $"{field.Name} '{field.Was}' becomes '{field.Becomes}'");
        return IsAnother(before)
            ? $"{Whole()} takes the place of {before.Who} as {_type} of {_organization}. {orders}"
            : $"{_type} of {_organization}, {before.Who}: {string.Join(", ", changes)}. {orders}";
    }

    private bool IsAnother(ContactDetails before) => !Text.EmailAddress.AreSame(before.Email, _after.Email);

    private string Whole() => string.Join(
        ", ",
        new[] { _after.Who }.Concat(_after.Fields.Skip(3).Select(field => field.Value is null ? $"no {field.Name}" : field.Value)));
}
