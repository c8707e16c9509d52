using System.Collections;
using System.Text;
using DigiCertDocSign.People;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace DigiCertDocSign.Tests.People;

/// <summary>What holds for any object whatever.</summary>
public class PersonResolverProperties
{
    private static readonly string[] Names =
    [
        "GivenName", "FirstName", "Vorname", "Surname", "sn", "LastName", "Title", "JobTitle", "Position", "OfficePhone", "BusinessPhones",
        "mobile", "EmailAddress", "mail", "proxyAddresses", "PrimarySmtpAddress", "UserPrincipalName", "Enabled", "userAccountControl",
        "AdditionalProperties", "Csr", "KeyReference", "DisplayName", "", " ", "ÄÖ",
    ];

    private static readonly string[] TypeNames =
    [
        "",
        "PSCustomObject",
        "Microsoft.ActiveDirectory.Management.ADUser",
        "Microsoft.Online.Administration.User",
        "Microsoft.Exchange.Mailbox",
        "MicrosoftGraphUser",
    ];

    [Property(MaxTest = 2000)]
    public Property Any_shape_gives_a_person_or_faults_and_never_throws() => Prop.ForAll(AnySource().ToArbitrary(), source =>
    {
        PersonResolution resolution = new PersonResolver().Resolve(source);
        Assert.Equal(resolution.Person is null, resolution.Faults.Count > 0);
        Assert.All(resolution.Faults, fault => Assert.StartsWith(fault.Field + ":", fault.Message, StringComparison.Ordinal));
        if (resolution.Person is { } person)
        {
            Assert.All(
                new[] { person.GivenName, person.Surname, person.JobTitle, person.Phone, person.Email },
                text => Assert.True(text.Length > 0 && text == text.Trim() && text.IsNormalized(NormalizationForm.FormC)));
        }
    });

    [Property(MaxTest = 500)]
    public Property Blank_properties_never_win() => Prop.ForAll(BlankAndOne().ToArbitrary(), pair =>
    {
        (object?[]? blanks, int winner) = pair;
        string[] candidates = new[] { "OfficePhone", "telephoneNumber", "BusinessPhones", "Phone", "MobilePhone", "mobile" };
        var source = new ListedSource(
            "PSCustomObject",
            [.. candidates.Select(
                (name, place) => (name, place == winner ? "+47 55" : place < winner ? blanks[place % blanks.Length] : "+1 later"))]);
        PersonResolution resolution = new PersonResolver().Resolve(source);
        Assert.Equal(candidates[winner], resolution.Sources["Phone"]);
        Assert.DoesNotContain(resolution.Faults, fault => fault.Field == "Phone");
    });

    [Property(MaxTest = 1000)]
    public bool What_comes_out_is_what_went_in_trimmed_and_composed(NonEmptyString text)
    {
        var values =
            new PersonValues { GivenName = "A" + text.Get + "e\u0301", Surname = "B", JobTitle = "C", Phone = "1", Email = "a@b.example" };
        PersonResolution resolution = new PersonResolver().Resolve(null, values);
        return resolution.Person is not { } person || person.GivenName == values.GivenName.Trim().Normalize(NormalizationForm.FormC);
    }

    private static Gen<(object?[] Blanks, int Winner)> BlankAndOne() =>
        from blanks in Gen.ArrayOf(Blank(), 6)
        from winner in Gen.Choose(0, 5)
        select (blanks, winner);

    private static Gen<object?> Blank() => Gen.Elements<object?>(
        null,
        "",
        "   ",
        "\u00A0",
        "\u200B",
        DBNull.Value,
        Array.Empty<string>(),
        new string?[] { null, " " },
        new ArrayList { "", new ArrayList { " " } },
        new Hashtable(),
        new object(),
        false);

    private static Gen<IPersonSource> AnySource() =>
        from typeName in Gen.Elements(TypeNames)
        from names in Gen.SubListOf(Names)
        from values in Gen.ArrayOf(AnyValue(3), names.Count)
        select (IPersonSource)new ListedSource(typeName, [.. names.Select((name, place) => (name, values[place]))]);

    private static Gen<object?> AnyValue(int depth)
    {
        Gen<object?> text = ArbMap.Default.GeneratorFor<string?>().Select(one => (object?)one);
        Gen<object?> sensible = Gen.Elements<object?>(
            "Mira",
            "Berg",
            "+47 55",
            "mira@fjordlab.example",
            "SMTP:m@b.example",
            "Dr.",
            "a\uD800b",
            "\uFFFE",
            514,
            3.5,
            DateTime.UnixEpoch,
            true,
            Guid.Empty);
        Gen<object?> throwing = Gen.Constant<object?>((Func<object?>)(() => throw new InvalidOperationException("broken property")));
        if (depth == 0)
        {
            return Gen.OneOf(text, sensible, Blank());
        }

        Gen<object?> inner = AnyValue(depth - 1);
        Gen<object?> list = Gen.ArrayOf(inner, 3).Select(items => (object?)new ArrayList(items));
        Gen<object?> table = inner.Select(item => (object?)new Hashtable { ["mail"] = item, ["givenName"] = item, [7] = item });
        Gen<object?> nested = inner.Select(item => (object?)new ListedSource("Nested", ("Surname", item), ("Address", item)));
        return Gen.Frequency(
            (5, text),
            (8, sensible),
            (2, Blank()),
            (1, throwing),
            (2, list),
            (1, table),
            (1, nested),
            (1, Gen.Constant<object?>(Endless())));
    }

    private static IEnumerable<string> Endless()
    {
        while (true)
        {
            yield return " ";
        }
    }
}
