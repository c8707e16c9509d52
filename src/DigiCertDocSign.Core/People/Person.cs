namespace DigiCertDocSign.People;

/// <summary>
/// The subject of a certificate. Texts are trimmed and NFC, otherwise exactly as given: they are vetted against an ID document.
/// </summary>
public sealed record Person(string GivenName, string Surname, string JobTitle, string Phone, string Email);
