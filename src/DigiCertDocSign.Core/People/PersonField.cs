namespace DigiCertDocSign.People;

/// <summary>The five fields of a person. The values index the lookups of <see cref="SourceShape"/>.</summary>
internal enum PersonField
{
    GivenName,
    Surname,
    JobTitle,
    Phone,
    Email,
}
