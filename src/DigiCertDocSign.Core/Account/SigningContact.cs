using CertCentral.Organizations;
using DigiCertDocSign.People;

namespace DigiCertDocSign;

/// <summary>
/// A contact of an organization. -Contact of an order takes it as it is. The id of a contact is no user id: two numbers for one person.
/// </summary>
public sealed record SigningContact
{
    /// <summary>organization_contact, technical_contact or verified_contact, as -Contact takes it.</summary>
    public required string ContactType { get; init; }

    /// <summary>The contact's id within the organization; null when it is not shown.</summary>
    public long? ContactId { get; init; }

    /// <summary>The id of the user who the contact is; null when the contact is none, or when that is not shown.</summary>
    public long? UserId { get; init; }

    public string? Name { get; init; }

    /// <summary>The same, by the name that all objects have for it.</summary>
    public string? Person => Name;

    public string? Email { get; init; }

    public string? JobTitle { get; init; }

    public string? Telephone { get; init; }

    /// <summary>The contact by its user id, else by its own id: names beside an id would overwrite that user's data.</summary>
    public OrderContact ToOrderContact() =>
        new() { ContactType = ContactType, UserId = UserId, Id = UserId is null ? ContactId : null };

    /// <inheritdoc/>
    public override string ToString()
    {
        string ids = string.Join(", ", new[] { Number("user", UserId), Number("contact", ContactId) }.Where(text => text is not null));
        return $"{ContactType} {FullName.WithEmail(Name, null, Email)}".TrimEnd() + (ids.Length == 0 ? "" : $" ({ids})");
    }

    /// <summary>All contacts that an organization shows, in the order of their weight for an order.</summary>
    internal static SigningContact[] Of(OrganizationInfo info) =>
    [
        .. new[] { From("organization_contact", info.OrganizationContact), From("technical_contact", info.TechnicalContact) }
            .Concat((info.VerifiedContacts ?? []).Select(contact => From("verified_contact", contact)))
            .OfType<SigningContact>(),
    ];

    private static SigningContact? From(string type, Contact? contact) => contact is null ? null : new SigningContact
    {
        ContactType = type,
        ContactId = contact.Id is >= 1 ? contact.Id : null,
        // 0 stands for somebody who is no user.
        UserId = contact.UserId is >= 1 ? contact.UserId : null,
        Name = FullName.Of(contact.FirstName, contact.LastName) is { Length: > 0 } name ? name : contact.Name,
        Email = contact.Email,
        JobTitle = contact.JobTitle,
        Telephone = contact.Telephone,
    };

    private static string? Number(string what, long? id) => id is { } number ? FormattableString.Invariant($"{what} {number}") : null;
}
