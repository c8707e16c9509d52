using System.Text;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;
using Microsoft.Extensions.Time.Testing;

namespace DigiCertDocSign.Tests.Account;

/// <summary>Organizations are made once, lose nothing of a contact that was not meant, and are submitted for validation.</summary>
public sealed class OrganizationChangeTests
{
    private const string New =
        "New-DocSigningOrganization -Address 'Strandgaten 9' -City Bergen -State Vestland -Zip 5013 -Country NO -Telephone '+47 55' "
            + "-Contact @{ FirstName = 'Ida'; LastName = 'Berg'; "
            + "Email = 'ida.berg@fjordlab.example'; JobTitle = 'IT'; Telephone = '+47 1' } -Confirm:$false -Name ";

    private const string Set = "Set-DocSigningOrganizationContact 610233 -Confirm:$false ";

    private const string Shown =
        "(Get-DocSigningOrganization 610233).Contacts | ForEach-Object "
            + "{ \"$($_.ContactType) $($_.Name) $($_.Email) $($_.JobTitle) $($_.Telephone)\" }";

    private const string Oskar = "organization_contact Oskar Lindqvist oskar.lindqvist@fjordlab.example Head of Legal +47 55 50 01 10";

    private const string Verified = "verified_contact Oskar Lindqvist oskar.lindqvist@fjordlab.example Head of Legal +47 55 50 01 10";

    [Fact]
    public async Task A_new_organization_gives_its_id_and_is_validated_when_it_was_submitted()
    {
        FakeTimeProvider clock = AccountSession.NewClock();
        await using AccountSession account =
            await AccountSession.StartAsync(new SandboxOptions { TimeProvider = clock, Limits = SandboxLimits.None });

        const string listed =
            "Get-DocSigningOrganization -Name Ny*, An* | ForEach-Object { \"$($_.OrganizationId) $($_.ValidationStatus)\" }";

        Assert.Equal(
            ["610987", "610988"],
            account.Lines($"({New} 'Ny AS' -SubmitForValidation).OrganizationId; ({New} 'Annen AS').OrganizationId"));
        Assert.Equal(["610987 Pending", "610988 Pending"], account.Lines(listed));
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(["610987 Active", "610988 Pending"], account.Lines(listed));
    }

    [Theory]
    [InlineData("'FJORDLAB as'")]
    [InlineData("'Fjordlab AS '")]
    public async Task An_organization_of_the_same_name_is_not_made_again(string name)
    {
        await using AccountSession account = await AccountSession.StartAsync();

        ScriptRun run = account.Run(New + name);

        Assert.Equal("OrganizationExists", Assert.Single(run.ErrorIds));
        Assert.Contains("(610233)", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.All(account.Calls, call => Assert.StartsWith("GET ", call, StringComparison.Ordinal));
        Assert.Equal(["610987"], account.Lines($"({New} {name} -AllowDuplicate).OrganizationId"));
        Assert.Contains("\"skip_duplicate_org_check\":true", account.Server.Calls[^1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_organization_that_the_server_takes_for_one_that_is_there_is_told()
    {
        await using AccountSession account = await AccountSession.StartAsync();
        account.Server.Answering = call => call.Method == "POST" ? ByHand.Answer(201, "application/json", """{"id":"610233"}""") : null;

        ScriptRun run = account.Run(New + "'Fjordlab A.S.'");

        Assert.Equal(610233, run.Value<long>("OrganizationId"));

        // What was asked for is not what there is.
        account.Server.Answering = null;
        Assert.Equal(
            Assert.Single(account.Lines("Get-DocSigningOrganization 610233 | ForEach-Object { \"$_ $($_.Address) $($_.Contacts)\" }")),
            $"{run.Output[0]} {run.Value<string>("Address")} {run.Value<string>("Contacts")}");
        Assert.Contains("it gave 610233, which was there before", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_organization_whose_answer_was_lost_is_sent_once_and_found_by_the_next_run()
    {
        await using AccountSession account = await AccountSession.StartAsync();
        account.Server.Answering = call => call.Method == "POST" ? ByHand.DropAfter : null;

        ScriptRun lost = account.Run(New + "'Ny AS'");

        Assert.Equal("ConnectionLost", Assert.Single(lost.ErrorIds));
        Assert.Contains("Whether it was carried out is not known", lost.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Single(account.Calls, call => call == "POST organization");
        account.Server.Answering = null;
        Assert.Contains("(610987)", Assert.Single(account.Run(New + "'Ny AS'").Errors).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Name ' '", "OrganizationInvalid")]
    [InlineData("-Name 'Ny AS' -Country Norway", "CountryInvalid")]
    [InlineData("-Name 'Ny AS' -Contact @{ UserId = 880145 }", "ParameterArgumentTransformationError")]
    [InlineData("-Name 'Ny AS' -Contact @{ FirstName = 'Ida' }", "ContactInvalid")]
    public async Task Details_that_the_server_would_refuse_are_refused_unsent(string parameters, string error)
    {
        await using AccountSession account = await AccountSession.StartAsync();

        ScriptRun run = account.Run(
            "$new = @{ Address = 'Strandgaten 9'; City = 'Bergen'; State = 'Vestland'; Zip = '5013'; Country = 'no'; Telephone = '+47 55'; "
                + "Contact = @{ FirstName = 'Ida'; LastName = 'Berg'; Email = 'ida@x.example'; JobTitle = 'IT'; Telephone = '+47 1' } }; "
                + $"$more = & {{ param($Name, $Country, $Contact) $PSBoundParameters }} {parameters}; "
                + "foreach ($key in $more.Keys) { $new[$key] = $more[$key] }; New-DocSigningOrganization @new -Confirm:$false");

        Assert.Contains(error, run.ErrorIds);
        Assert.Empty(account.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_not_given_of_a_contact_stays_and_so_does_the_other_contact(bool asAWhole)
    {
        await using AccountSession account = await AccountSession.StartAsync(new SandboxHabits { ContactsAreSetAsAWhole = asAWhole });
        account.Run(
            "Set-DocSigningOrganizationContact 610233 -ContactType technical_contact -UserId 880145 -TelephoneExtension 12 -Confirm:$false")
            .Clean();

        account.Run(Set + "-JobTitle Counsel").Clean();

        Assert.Equal(
            [
                Oskar.Replace("Head of Legal", "Counsel", StringComparison.Ordinal),
                "technical_contact Ida Berg ida.berg@fjordlab.example IT Operations +47 55 50 01 77", Verified,
            ],
            account.Lines(Shown));
        Assert.Contains("\"telephone_extension\":\"12\"", LastPut(account), StringComparison.Ordinal);
        Assert.Equal(["70411"], account.Lines("(Get-DocSigningOrganization 610233).Contacts[0].ContactId"));
    }

    [Fact]
    public async Task Another_address_is_another_person_for_whom_nothing_is_taken_over()
    {
        await using AccountSession account = await AccountSession.StartAsync();

        account.Run(Set + "-FirstName Kari -LastName Vik -Email kari.vik@fjordlab.example").Clean();

        Assert.Equal("organization_contact Kari Vik kari.vik@fjordlab.example  ", account.Lines(Shown)[0]);
        Assert.DoesNotContain("job_title", LastPut(account), StringComparison.Ordinal);
        Assert.DoesNotContain("telephone", LastPut(account), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Email new@fjordlab.example", "ContactInvalid", "FirstName")]
    [InlineData("-FirstName Kari -LastName Vik", "ContactInvalid", "looks like another person than Oskar Lindqvist")]
    [InlineData("-FirstName Jane", "ContactInvalid", "Jane Lindqvist looks like another person than Oskar Lindqvist")]
    [InlineData("-Email nonsense -FirstName A -LastName B", "ContactInvalid", "no e-mail address")]
    [InlineData("-FirstName ''", "ContactInvalid", "FirstName")]
    [InlineData("-ContactType technical_contact -JobTitle IT", "ContactInvalid", "LastName")]
    public async Task A_contact_that_would_be_half_a_person_is_refused_unsent(string parameters, string error, string text)
    {
        await using AccountSession account = await AccountSession.StartAsync();

        ScriptRun run = account.Run(Set + parameters);

        Assert.Equal(error, Assert.Single(run.ErrorIds));
        Assert.Contains(text, run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.All(account.Calls, call => Assert.StartsWith("GET ", call, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-JobTitle Counsel", "JobTitle 'Head of Legal' becomes 'Counsel'. Orders")]
    [InlineData(
        "-LastName Lind -Telephone '' -Email oskar.lindqvist@fjordlab.example",
        "LastName 'Lindqvist' becomes 'Lind', Telephone '+47 55 50 01 10' is taken away. Orders")]
    [InlineData("-TelephoneExtension 7", "TelephoneExtension becomes '7'. Orders")]
    [InlineData("-UserId 880145", "IT Operations, +47 55 50 01 77, no TelephoneExtension takes the place of Oskar Lindqvist")]
    [InlineData("-UserId 880145 -ContactType Technical_Contact", "no TelephoneExtension as its technical_contact. Orders")]
    public async Task The_operator_is_told_what_changes(string parameters, string text)
    {
        await using AccountSession account = await AccountSession.StartAsync();

        account.Run($"Set-DocSigningOrganizationContact 610233 {parameters} -WhatIf").Clean();

        Assert.Contains(text, account.HostText().Replace("\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.All(account.Calls, call => Assert.StartsWith("GET ", call, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-JobTitle 'Head of Legal'")]
    [InlineData("-Email OSKAR.lindqvist@fjordlab.example -FirstName Oskar")]
    public async Task A_contact_that_is_already_so_is_not_sent_or_keeps_all_of_it(string parameters)
    {
        await using AccountSession account = await AccountSession.StartAsync();

        account.Run(Set + parameters).Clean();

        Assert.Equal(Oskar, account.Lines(Shown)[0].Replace("OSKAR", "oskar", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, "", "")]
    [InlineData(true, "", "CallRefused")]
    [InlineData(true, "-VerifiedUserId 880190", "")]
    public async Task A_validation_is_submitted_with_users_where_they_are_wanted(bool needsUsers, string parameters, string error)
    {
        FakeTimeProvider clock = AccountSession.NewClock();
        await using AccountSession account = await AccountSession.StartAsync(new SandboxOptions
        {
            TimeProvider = clock,
            Limits = SandboxLimits.None,
            Habits = new SandboxHabits { ValidationNeedsUsers = needsUsers },
        });

        ScriptRun run = account.Run($"Submit-DocSigningOrganizationValidation 610233 {parameters} -Confirm:$false");

        Assert.Equal(error, string.Concat(run.ErrorIds));
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(
            [error.Length == 0 ? "2027-11-03" : "2027-02-22"],
            account.Lines("(Get-DocSigningOrganization 610233).ValidatedUntil.ToString('yyyy-MM-dd')"));
    }

    [Theory]
    [InlineData(Set + "-JobTitle Counsel", "its organization_contact")]
    [InlineData("Submit-DocSigningOrganizationValidation 610233 -Confirm:$false", "its validation")]
    public async Task A_page_instead_of_an_answer_is_no_change(string command, string what)
    {
        await using AccountSession account = await AccountSession.StartAsync();
        account.Server.Answering = call => call.Method == "GET"
            ? null
            : ByHand.Answer(200, "text/html", "<html>Sign in</html>"u8.ToArray());

        ScriptRun run = account.Run(command + " -PassThru");

        account.Server.Answering = null;
        Assert.Equal(["OrganizationChangeNotSeen"], run.ErrorIds);
        Assert.Contains($"Fjordlab AS (610233): {what}: whether", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("Look with Get-DocSigningOrganization 610233", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Empty(run.Output);
        account.Run(command).Clean();
    }

    [Fact]
    public async Task A_contact_that_is_shown_in_other_words_is_a_warning()
    {
        await using AccountSession account = await AccountSession.StartAsync();
        bool isSet = false;
        account.Server.Answering = call =>
        {
            isSet |= call.Method == "PUT";
            return isSet && call.Method == "GET"
                ? ByHand.Answer(
                    200,
                    "application/json",
                    """
                    {"id":610233,"organization_contact":{"first_name":"Oskar","last_name":"Lindqvist","job_title":"COUNSEL",
                    "email":"oskar.lindqvist@fjordlab.example","telephone":"+47 55 50 01 10"}}
                    """)
                : null;
        };

        ScriptRun run = account.Run(Set + "-JobTitle Counsel");

        Assert.Contains("in other words", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Empty(run.Errors);
    }

    /// <summary>The call names both contacts. What a server makes of the one that was not meant is told with what it was.</summary>
    [Theory]
    [InlineData("", "CertCentral now shows none")]
    [InlineData(
        ""","technical_contact":{"first_name":"Ida","last_name":"Berg","email":"ida.berg@fjordlab.example","job_title":"IT Operations"}""",
        "no Telephone, no TelephoneExtension")]
    public async Task The_other_contact_that_is_lost_is_told_with_what_it_was(string other, string told)
    {
        await using AccountSession account = await AccountSession.StartAsync();
        account.Run("Set-DocSigningOrganizationContact 610233 -ContactType technical_contact -UserId 880145 -Confirm:$false").Clean();
        bool isSet = false;
        account.Server.Answering = call =>
        {
            isSet |= call.Method == "PUT";
            return isSet && call.Method == "GET" ? Organization(""","job_title":"Counsel" """, other) : null;
        };

        ScriptRun run = account.Run(Set + "-JobTitle Counsel");

        string message = Assert.Single(run.Errors).ToString();
        Assert.Equal(["OtherContactLost"], run.ErrorIds);
        Assert.Contains(
            "its organization_contact is set, and its technical_contact has changed with it, though it was sent as it was. It was Ida Berg "
            + "<ida.berg@fjordlab.example>, IT Operations, +47 55 50 01 77, no TelephoneExtension",
            message,
            StringComparison.Ordinal);
        Assert.Contains(told, message, StringComparison.Ordinal);
        Assert.Contains("Set-DocSigningOrganizationContact -ContactType technical_contact", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_that_no_contact_is_shown_with_is_a_warning()
    {
        await using AccountSession account = await AccountSession.StartAsync();
        account.Server.Answering = call => call.Method == "GET" ? Organization(""","job_title":"Head of Legal" """, "") : null;

        ScriptRun run = account.Run(Set + "-TelephoneExtension 7");

        Assert.Contains("shows a part of it alone", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task A_submission_that_changes_nothing_to_be_seen_is_told()
    {
        await using AccountSession account = await AccountSession.StartAsync();

        ScriptRun run = account.Run("Submit-DocSigningOrganizationValidation 610233 -Confirm:$false");

        Assert.EndsWith("as before; now it is Active until 2027-02-22.", Assert.Single(run.Warnings), StringComparison.Ordinal);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task The_operator_is_told_how_the_validation_is_before_it_is_submitted()
    {
        await using AccountSession account = await AccountSession.StartAsync();

        account.Run("Get-DocSigningOrganization | Submit-DocSigningOrganizationValidation -WhatIf").Clean();

        string told = account.HostText().Replace("\n", "", StringComparison.Ordinal);
        Assert.Contains("Fjordlab AS (610233) for validation", told, StringComparison.Ordinal);
        Assert.Contains("document signing; now it is Active until 2027-02-22.", told, StringComparison.Ordinal);
        Assert.Contains("Gammel Fjordlab AS (610240) for validation", told, StringComparison.Ordinal);
        Assert.Contains("document signing; now it is Pending.", told, StringComparison.Ordinal);
    }

    /// <summary>Fjordlab with Oskar as its organization contact.</summary>
    private static ByHand Organization(string more, string other) => ByHand.Answer(
        200,
        "application/json",
        Encoding.UTF8.GetBytes(
            """{"id":610233,"name":"Fjordlab AS","organization_contact":{"first_name":"Oskar","last_name":"Lindqvist","""
            + $"\"email\":\"oskar.lindqvist@fjordlab.example\",\"telephone\":\"+47 55 50 01 10\"{more}}}{other}}}"));

    private static string LastPut(AccountSession account) => account.Server.Calls.Last(call => call.Method == "PUT").Body;
}
