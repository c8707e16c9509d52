namespace DigiCertDocSign;

/// <summary>
/// The organization contact of an organization that is made. It has no id: the account knows neither the organization nor its contacts.
/// </summary>
public sealed class NewOrganizationContact
{
    public string? FirstName { get; set; }

    public string? LastName { get; set; }

    public string? Email { get; set; }

    public string? JobTitle { get; set; }

    public string? Telephone { get; set; }

    /// <summary>As the rules of a new contact judge it.</summary>
    internal OrderContact ToOrderContact() => new()
    {
        FirstName = FirstName,
        LastName = LastName,
        Email = Email,
        JobTitle = JobTitle,
        Telephone = Telephone,
    };
}
