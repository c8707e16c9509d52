namespace DigiCertDocSign.People;

/// <summary>What was given by hand. A value that is not blank wins over the piped object.</summary>
public sealed record PersonValues
{
    public string? GivenName { get; init; }

    public string? Surname { get; init; }

    public string? JobTitle { get; init; }

    public string? Phone { get; init; }

    public string? Email { get; init; }
}
