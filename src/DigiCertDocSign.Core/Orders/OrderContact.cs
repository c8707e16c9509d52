namespace DigiCertDocSign;

/// <summary>
/// One contact of the organization, for one order. An existing contact is named by <see cref="UserId"/> or <see cref="Id"/> alone; a new
/// one by names, e-mail, job title and telephone.
/// </summary>
public sealed class OrderContact
{
    /// <summary>Id of the contact within the organization (not the user id).</summary>
    public long? Id { get; set; }

    /// <summary>Id of an existing user or contact of the account.</summary>
    public long? UserId { get; set; }

    /// <summary>
    /// <c>organization_contact</c>, <c>technical_contact</c> or <c>verified_contact</c>; OrganizationContact and so on are read too.
    /// </summary>
    public string? ContactType { get; set; }

    public string? FirstName { get; set; }

    public string? LastName { get; set; }

    public string? Email { get; set; }

    public string? JobTitle { get; set; }

    public string? Telephone { get; set; }

    /// <summary>
    /// Names given together with an id overwrite that user's own data in the account, so that is refused unless it is said to be meant.
    /// </summary>
    public bool UpdateExisting { get; set; }
}
