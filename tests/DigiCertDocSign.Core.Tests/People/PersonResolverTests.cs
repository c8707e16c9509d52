using System.Collections;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Tests.People;

public class PersonResolverTests
{
    private static readonly string[] Fields = ["GivenName", "Surname", "JobTitle", "Phone", "Email"];

    [Theory]
    [MemberData(nameof(DirectoryInputs.Complete), MemberType = typeof(DirectoryInputs))]
    public void Every_kind_of_object_gives_the_person_and_says_where_from(string kind, object source, object person, string sources)
    {
        Assert.NotNull(kind);
        PersonResolution resolution = new PersonResolver().Resolve((IPersonSource)source);

        Assert.Empty(resolution.Faults);
        Assert.Equal(person, resolution.Person);
        Assert.Equal(
            sources.Split(sources.Contains('|', StringComparison.Ordinal) ? '|' : ' '),
            Fields.Select(field => resolution.Sources[field]));
    }

    [Theory]
    [MemberData(nameof(DirectoryInputs.Incomplete), MemberType = typeof(DirectoryInputs))]
    public void What_is_missing_is_named_with_the_command_that_brings_it(string kind, object source, string fields, string advice)
    {
        Assert.NotNull(kind);

        PersonResolution resolution = new PersonResolver().Resolve((IPersonSource)source);

        Assert.Null(resolution.Person);
        Assert.Equal(fields.Split(' '), resolution.Faults.Select(fault => fault.Field));
        Assert.All(resolution.Faults, fault => Assert.Contains(advice, fault.Message, StringComparison.Ordinal));
        Assert.All(resolution.Faults, fault => Assert.Equal(fault.Field + "Missing", fault.Kind.ToString()));
    }

    [Fact]
    public void One_resolver_serves_objects_of_many_shapes_in_turn()
    {
        var resolver = new PersonResolver();
        var inputs = DirectoryInputs.Complete().ToList();
        foreach (object[]? input in inputs.Concat(inputs))
        {
            Assert.Equal(input[2], resolver.Resolve((IPersonSource)input[1]).Person);
        }
    }

    [Fact]
    public void The_output_of_New_DocSigningCsr_brings_its_csr_and_key_reference_along()
    {
        PersonResolution resolution =
            new PersonResolver().Resolve(Good(("Csr", "-----BEGIN CERTIFICATE REQUEST-----\n"), ("KeyReference", "file:///keys/mira.pem")));

        Assert.NotNull(resolution.Person);
        Assert.Equal("-----BEGIN CERTIFICATE REQUEST-----", resolution.Csr);
        Assert.Equal("file:///keys/mira.pem", resolution.KeyReference);
        Assert.Equal("Csr", resolution.Sources["Csr"]);
    }

    [Fact]
    public void A_value_given_by_hand_wins_unless_it_is_blank()
    {
        PersonResolution resolution = new PersonResolver().Resolve(Good(), new PersonValues { Phone = "+1 555", JobTitle = " " });

        Assert.Equal("+1 555", resolution.Person!.Phone);
        Assert.Equal("-Phone", resolution.Sources["Phone"]);
        Assert.Equal("Contract Manager", resolution.Person.JobTitle);
        Assert.NotNull(new PersonResolver().Resolve(
            null,
            new PersonValues { GivenName = "M", Surname = "B", JobTitle = "T", Phone = "1", Email = "a@b.example" }).Person);
        Assert.Equal(5, new PersonResolver().Resolve(null).Faults.Count);
    }

    [Theory]
    [InlineData("JobTitle", "Role")]
    [InlineData("job_title", "ROLE")]
    [InlineData("Job Title", "Extra.Role")]
    [InlineData("JOBTITLE", "InGraph")]
    public void A_mapped_field_is_read_from_the_property_that_the_map_names(string field, string property)
    {
        ListedSource source = Good(
            ("Role", "Archivist"),
            ("Extra", new Hashtable { ["Role"] = "Archivist" }),
            ("AdditionalProperties", new Dictionary<string, object> { ["inGraph"] = "Archivist" }));
        PersonResolution resolution = new PersonResolver(new Dictionary<string, string> { [field] = property }).Resolve(source);

        Assert.Equal("Archivist", resolution.Person!.JobTitle);
        Assert.Equal(property, resolution.Sources["JobTitle"]);
    }

    [Fact]
    public void A_mapped_field_is_looked_for_nowhere_else()
    {
        var map = new Dictionary<string, string> { ["Email"] = "SigningMail", ["Phone"] = "Pager" };
        PersonResolution resolution = new PersonResolver(map).Resolve(Good(("SigningMail", " ")));

        Assert.Contains(
            "-PropertyMap says it is in 'SigningMail', but it is blank",
            resolution.Faults.Single(fault => fault.Field == "Email").Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "'Pager', but the object has no such property",
            resolution.Faults.Single(fault => fault.Field == "Phone").Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Telephone", "X", "is no field of a person")]
    [InlineData("Phone", " ", "Phone names no property. Write it as @{ Phone = 'Position' }.")]
    public void A_map_that_cannot_be_meant_is_refused(string field, string property, string problem) =>
        Assert.Contains(
            problem,
            Assert.Throws<ArgumentException>(() => new PersonResolver(new Dictionary<string, string> { [field] = property })).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("Enabled", false)]
    [InlineData("AccountEnabled", "False")]
    [InlineData("BlockCredential", true)]
    [InlineData("AccountDisabled", true)]
    [InlineData("userAccountControl", 514)]
    public void A_disabled_account_is_refused_unless_that_is_allowed(string property, object value)
    {
        ListedSource source = Good((property, value));
        PersonResolution refused = new PersonResolver().Resolve(source);

        Assert.Null(refused.Person);
        Assert.Equal(FaultKind.AccountDisabled, Assert.Single(refused.Faults).Kind);
        PersonResolution allowed = new PersonResolver(allowDisabled: true).Resolve(source);
        Assert.NotNull(allowed.Person);
        Assert.False(allowed.Enabled);
    }

    [Theory]
    [InlineData("Dr. Mira", "Dr.")]
    [InlineData("Prof. Dr. Mira", "Prof.")]
    [InlineData("Herr Mirko", "Herr")]
    public void A_title_in_a_name_is_a_warning_and_stays_as_given(string givenName, string title)
    {
        PersonResolution resolution = new PersonResolver().Resolve(Good(), new PersonValues { GivenName = givenName });
        Assert.Equal(givenName, resolution.Person!.GivenName);
        Assert.Contains($"begins with '{title}'", Assert.Single(resolution.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mira M.")]
    [InlineData("Mag")]
    [InlineData("Sr Pilar")]
    [InlineData("Drago")]
    public void Names_that_only_look_like_titles_give_no_warning(string givenName) =>
        Assert.Empty(new PersonResolver().Resolve(Good(), new PersonValues { GivenName = givenName }).Warnings);

    [Theory]
    [InlineData("OtherMails", "Email")]
    [InlineData("HomePhone", "Phone")]
    public void A_private_source_is_used_for_want_of_a_better_and_said(string property, string field)
    {
        ListedSource source = Good((property, field == "Email" ? "mira@home.example" : "+47 1"), (field, null));

        PersonResolution resolution = new PersonResolver().Resolve(source);

        Assert.NotNull(resolution.Person);
        Assert.Contains(property, Assert.Single(resolution.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_property_that_throws_does_not_hide_the_next_one()
    {
        PersonResolution resolution =
            new PersonResolver().Resolve(Good(("EmailAddress", (Func<object?>)(() => throw new InvalidOperationException("not loaded")))));

        Assert.Equal("mira@fjordlab.example", resolution.Person!.Email);
        Assert.Contains("EmailAddress could not be read (not loaded)", Assert.Single(resolution.Warnings), StringComparison.Ordinal);
    }

    private static ListedSource Good(params (string Name, object? Value)[] others)
    {
        (string Name, object? Value)[] five =
        [
            ("GivenName", "Mira"),
            ("Surname", "Berg"),
            ("JobTitle", "Contract Manager"),
            ("Phone", "+47 55"),
            ("Email", "mira@fjordlab.example"),
        ];
        return new("PSCustomObject", [.. five.Where(one => others.All(other => other.Name != one.Name)), .. others]);
    }
}
