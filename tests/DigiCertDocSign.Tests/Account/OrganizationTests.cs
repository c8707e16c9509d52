using System.Globalization;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;
using Microsoft.Extensions.Time.Testing;

namespace DigiCertDocSign.Tests.Account;

/// <summary>Organizations with what an order for them hangs on: their ids, their validation and their contacts.</summary>
public sealed class OrganizationTests
{
    private const string Shown =
        "ForEach-Object { \"$($_.OrganizationId) $($_.Status) $($_.ValidationStatus) $($_.ValidatedUntil.UtcDateTime.Day) "
            + "$(if ($null -eq $_.Contacts) { 'not read' } else { $_.Contacts.Count })\" }";

    [Fact]
    public async Task A_list_costs_one_call_and_says_that_contacts_were_not_read()
    {
        await using AccountSession account = await AccountSession.StartAsync();

        Assert.Equal(
            ["610233 Active Active 22 not read", "610240 Inactive   not read"], account.Lines($"Get-DocSigningOrganization | {Shown}"));
        Assert.Equal(["GET organization?include_validation=true"], account.Calls);
    }

    [Theory]
    [InlineData(SandboxContactUser.OfVerified, "organization_contact  70411", "verified_contact 880190 91220")]
    [InlineData(SandboxContactUser.OfAll, "organization_contact 880190 70411", "verified_contact 880190 91220")]
    [InlineData(SandboxContactUser.Nowhere, "organization_contact  70411", "verified_contact  91220")]
    public async Task A_contact_has_its_own_id_and_beside_it_that_of_its_user_where_it_is_shown(
        SandboxContactUser habit, params string[] expected)
    {
        await using AccountSession account = await AccountSession.StartAsync(new SandboxHabits { ContactUser = habit });

        string[] contacts = account.Lines(
            "(Get-DocSigningOrganization 610233).Contacts | ForEach-Object { \"$($_.ContactType) $($_.UserId) $($_.ContactId)\" }");

        Assert.Equal(expected, contacts);
        Assert.Equal(["GET organization/610233", "GET organization/610233/validation"], account.Calls);
    }

    [Theory]
    [InlineData("-Name fjordlab*", "610233")]
    [InlineData("-Name Fjordlab", "610233")]
    [InlineData("-Name '*fjord*'", "610233 610240")]
    [InlineData("-Name nobody, gammel*", "610240")]
    [InlineData("-Name 'Fjordlab A'", "")]
    [InlineData("-ContainerId 44131", "")]
    [InlineData("-ContainerId 44120 -Name '* as'", "610233 610240")]
    public async Task A_name_with_wildcards_fits_the_name_or_the_assumed_name(string parameters, string expected)
    {
        await using AccountSession account = await AccountSession.StartAsync();

        Assert.Equal(
            expected, string.Join(' ', account.Lines($"Get-DocSigningOrganization {parameters} | ForEach-Object OrganizationId")));
        Assert.DoesNotContain(account.Calls, call => call.Contains("filters", StringComparison.Ordinal));
    }

    [Fact]
    public async Task IncludeContact_reads_those_that_are_listed_and_no_others()
    {
        await using AccountSession account = await AccountSession.StartAsync();

        Assert.Equal(
            ["610240 Inactive Pending  0"], account.Lines($"Get-DocSigningOrganization -Name Gammel* -IncludeContact | {Shown}"));
        Assert.Equal(
            [
                "GET organization?include_validation=true", "GET organization/610240", "GET organization/610240/validation",
            ],
            account.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_list_without_validations_tells_none_and_the_organization_itself_does(bool lists)
    {
        await using AccountSession account = await AccountSession.StartAsync(new SandboxHabits { ListsValidations = lists });

        string[] listed = account.Lines("Get-DocSigningOrganization -Name 'Fjordlab AS' | ForEach-Object { \"$($_.ValidationStatus)\" }");
        string[] read = account.Lines("Get-DocSigningOrganization -OrganizationId 610233 | ForEach-Object ValidationStatus");

        Assert.Equal((lists ? "Active" : "", "Active"), (Assert.Single(listed), Assert.Single(read)));
    }

    [Fact]
    public async Task A_validation_whose_end_has_passed_is_expired_whatever_its_status_says()
    {
        FakeTimeProvider clock = AccountSession.NewClock();
        await using AccountSession account =
            await AccountSession.StartAsync(new SandboxOptions { TimeProvider = clock, Limits = SandboxLimits.None });
        account.Server.Answering = call => call.PathAndQuery.EndsWith("/validation", StringComparison.Ordinal)
            ? ByHand.Answer(
                200,
                "application/json",
                """{"validations":[{"type":"DS","status":"active","validated_until":"2027-02-22T08:00:00+00:00"}]}""",
                new KeyValuePair<string, string>("Date", clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture)))
            : null;

        Assert.Equal("Active", Assert.Single(account.Lines("(Get-DocSigningOrganization 610233).ValidationStatus")));
        clock.SetUtcNow(new DateTimeOffset(2027, 2, 22, 9, 0, 0, TimeSpan.Zero));
        Assert.Equal("Expired", Assert.Single(account.Lines("(Get-DocSigningOrganization 610233).ValidationStatus")));
    }

    [Theory]
    [InlineData(404, "not_found|organization")]
    [InlineData(403, "access_denied|missing_permission")]
    public async Task An_organization_whose_validation_may_not_be_read_is_told_without_it(int status, string code)
    {
        await using AccountSession account = await AccountSession.StartAsync();
        account.Server.Answering = call => call.PathAndQuery.EndsWith("/validation", StringComparison.Ordinal)
            ? ByHand.Answer(status, "application/json", $$"""{"errors":[{"code":"{{code}}","message":"No."}]}""")
            : null;

        Assert.Equal(["610233 Active   2"], account.Lines($"Get-DocSigningOrganization 610233 | {Shown}"));
    }

    [Fact]
    public async Task An_answer_with_nothing_but_an_id_as_text_is_an_organization()
    {
        await using AccountSession account = await AccountSession.StartAsync();
        account.Server.Answering = call => call.PathAndQuery.Contains("/validation", StringComparison.Ordinal)
            ? ByHand.Answer(200, "application/json", """{"validations":[]}""")
            : ByHand.Answer(200, "application/json", """{"id":"610233","organization_contact":[],"verified_contacts":""}""");

        Assert.Equal(["610233    0"], account.Lines($"Get-DocSigningOrganization 610233 | {Shown}"));
    }

    [Fact]
    public async Task An_id_that_is_not_there_is_one_error_and_the_others_go_on()
    {
        await using AccountSession account = await AccountSession.StartAsync();

        ScriptRun run = account.Run("1, 610240 | Get-DocSigningOrganization");

        Assert.Equal("NotFound", Assert.Single(run.ErrorIds));
        Assert.Equal(1L, run.Errors[0].TargetObject);
        Assert.Equal(610240, run.Value<long>("OrganizationId"));
    }

    [Fact]
    public async Task A_contact_goes_into_an_order_as_it_is_by_the_id_that_it_has()
    {
        await using AccountSession account = await AccountSession.StartAsync();

        account.Run(
            "$organization = Get-DocSigningOrganization 610233; $person | New-DocSigningOrder -OrganizationId 610233 "
                + "-Contact $organization.Contacts -Years 1 -Csr $csr -AgreeToSubscriberAgreement -Confirm:$false",
            ("person", SandboxSession.Person()),
            ("csr", SandboxSession.Csr)).Clean();

        string body = Assert.Single(account.Server.Calls, call => call.Method == "POST" && call.PathAndQuery.EndsWith(
            "ds_org_individual", StringComparison.Ordinal)).Body;
        Assert.Contains("""{"id":70411,"contact_type":"organization_contact"}""", body, StringComparison.Ordinal);
        Assert.Contains("""{"contact_type":"verified_contact","user_id":880190}""", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_prompt_offers_the_ids_that_were_shown_and_asks_nobody()
    {
        await using AccountSession account = await AccountSession.StartAsync();
        Assert.DoesNotContain(account.Offers("New-DocSigningOrder -OrganizationId 61"), offer => offer.StartsWith('6'));
        account.Run("Get-DocSigningOrganization | Out-Null; Get-DocSigningOrganization 610233 | Out-Null").Clean();
        account.Server.ForgetCalls();

        Assert.Equal(["610233", "610240"], account.Offers("New-DocSigningOrder -OrganizationId 61").Order());
        Assert.Equal(["610240"], account.Offers("Get-DocSigningOrganization -OrganizationId gammel"));
        Assert.Equal(["880190"], account.Offers("New-DocSigningPlan -UserIdAssignment oskar"));
        Assert.Empty(account.Calls);
    }
}
