namespace CertCentral.Organizations;

/// <summary>
/// The contacts that an organization is to have, one of a type. What a contact leaves out is deleted. Whether a type that is not named
/// keeps its contact is not documented, so name each that is to stay.
/// </summary>
/// <remarks>Services API: PUT organization/{organization_id}/contact.</remarks>
public sealed class OrganizationContacts : WireObject
{
    public List<OrganizationContact>? Contacts { get; set; }
}

/// <summary>One contact, whole.</summary>
public sealed class OrganizationContact : WireObject
{
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string? Email { get; set; }
    public string? JobTitle { get; set; }
    public string? Telephone { get; set; }
    public string? TelephoneExtension { get; set; }
    public string? LanguageId { get; set; }

    /// <summary><c>organization_contact</c> or <c>technical_contact</c>.</summary>
    public string? ContactType { get; set; }
}
