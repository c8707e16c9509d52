using System.Collections;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Orders;

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
        Assert.Contains(resolution.Faults, fault => fault.Message.Contains(advice, StringComparison.Ordinal));

        // What to do is said once, however much is missing, and once in a run where it is the same for all.
        Assert.Single(resolution.Faults, fault => !fault.Message.EndsWith(").", StringComparison.Ordinal));
        Assert.All(resolution.Faults, fault => Assert.Equal(fault.Field + "Missing", fault.Kind.ToString()));
    }

    [Fact]
    public void What_to_do_is_said_once_in_a_run_where_it_is_the_same_for_all()
    {
        var resolver = new PersonResolver();
        var texts = Enumerable.Range(0, 80).Select(number => resolver.Resolve(new ListedSource(
            "PSOpenAD.OpenADUser",
            ("GivenName", "Mira"), ("Surname", $"No {number}"), ("sAMAccountName", $"m{number}"), ("objectClass", "user"))))
            .Select(resolution => string.Join(" ", resolution.Faults.Select(fault => fault.Message))).ToList();

        Assert.Contains("Get-OpenADUser -Property mail, title, telephoneNumber", texts[0], StringComparison.Ordinal);
        Assert.All(texts.Skip(1), text => Assert.DoesNotContain("Fetch it", text, StringComparison.Ordinal));
        Assert.All(texts, text => Assert.Matches("^JobTitle: .* Phone: .* Email: ", text));
    }

    [Theory]
    [InlineData("PSOpenAD.OpenADUser", "Get-OpenADUser")]
    [InlineData("PSOpenAD.OpenADObject", "Get-OpenADUser")]
    [InlineData("Microsoft.ActiveDirectory.Management.ADObject", "Get-ADUser")]
    [InlineData("Microsoft.Graph.PowerShell.Models.MicrosoftGraphDirectoryObject", "Get-MgUser")]
    public void What_is_no_user_is_told_in_the_words_of_the_module_it_came_from(string typeName, string command)
    {
        Fault fault = Assert.Single(
            new PersonResolver().Resolve(new ListedSource(typeName, ("Name", "Board"), ("objectClass", "group"))).Faults);

        Assert.Equal(FaultKind.NotAPerson, fault.Kind);
        Assert.Contains(command + " returns", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("System.String", "Length", "a text was piped in")]
    [InlineData("System.Int32", "", "a number was piped in")]
    [InlineData("PSCustomObject", "GivenName;Surname;JobTitle;Phone;Email", "Import-Csv -Delimiter ';'")]
    [InlineData("PSCustomObject", "GivenName,Surname,JobTitle,Phone,Email", "Import-Csv -Delimiter ','")]
    [InlineData("PSCustomObject", "GivenName\tSurname\tJobTitle\tPhone\tEmail", "Import-Csv -Delimiter \"`t\"")]
    public void What_is_no_object_and_what_was_read_wrongly_is_one_fault(string typeName, string property, string says)
    {
        Fault fault = Assert.Single(new PersonResolver().Resolve(new ListedSource(typeName, (property, "x"))).Faults);

        Assert.Equal(FaultKind.NotAPerson, fault.Kind);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
        Assert.InRange(fault.Message.Length, 1, 300);
    }

    [Theory]
    [InlineData("Phone", "Phone", "-", "MobilePhone", "+47 1")]
    [InlineData("Phone", "Phone", "n/a", "MobilePhone", "+47 1")]
    [InlineData("Email", "Email", "--", "ProxyAddresses", "SMTP:mira@fjordlab.example")]
    [InlineData("JobTitle", "JobTitle", "-", "Title", "Archivist")]
    [InlineData("JobTitle", "JobTitle", "Dr.", "Title", "Archivist")]
    public void A_placeholder_does_not_hide_the_next_property(string field, string first, string held, string next, string value)
    {
        PersonResolution resolution = new PersonResolver().Resolve(Good((first, held), (next, value)));

        Assert.NotNull(resolution.Person);
        Assert.Equal(next, resolution.Sources[field]);
    }

    [Fact]
    public void A_placeholder_alone_is_told_as_it_stands()
    {
        Fault fault = Assert.Single(new PersonResolver().Resolve(Good(("Phone", "-"))).Faults);

        Assert.Equal(FaultKind.PhoneInvalid, fault.Kind);
        Assert.Contains("'-'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_form_of_address_is_no_job_title_however_it_is_given()
    {
        var map = new Dictionary<string, string> { ["JobTitle"] = "Anrede" };
        PersonResolution[] all =
        [
            new PersonResolver().Resolve(Good(("JobTitle", "Dr."))),
            new PersonResolver().Resolve(Good(), new PersonValues { JobTitle = "Dr." }),
            new PersonResolver(map).Resolve(Good(("Anrede", "Frau Dr."))),
        ];

        Assert.All(all, one => Assert.Equal(FaultKind.JobTitleMissing, Assert.Single(one.Faults).Kind));
        Assert.All(all, one => Assert.Contains("form of address", one.Faults[0].Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mailto:mira@fjordlab.example")]
    [InlineData("MAILTO:mira@fjordlab.example?subject=Hello")]
    [InlineData("X400:C=NO;A= ;P=Fjordlab;S=Berg;")]
    [InlineData("EUM:4711;phone-context=dialplan.fjordlab.example")]
    public void An_address_is_found_among_entries_of_other_kinds(string entry)
    {
        bool isLink = entry.StartsWith("mailto", StringComparison.OrdinalIgnoreCase);
        var list = new ArrayList { entry, "smtp:mira@fjordlab.example" };
        PersonResolution ofList = new PersonResolver().Resolve(Good(("Email", null), ("ProxyAddresses", list)));
        PersonResolution ofText = new PersonResolver().Resolve(
            Good(("Email", isLink ? entry : entry + ";smtp:mira@fjordlab.example")));

        Assert.Equal("mira@fjordlab.example", ofList.Person?.Email);
        Assert.Equal("mira@fjordlab.example", ofText.Person?.Email);
        Assert.Equal(
            isLink ? "mira@fjordlab.example" : "ida@fjordlab.example",
            new PersonResolver().Resolve(Good(), new PersonValues { Email = isLink ? entry : "smtp:ida@fjordlab.example" }).Person?.Email);
    }

    [Theory]
    [InlineData("Email", "SMTP:mira@fjordlab.example smtp:old@fjordlab.example", null)]
    [InlineData("Email", "SMTP:Mira@FJORDLAB.example", null)]
    [InlineData("Email", "SMTP:new@fjordlab.example smtp:mira@fjordlab.example", "the primary address in ProxyAddresses is 'new@")]
    [InlineData(null, "smtp:one@fjordlab.example smtp:two@fjordlab.example", "the first of 2 addresses in ProxyAddresses")]
    [InlineData(null, "smtp:one@fjordlab.example", null)]
    public void An_address_that_is_not_the_primary_one_is_taken_with_a_word(string? mail, string addresses, string? says)
    {
        PersonResolution resolution = new PersonResolver().Resolve(
            Good(("Email", mail is null ? null : "mira@fjordlab.example"), ("ProxyAddresses", addresses.Split(' '))));

        Assert.NotNull(resolution.Person);
        Assert.Equal(says is null ? 0 : 1, resolution.Warnings.Count);
        Assert.All(resolution.Warnings, warning => Assert.Contains(says!, warning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Jr.", "Berg", 1)]
    [InlineData("III", "Berg", 1)]
    [InlineData("Jr.", "Berg Jr.", 0)]
    [InlineData(" ", "Berg", 0)]
    [InlineData("jr", "Berg, Jr.", 0)]
    [InlineData("V", "Oliver", 1)]
    [InlineData("I", "Berg", 1)] // and not that of Mira
    [InlineData("Sr.", "Israel", 1)]
    public void A_suffix_that_is_in_no_name_is_warned_about(string suffix, string surname, int warnings)
    {
        PersonResolution resolution = new PersonResolver().Resolve(Good(("Surname", surname), ("generationQualifier", suffix)));

        Assert.Equal(warnings, resolution.Warnings.Count);
        Assert.All(resolution.Warnings, warning => Assert.Contains("generationQualifier", warning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    public void A_day_is_told_in_the_calendar_of_all_whatever_the_culture(string culture)
    {
        using var scope = new CultureScope(culture);
        PersonResolution resolution = new PersonResolver().Resolve(Good(("AccountExpirationDate", "2020-01-31 12:00:00Z")));

        Assert.Contains("expired at 2020-01-31 12:00 UTC", Assert.Single(resolution.Faults).Message, StringComparison.Ordinal);
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
    [InlineData("ipPhone", "Phone")]
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
