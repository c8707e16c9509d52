namespace DigiCertDocSign; public sealed record Person(string GivenName, string Surname, string JobTitle, string Phone, string Email);
