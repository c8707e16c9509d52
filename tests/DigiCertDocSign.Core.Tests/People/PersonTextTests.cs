using DigiCertDocSign.People;

namespace DigiCertDocSign.Tests.People;

public class PersonTextTests
{
    [Theory]
    [InlineData("mira@fjordlab.example")]
    [InlineData("o'neil+sign@a-b.c.example")]
    [InlineData("mueller@bücher.example")]
    [InlineData("m@xn--bcher-kva.example")]
    [InlineData("user@例え.テスト")]
    public void Addresses_in_use_are_taken(string email) => Assert.Equal(email, Resolve("Email", email).Person!.Email);

    [Theory]
    [InlineData("mira", "has no @")]
    [InlineData("mira@", "has no proper domain")]
    [InlineData("@fjordlab.example", "has nothing before the @")]
    [InlineData("mira@localhost", "has no proper domain")]
    [InlineData("mira@10.0.0.1", "has no proper domain")]
    [InlineData("mira@fjord..example", "has no proper domain")]
    [InlineData("mira@-fjord.example", "has no proper domain")]
    [InlineData("mira@fjord_lab.example", "has no proper domain")]
    [InlineData("mira@a@b.example", "more than one @")]
    [InlineData("mi ra@fjordlab.example", "has a space")]
    [InlineData("mira@fjord lab.example", "has a space")]
    [InlineData(".mira@fjordlab.example", "full stop in the wrong place")]
    [InlineData("mi..ra@fjordlab.example", "full stop in the wrong place")]
    [InlineData("Mira Berg <mira@fjordlab.example>", "write only name@domain")]
    [InlineData("mira@fjordlab.example; m@fjordlab.example", "more than one address")]
    [InlineData("n/a", "has no @")]
    [InlineData("müller@fjordlab.example", "has 'ü' before the @")]
    public void An_address_that_is_none_is_named_with_its_problem(string email, string problem)
    {
        Fault fault = Assert.Single(Resolve("Email", email).Faults);
        Assert.Equal(FaultKind.EmailInvalid, fault.Kind);
        Assert.Contains(problem, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_has_at_most_255_characters()
    {
        string domain = string.Join('.', Enumerable.Repeat(new string('d', 47), 4)) + ".example";
        string local = new string('m', 255 - domain.Length - 1);

        Assert.NotNull(Resolve("Email", $"{local}@{domain}").Person);
        Assert.Equal(FaultKind.EmailInvalid, Assert.Single(Resolve("Email", $"{local}m@{domain}").Faults).Kind);
    }

    [Theory]
    [InlineData("GivenName", "Mi\u0007ra", FaultKind.TextInvalid, "U+0007 at position 3")]
    [InlineData("Surname", "Berg\tDahl", FaultKind.TextInvalid, "U+0009")]
    [InlineData("Phone", "\u202D+47 55\u202C", FaultKind.TextInvalid, "U+202D")]
    [InlineData("Surname", "M\uFFFDller", FaultKind.TextInvalid, "wrong encoding")]
    [InlineData("Surname", "-", FaultKind.TextInvalid, "has no letter")]
    [InlineData("Phone", "on request", FaultKind.PhoneInvalid, "has no digit")]
    public void A_text_that_cannot_be_meant_is_a_fault_of_its_field(string field, string text, FaultKind kind, string problem)
    {
        Fault fault = Assert.Single(Resolve(field, text).Faults);
        Assert.Equal((kind, field), (fault.Kind, fault.Field));
        Assert.Contains(problem, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_a_fault_and_no_crash() =>
        Assert.Contains("broken Unicode", Assert.Single(Resolve("Surname", "Be\uD83Drg").Faults).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("  Jürgen\u00A0", "Jürgen")]
    [InlineData("Ju\u0308rgen", "Jürgen")]
    [InlineData("Łukasz ß Ø", "Łukasz ß Ø")]
    [InlineData("نرگس\u200Cخانم", "نرگس\u200Cخانم")]
    [InlineData("𠮷野", "𠮷野")]
    public void Names_are_trimmed_and_composed_and_otherwise_as_given(string given, string kept)
    {
        PersonResolution resolution = Resolve("GivenName", given);
        Assert.Equal(kept, resolution.Person!.GivenName);
        Assert.Empty(resolution.Warnings);
    }

    private static PersonResolution Resolve(string field, string text)
    {
        var values = new Dictionary<string, object?>
        {
            ["GivenName"] = "Mira",
            ["Surname"] = "Berg",
            ["JobTitle"] = "Contract Manager",
            ["Phone"] = "+47 55",
            ["Email"] = "mira@fjordlab.example",
        };
        values[field] = text;
        return new PersonResolver().Resolve(DictionaryPersonSource.From(values));
    }
}
