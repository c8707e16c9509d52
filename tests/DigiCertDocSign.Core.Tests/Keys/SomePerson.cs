using DigiCertDocSign.People;

namespace DigiCertDocSign.Tests.Keys;

internal static class SomePerson
{
    public static Person Mira { get; } = new("Mira K.", "Solberg", "Contract Manager", "+47 55 50 01 42", "mira.solberg@fjordlab.example");
}
