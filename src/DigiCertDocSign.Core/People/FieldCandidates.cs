namespace DigiCertDocSign.People;

/// <summary>
/// Where each field is looked for, in this order; the first property with a value that is not blank wins. Spelled as the sources spell
/// them and compared by <see cref="PropertyName.Normalize"/>. Covered: Active Directory (friendly and LDAP names), PSOpenAD, Graph,
/// Az, AzureAD, MSOnline, Exchange, and headers of HR exports.
/// </summary>
internal sealed class FieldCandidates
{
    public required PersonField Field { get; init; }

    /// <summary>As a sentence names it.</summary>
    public required string Noun { get; init; }

    public required FaultKind WhenMissing { get; init; }

    public required string[] Names { get; init; }

    /// <summary>
    /// Someone else's, a private or an internal number or address may be in there: used when there is no better, and said.
    /// </summary>
    public static readonly HashSet<string> Doubtful =
        new(["homephone", "ipphone", "othermails", "userprincipalname"], StringComparer.Ordinal);

    /// <summary>In the order of <see cref="PersonField"/>.</summary>
    public static readonly FieldCandidates[] All =
    [
        new()
        {
            Field = PersonField.GivenName,
            Noun = "given name",
            WhenMissing = FaultKind.GivenNameMissing,
            Names = ["GivenName", "FirstName", "Forename", "Vorname"],
        },
        new()
        {
            Field = PersonField.Surname,
            Noun = "surname",
            WhenMissing = FaultKind.SurnameMissing,
            Names = ["Surname", "sn", "LastName", "FamilyName", "Nachname", "Familienname"],
        },
        new()
        {
            Field = PersonField.JobTitle,
            Noun = "job title",
            // Title stands last: it is a job title in most sources, and a form of address in some.
            WhenMissing = FaultKind.JobTitleMissing,
            Names = ["JobTitle", "Position", "Stellenbezeichnung", "Berufsbezeichnung", "Title"],
        },
        new()
        {
            Field = PersonField.Phone,
            Noun = "phone number",
            WhenMissing = FaultKind.PhoneMissing,
            Names =
            [
                "OfficePhone", "TelephoneNumber", "BusinessPhones", "BusinessPhone", "WorkPhone", "Phone", "PhoneNumber", "Telephone",
                "Telefon", "Telefonnummer", "MobilePhone", "Mobile", "Mobiltelefon", "ipPhone", "HomePhone",
            ],
        },
        new()
        {
            Field = PersonField.Email,
            Noun = "e-mail address",
            WhenMissing = FaultKind.EmailMissing,
            Names =
            [
                "EmailAddress", "Mail", "PrimarySmtpAddress", "WindowsEmailAddress", "WorkEmail", "Email", "E-Mail-Adresse",
                "ProxyAddresses", "EmailAddresses", "OtherMails", "UserPrincipalName",
            ],
        },
    ];
}

/// <summary>How the names of properties are compared.</summary>
internal static class PropertyName
{
    /// <summary>
    /// "First Name", first_name and FirstName are one name; "E-Mail" is email. Only separators go: letters of any script stay.
    /// </summary>
    public static string Normalize(string name)
    {
        char[] kept = new char[name.Length];
        int length = 0;
        foreach (char character in name)
        {
            if (char.IsLetterOrDigit(character))
            {
                kept[length++] = char.ToLowerInvariant(character);
            }
        }

        return new string(kept, 0, length);
    }
}
