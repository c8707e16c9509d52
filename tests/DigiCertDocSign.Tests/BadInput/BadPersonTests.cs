using System.Management.Automation;
using DigiCertDocSign.Tests.Engine;

namespace DigiCertDocSign.Tests.BadInput;

/// <summary>A person who cannot be ordered for gives one clear error; nothing is written or sent, and the next inputs go on.</summary>
public sealed class BadPersonTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Order = "$order = @{ @BASICS@ }; $bad, $good | New-DocSigningOrder @order -ProvisioningMethod ClientApp";
    private const string Csr = "$bad, $good | New-DocSigningCsr -KeyDirectory $folder -KeyPassword $password -KeyAlgorithm P256";

    private static readonly PSObject Good = SandboxSession.Person("Chiara", "Rossi", "chiara.rossi@fjordlab.example");

    /// <summary>Property, its bad value, the ErrorId, the field, a word of the way out.</summary>
    public static TheoryData<string, string?, string, string, string> People() => new()
    {
        { "EmailAddress", null, "EmailMissing", "Email:", "-Email" },
        { "EmailAddress", "mira.solberg", "EmailInvalid", "Email:", "mira.solberg" },
        { "EmailAddress", "mira@@fjordlab.example", "EmailInvalid", "Email:", "mira@@fjordlab.example" },
        { "Surname", "  \u00A0", "SurnameMissing", "Surname:", "-Surname" },
        { "GivenName", "", "GivenNameMissing", "GivenName:", "-GivenName" },
        { "Title", null, "JobTitleMissing", "JobTitle:", "-JobTitle" },
        { "Title", "Dr.", "JobTitleMissing", "JobTitle:", "form of address" },
        { "OfficePhone", null, "PhoneMissing", "Phone:", "-Phone" },
        { "OfficePhone", "none", "PhoneInvalid", "Phone:", "DigiCert can call" },
        { "Surname", "Sol\u0007berg", "TextInvalid", "Surname:", "" },
        { "Surname", "Gr??mann", "TextDamaged", "Surname:", "right encoding" },
        { "Title", "#N/A", "TextDamaged", "JobTitle:", "correct the formula" },
        { "OfficePhone", "4.7555E+10", "TextDamaged", "Phone:", "as text" },
        { "Title", "System.String[]", "TextDamaged", "JobTitle:", "type" },
        { "ObjectClass", "contact", "NotAPerson", "ObjectClass:", "Get-ADUser" },
        { "AccountExpirationDate", "2020-01-31", "AccountExpired", "AccountExpirationDate:", "-Force" },
        { "userAccountControl", "AccountDisable, NormalAccount", "AccountDisabled", "Enabled:", "-Force" },
        { "Enabled", "False", "AccountDisabled", "Enabled:", "-Force" },
    };

    [Theory]
    [MemberData(nameof(People))]
    public void A_bad_person_is_neither_ordered_nor_given_a_key(string property, string? value, string errorId, string field, string wayOut)
    {
        foreach (string script in new[] { Csr, Order })
        {
            sandbox.Fresh();
            PSObject bad = SandboxSession.Person();
            bad.Properties.Remove(property);
            bad.Properties.Add(new PSNoteProperty(property, property == "Enabled" ? false : value));

            ScriptRun run = sandbox.Run(script, ("bad", bad), ("good", Good));

            Assert.Null(run.Terminating);
            ErrorRecord error = Assert.Single(run.Errors);
            Assert.Equal(errorId, error.FullyQualifiedErrorId.Split(',')[0]);
            Assert.Same(bad, error.TargetObject);
            BadOrderTests.AssertSays(error, field, wayOut);
            Assert.Equal("Rossi", Assert.Single(run.Output).Properties["Surname"].Value);
            Assert.Equal(script == Order ? 1 : 0, sandbox.Changes.Count());
            Assert.All(sandbox.Files, file => Assert.StartsWith("chiara.rossi", Path.GetFileName(file), StringComparison.Ordinal));
        }
    }

    /// <summary>A dash is how a directory says that there is none.</summary>
    [Theory]
    [InlineData("-", "MobilePhone", "+47 900 00 142", false)]
    [InlineData(null, "ipPhone", "4711", true)]
    public void A_phone_is_looked_for_further_on_and_one_of_the_house_is_warned_of(
        string? office, string property, string number, bool isWarnedOf)
    {
        sandbox.Fresh();
        PSObject person = SandboxSession.Person(phone: office);
        person.Properties.Add(new PSNoteProperty(property, number));

        ScriptRun run = sandbox.Run(Order, ("bad", person), ("good", Good));

        Assert.Equal(2, run.Clean().Count);
        Assert.Contains($"\"{number}\"", sandbox.Changes.First().Body, StringComparison.Ordinal);
        string[] warnings = [.. run.Warnings.Where(text => text.Contains(property, StringComparison.OrdinalIgnoreCase))];
        Assert.Equal(isWarnedOf ? 1 : 0, warnings.Length);
        Assert.All(warnings, text => Assert.Contains("mira.solberg@fjordlab.example", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_fault_of_an_input_is_told_at_once()
    {
        sandbox.Fresh();
        ScriptRun run = sandbox.Run(Csr, ("bad", SandboxSession.Person(surname: "", email: null, phone: null)), ("good", Good));

        string message = Assert.Single(run.Errors).Exception.Message;

        Assert.All(["Surname:", "Email:", "Phone:"], field => Assert.Contains(field, message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_disabled_account_is_ordered_with_force()
    {
        sandbox.Fresh();
        PSObject disabled = SandboxSession.Person();
        disabled.Properties["Enabled"].Value = false;

        Assert.Equal(2, sandbox.Run(Order + " -Force", ("bad", disabled), ("good", Good)).Clean().Count);
    }

    [Fact]
    public void A_title_before_a_given_name_is_warned_of_and_ordered_as_given()
    {
        sandbox.Fresh();
        ScriptRun run = sandbox.Run(Order, ("bad", SandboxSession.Person("Dr. Mira")), ("good", Good));

        Assert.Equal(2, run.Clean().Count);
        string warning = Assert.Single(run.Warnings, text => text.Contains("GivenName", StringComparison.Ordinal));
        Assert.Contains("'Dr.'", warning, StringComparison.Ordinal);
        Assert.Contains("\"Dr. Mira\"", sandbox.Changes.First().Body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_text_is_warned_of_by_person_and_field_in_run_and_plan()
    {
        sandbox.Fresh();
        PSObject person = SandboxSession.Person(surname: "GroÃŸ");

        string warning = Assert.Single(
            sandbox.Run(Order, ("bad", person), ("good", Good)).Warnings, text => text.Contains("Surname", StringComparison.Ordinal));
        ScriptRun plan = sandbox.Run(Order.Replace("New-DocSigningOrder", "New-DocSigningPlan"), ("bad", person), ("good", Good));

        Assert.All(["mira.solberg@", "Surname: 'GroÃŸ'", "Import-Csv -Encoding"], part => Assert.Contains(part, warning));
        Assert.Contains(
            "Surname: 'GroÃŸ'",
            string.Join("; ", plan.Output.SelectMany(row => row.Properties["Warnings"]?.Value as IEnumerable<string> ?? [])));
    }

    [Fact]
    public void A_user_fetched_without_properties_is_told_which_to_ask_for()
    {
        sandbox.Fresh();
        PSObject user = ModuleSession.Input(
            ("DistinguishedName", "CN=Mira Solberg,OU=Legal,DC=fjordlab,DC=example"),
            ("Enabled", true),
            ("GivenName", "Mira"),
            ("Name", "Mira Solberg"),
            ("ObjectClass", "user"),
            ("ObjectGUID", Guid.NewGuid()),
            ("SamAccountName", "msolberg"),
            ("SID", "S-1-5-21-1-2-3-1001"),
            ("Surname", "Solberg"),
            ("UserPrincipalName", "msolberg@fjordlab.example"));
        user.TypeNames.Insert(0, "Microsoft.ActiveDirectory.Management.ADUser");

        ScriptRun run = sandbox.Run(Order, ("bad", user), ("good", Good));

        Assert.Contains(
            "-Properties EmailAddress, Title, OfficePhone",
            Assert.Single(run.Errors).Exception.Message,
            StringComparison.Ordinal);
        Assert.Single(sandbox.Changes);
    }

    [Theory]
    [InlineData("mailto:mira.solberg@fjordlab.example", null, null)]
    [InlineData(null, "X400:C=NO;A= ;P=Fjordlab;S=Solberg;|SMTP:mira.solberg@fjordlab.example", null)]
    [InlineData(null, "EUM:4711;phone-context=dialplan.fjordlab.example|smtp:mira.solberg@fjordlab.example", null)]
    [InlineData(null, "smtp:mira.solberg@fjordlab.example|smtp:old@fjordlab.example", "the first of 2 addresses in proxyAddresses")]
    [InlineData("mira.solberg@fjordlab.example", "SMTP:new@fjordlab.example|smtp:mira.solberg@fjordlab.example", "is 'new@")]
    public void An_address_is_taken_out_of_a_link_or_a_list_and_ordered_for(string? mail, string? list, string? says)
    {
        sandbox.Fresh();
        PSObject person = SandboxSession.Person(email: mail);
        if (list is not null)
        {
            person.Properties.Add(new PSNoteProperty("proxyAddresses", list.Split('|')));
        }

        ScriptRun run = sandbox.Run(Order, ("bad", person), ("good", Good));

        Assert.Equal(2, run.Clean().Count);
        Assert.Contains("\"mira.solberg@fjordlab.example\"", sandbox.Changes.First().Body, StringComparison.Ordinal);
        string[] warnings = [.. run.Warnings.Where(text => text.Contains("proxyAddresses", StringComparison.Ordinal))];
        Assert.Equal(says is null ? 0 : 1, warnings.Length);
        Assert.All(warnings, text => Assert.Contains(says!, text, StringComparison.Ordinal));
    }

    [Fact]
    public void What_to_do_for_eighty_users_of_one_kind_is_said_once_in_their_modules_words()
    {
        sandbox.Fresh();
        PSObject[] users =
        [
            .. Enumerable.Range(1, 80).Select(number => ModuleSession.Input(
                ("GivenName", "Mira"), ("Surname", $"No {number}"), ("sAMAccountName", $"m{number}"), ("objectClass", "user"))),
        ];
        Array.ForEach(users, user => user.TypeNames.Insert(0, "PSOpenAD.OpenADUser"));
        const string All = "$users | New-DocSigning";

        ScriptRun csrs = sandbox.Run($"{All}Csr -KeyDirectory $folder -KeyPassword $password -KeyAlgorithm P256", ("users", users));
        ScriptRun plan = sandbox.Run($"$order = @{{ @BASICS@ }}; {All}Plan @order -ProvisioningMethod ClientApp");
        string[] errors = [.. csrs.Errors.Select(error => error.Exception.Message)];
        string[] reasons = [.. plan.Output.Select(entry => $"{entry.Properties["Reason"].Value}")];

        Assert.Equal((80, 80), (errors.Length, reasons.Length));
        foreach (string[] texts in new[] { errors, reasons })
        {
            Assert.Single(texts, text => text.Contains("Fetch it with Get-OpenADUser", StringComparison.Ordinal));
            Assert.All(texts, text => Assert.Contains("no job title found", text, StringComparison.Ordinal));
        }

        Assert.InRange(errors.Concat(reasons).Sum(text => text.Length), 1, 20_000);
        string[] advice = [.. csrs.Errors.Select(error => error.ErrorDetails?.RecommendedAction ?? "")];
        Assert.All(advice, text => Assert.InRange(text.Length, 0, 200));
        Assert.All([.. errors, .. reasons, .. advice], text => Assert.DoesNotContain("Get-ADUser", text, StringComparison.Ordinal));
    }
}
