using DigiCertDocSign.People;

namespace DigiCertDocSign.Tests.People;

/// <summary>Text that has lost something is refused, text that looks so is warned of, and what is merely foreign is neither.</summary>
public class DamagedTextTests
{
    [Theory]
    [InlineData("GivenName", "J?rgen", "question mark")]
    [InlineData("Surname", "Gr??mann", "question mark")]
    [InlineData("GivenName", "Andr?", "question mark")]
    [InlineData("JobTitle", "Gesch?ftsf??hrer", "question mark")]
    [InlineData("Email", "j?rgen@fjordlab.example", "question mark")]
    [InlineData("Surname", "#N/A", "'#N/A'")]
    [InlineData("JobTitle", "#REF!", "'#REF!'")]
    [InlineData("Phone", "#VALUE!", "'#VALUE!'")]
    [InlineData("GivenName", "#NAME?", "'#NAME?'")]
    [InlineData("Phone", "#DIV/0!", "'#DIV/0!'")]
    [InlineData("Email", "#NULL!", "'#NULL!'")]
    [InlineData("Phone", "#NUM!", "'#NUM!'")]
    [InlineData("JobTitle", "Head of #BEZÜGE!", "'#BEZÜGE!'")]
    [InlineData("Phone", "#######", "spreadsheet")]
    [InlineData("Phone", "4.7555E+10", "digits are lost")]
    [InlineData("Phone", "4,7555e+10", "digits are lost")]
    [InlineData("JobTitle", "System.String[]", "name of a type")]
    [InlineData("Phone", "System.Object[]", "name of a type")]
    [InlineData("JobTitle", "Microsoft.ActiveDirectory.Management.ADPropertyValueCollection", "name of a type")]
    [InlineData("Surname", "System.Collections.Generic.List`1[System.String]", "name of a type")]
    [InlineData("JobTitle", "@{Name=Counsel}", "object's text")]
    public void Text_that_has_lost_something_is_refused(string field, string text, string problem)
    {
        Fault fault = Assert.Single(Resolve(field, text).Faults);
        Assert.Equal((FaultKind.TextDamaged, field), (fault.Kind, fault.Field));
        Assert.Contains(problem, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Surname", "MÃ¼ller", "Import-Csv -Encoding")]
    [InlineData("Surname", "GroÃŸ", "Import-Csv -Encoding")]
    [InlineData("GivenName", "Ã‰mile", "Import-Csv -Encoding")]
    [InlineData("Surname", "Oâ€™Neil", "Import-Csv -Encoding")]
    [InlineData("Surname", "Ã–zil", "Import-Csv -Encoding")]
    [InlineData("GivenName", "ÐœÐ¸Ñ€Ð°", "Import-Csv -Encoding")]
    [InlineData("Email", "mira@bÃ¼cher.example", "Import-Csv -Encoding")]
    [InlineData("Surname", "M&uuml;ller", "'&uuml;'")]
    [InlineData("JobTitle", "R&amp;D Lead", "'&amp;'")]
    [InlineData("Surname", "Gr&#246;n", "'&#246;'")]
    [InlineData("Surname", "Gr&#xF6;n", "'&#xF6;'")]
    [InlineData("GivenName", "=?utf-8?Q?J=C3=BCrgen?=", "as mail encodes it")]
    [InlineData("Surname", "Gr\\u00f6n", "'\\u00f6'")]
    [InlineData("Surname", "Gr%C3%B6n", "'%C3'")]
    [InlineData("JobTitle", "\uF0B7 Counsel", "U+F0B7")]
    [InlineData("Phone", "=\"+4755\"", "begins with =")]
    [InlineData("Phone", "'+4755", "begins with '")]
    [InlineData("JobTitle", "Counsel (acting?)", "question mark")]
    public void Text_that_looks_damaged_is_warned_of_and_kept(string field, string text, string mark)
    {
        PersonResolution resolution = Resolve(field, text);

        Assert.NotNull(resolution.Person);
        string warning = Assert.Single(resolution.Warnings);
        Assert.StartsWith(field + ": '" + text, warning, StringComparison.Ordinal);
        Assert.Contains(mark, warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Surname", "Ñíguez")]
    [InlineData("Surname", "Groß")]
    [InlineData("GivenName", "Émile")]
    [InlineData("Surname", "IRMÃ")]
    [InlineData("Surname", "D’Orléans–Ångström")]
    [InlineData("JobTitle", "ANDRÉ’S ASSISTANT")]
    [InlineData("JobTitle", "« Responsable QUALITÉ\u00A0»")]
    [InlineData("JobTitle", "C# & R&D; Lead 50 %")]
    [InlineData("JobTitle", "Director #1")]
    [InlineData("Phone", "+47 55 #31")]
    [InlineData("Surname", "Ελένη 山田 Łuczak")]
    public void Foreign_and_odd_texts_pass_in_silence(string field, string text)
    {
        PersonResolution resolution = Resolve(field, text);
        Assert.NotNull(resolution.Person);
        Assert.Empty(resolution.Warnings);
    }

    [Theory]
    [InlineData("TelephoneNumber", "Phone")]
    [InlineData("Title", "JobTitle")]
    public void Bytes_are_refused_by_the_name_of_their_property(string property, string field)
    {
        foreach (object bytes in new object[] { "+47"u8.ToArray(), new List<object> { (byte)43, (byte)52 } })
        {
            Dictionary<string, object?> values = Values();
            values.Remove(field);
            values[property] = bytes;
            values["MobilePhone"] = "+47 1";

            Fault fault = Assert.Single(new PersonResolver().Resolve(DictionaryPersonSource.From(values)).Faults);
            Assert.Equal((FaultKind.TextDamaged, field), (fault.Kind, fault.Field));
            Assert.Contains($"in '{property}' is bytes", fault.Message, StringComparison.Ordinal);
        }
    }

    private static PersonResolution Resolve(string field, string text)
    {
        Dictionary<string, object?> values = Values();
        values[field] = text;
        return new PersonResolver().Resolve(DictionaryPersonSource.From(values));
    }

    private static Dictionary<string, object?> Values() => new()
    {
        ["GivenName"] = "Mira",
        ["Surname"] = "Berg",
        ["JobTitle"] = "Contract Manager",
        ["Phone"] = "+47 55",
        ["Email"] = "mira@fjordlab.example",
    };
}
