namespace CertCentral.Organizations;

/// <summary>A person whom an organization names as a contact. The id of a verified contact is no user id.</summary>
public sealed class Contact : WireObject
{
    public long? Id { get; set; }

    /// <summary>0 for a person who is no user.</summary>
    public long? UserId { get; set; }

    public string? Name { get; set; }
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string? Email { get; set; }
    public string? JobTitle { get; set; }
    public string? Telephone { get; set; }
    public string? TelephoneExtension { get; set; }
    public string? LanguageId { get; set; }
    public string? ContactType { get; set; }
    public string? Status { get; set; }
}
