namespace DigiCertDocSign.People;

/// <summary>
/// The subject of a certificate. Texts are trimmed and NFC, otherwise exactly as given: they are vetted against an ID document.
/// </summary>
public sealed record Person(string GivenName, string Surname, string JobTitle, string Phone, string Email)
{
    public string Name => FullName.Of(GivenName, Surname);

    /// <inheritdoc/>
    public override string ToString() => FullName.WithEmail(GivenName, Surname, Email);
}

/// <summary>The five fields of a person. The values index the lookups of <see cref="SourceShape"/>.</summary>
internal enum PersonField
{
    GivenName,
    Surname,
    JobTitle,
    Phone,
    Email,
}

/// <summary>What was given by hand. A value that is not blank wins over the piped object.</summary>
public sealed record PersonValues
{
    public string? GivenName { get; init; }

    public string? Surname { get; init; }

    public string? JobTitle { get; init; }

    public string? Phone { get; init; }

    public string? Email { get; init; }
}
