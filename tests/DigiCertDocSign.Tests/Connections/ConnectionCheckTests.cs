using System.Management.Automation;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Account;
using DigiCertDocSign.Tests.Engine;
using Microsoft.Extensions.Time.Testing;

namespace DigiCertDocSign.Tests.Connections;

/// <summary>Test-DocSigningConnection asks everything that a first order could fail on, and says of each what to do.</summary>
public sealed class ConnectionCheckTests
{
    private const string Test = "Test-DocSigningConnection 610233 -Contact @{ ContactType = 'organization_contact'; UserId = 880145 }";

    [Fact]
    public async Task A_ready_account_passes_each_check_and_nothing_is_changed_or_made()
    {
        string journal = Path.Combine(StateOfTests.NewFolder(), "deep", "journal.db");
        await using AccountSession account = await StartAsync(journal: journal);

        ScriptRun run = account.Run(Test);

        run.Clean();
        Assert.Equal(
            [
                "ApiKey True", "Rights True", "Clock True", "Permissions True", "Product True", "ProductLimit True", "Organization True",
                "OrganizationValidation True", "Contacts True", "Price True", "Payment True", "Journal ",
            ],
            Answers(run));
        Assert.Equal(
            [
                "GET user/me", "GET authorization", "GET product/ds_org_individual", "GET product/ds_org_individual?container_id=44120",
                "GET container/44120/product-limits", "GET organization/610233", "GET organization/610233/validation", "GET user/880145",
                "POST finance/order-pricing", "GET finance/balance?container_id=44120",
            ],
            account.Calls);
        Assert.False(Directory.Exists(Path.GetDirectoryName(journal)));
        Assert.Contains("The first order makes it", Detail(run, "Journal"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_is_there_is_opened_and_its_locks_are_tried()
    {
        string journal = Path.Combine(StateOfTests.NewFolder(), "journal.db");
        await using AccountSession account = await StartAsync(journal: journal);
        account.Run(
            "$person | New-DocSigningOrder -OrganizationId 610233 -Contact @{ ContactType = 'organization_contact'; UserId = 880145 } "
                + "-Years 1 -Csr $csr -AgreeToSubscriberAgreement -Confirm:$false",
            ("person", SandboxSession.Person()),
            ("csr", SandboxSession.Csr)).Clean();

        ScriptRun run = account.Run(Test);

        Assert.Equal(true, Passed(run, "Journal"));
        Assert.Empty(Directory.EnumerateFiles(journal + ".runs"));
    }

    [Theory]
    [InlineData(true, "is damaged")]
    [InlineData(false, "cannot be made")]
    public async Task A_journal_that_cannot_be_used_fails(bool isFile, string detail)
    {
        string file = Path.Combine(StateOfTests.NewFolder(), "journal.db");
        await File.WriteAllTextAsync(file, new string('x', 4096));
        await using AccountSession account = await StartAsync(journal: isFile ? file : Path.Combine(file, "below", "journal.db"));

        ScriptRun run = account.Run(Test);

        Assert.Equal(false, Passed(run, "Journal"));
        Assert.Contains(detail, Detail(run, "Journal"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_refused_is_a_finding_and_the_account_is_asked_no_more()
    {
        await using AccountSession account = await StartAsync();

        ScriptRun run = account.Run(
            "Connect-DocSigning -ApiKey $wrong -BaseUri $baseUri -TimeProvider $clock -SkipValidation -JournalPath $none; " + Test,
            ("wrong", Secret.Of("NOT-THE-KEY")),
            ("none", Path.Combine(StateOfTests.NewFolder(), "journal.db")));

        run.Clean();
        Assert.Equal(["ApiKey", "Journal"], run.Output.Select(check => check.Properties["Name"].Value));
        Assert.Equal(false, Passed(run, "ApiKey"));
        Assert.Equal(["GET user/me"], account.Calls);
        Assert.DoesNotContain("NOT-THE-KEY", Detail(run, "ApiKey"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_a_finding_and_is_asked_once()
    {
        var session = new SandboxSession();
        await session.InitializeAsync();
        try
        {
            ScriptRun run = await session.RunAsync(
                TimeSpan.FromSeconds(1),
                "Connect-DocSigning -ApiKey $apiKey -BaseUri http://127.0.0.1:1/services/v2 -TimeProvider $clock -SkipValidation "
                    + "-TimeoutSec 86400 -JournalPath $none; " + Test,
                ("none", Path.Combine(StateOfTests.NewFolder(), "journal.db")));

            run.Clean();
            Assert.Equal(["ApiKey", "Journal"], run.Output.Select(check => check.Properties["Name"].Value));
            Assert.Null(Passed(run, "ApiKey"));
        }
        finally
        {
            await session.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(true, "", true, "may see orders.")]
    [InlineData(true, "create_users", true, "Not permitted: create_users.")]
    [InlineData(true, "view_orders", null, "may not see orders")]
    [InlineData(false, "", null, "says nothing")]
    public async Task Permissions_are_evidence_and_never_fail(bool tells, string denied, bool? passed, string detail)
    {
        await using AccountSession account =
            await StartAsync(new SandboxHabits { TellsRights = tells, DeniedPermissions = denied.Split(',') });

        ScriptRun run = account.Run(Test);

        Assert.Equal(passed, Passed(run, "Permissions"));
        Assert.Contains(detail, Detail(run, "Permissions"), StringComparison.Ordinal);
    }

    /// <summary>A right that is missing says nothing of what it would have shown: that is not known, and all the rest is.</summary>
    [Theory]
    [InlineData("user/me", "Rights", "the first order shows what it may do")]
    [InlineData("authorization", "Permissions", "the first order shows them")]
    [InlineData("product/ds_org_individual", "Product", "the first order shows whether it is enabled")]
    [InlineData("container/44120/product-limits", "ProductLimit", "the first order shows them")]
    [InlineData("organization/610233", "Organization", "look in CertCentral")]
    [InlineData("organization/610233/validation", "OrganizationValidation", "look at them in CertCentral")]
    [InlineData("user/880145", "Contacts", "look at them in CertCentral")]
    [InlineData("finance/order-pricing", "Price", "look it up in CertCentral")]
    [InlineData("finance/balance", "Payment", "look at it in CertCentral")]
    public async Task A_right_that_is_missing_for_one_call_leaves_its_own_finding_open(string call, string name, string whatToDo)
    {
        await using AccountSession account = await StartAsync();
        string[] findings = Answers(account.Run(Test + " -ContainerId 44120"));
        account.Server.Answering = asked => asked.PathAndQuery.Split('?')[0].EndsWith("v2/" + call, StringComparison.Ordinal)
            ? ByHand.Answer(403, "application/json", """{"errors":[{"code":"access_denied|permission","message":"You may not."}]}""")
            : null;

        ScriptRun run = account.Run(Test + " -ContainerId 44120");

        string[] open = name switch
        {
            // Nothing is asked of the validation of an organization that is not shown.
            "Organization" => ["Organization ", "OrganizationValidation -"],

            // What may be chosen within the limits, the product says.
            "Product" => ["Product ", "ProductLimit "],

            // Whether the balance lasts hangs on the price.
            "Price" => ["Price ", "Payment "],
            _ => [name + " "],
        };
        Assert.Equal(
            findings.Select(finding => open.FirstOrDefault(one => finding.StartsWith(one.Split(' ')[0] + " ", StringComparison.Ordinal))
                ?? finding).Where(finding => finding[^1] != '-'),
            Answers(run));
        Assert.Contains(whatToDo, Detail(run, name), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("authorization", 403, """{"errors":[{"code":"access_denied|missing_permission"}]}""", "Permissions", null, "says nothing")]
    [InlineData("authorization", 200, """{"authorizations":[]}""", "Permissions", null, "does not say whether")]
    [InlineData("authorization", 200, "{}", "Permissions", null, "no readable")]
    [InlineData("product/ds_org_individual", 404, """{"errors":[{"code":"not_found|product"}]}""", "Product", false, "enable it")]
    [InlineData(
        "product/ds_org_individual", 200, """{"name_id":"ds_org_individual","allowed_order_validity_years":[2]}""", "Product", false,
        "Order as many with -Years")]
    [InlineData(
        "product/ds_org_individual", 200, """{"name_id":"ds_org_individual","remaining_certs_in_contract":"0"}""", "Product", null,
        "or ask DigiCert")]
    [InlineData("user/me", 200, """{"id":1,"status":"inactive"}""", "Rights", false, "connect with another key")]
    [InlineData("user/me", 200, """{"id":1,"access_roles":[]}""", "Rights", null, "the first order shows")]
    [InlineData("user/me", 200, """{"id":1,"access_roles":[{"id":3,"name":"Finance Manager"}]}""", "Rights", null, "the first order")]
    [InlineData(
        "organization/610233/validation", 200, """{"validations":[{"type":"ds","status":"pending"}]}""", "OrganizationValidation", false,
        "Submit it first with Submit-DocSigningOrganizationValidation")]
    [InlineData(
        "organization/610233/validation", 200, """{"validations":[{"type":"ov","status":"active"}]}""", "OrganizationValidation", null,
        "submit it first with Submit-DocSigningOrganizationValidation")]
    [InlineData("organization/610233/validation", 200, "{}", "OrganizationValidation", null, "submit it first")]
    [InlineData(
        "organization/610233/validation", 404, """{"errors":[{"code":"not_found"}]}""", "OrganizationValidation", null,
        "look at them in CertCentral")]
    [InlineData("user/880145", 200, """{"id":880145,"username":"ida","status":"inactive"}""", "Contacts", false, "-Contact; Get-DocSi")]
    [InlineData("finance/order-pricing", 200, """{"total_price":0}""", "Price", null, "Look it up in CertCentral")]
    [InlineData("finance/balance", 200, """{"currency":"EUR","total_available_funds":"5"}""", "Payment", null, "Look up the price")]
    [InlineData("finance/balance", 200, """{"currency":"USD"}""", "Payment", null, "look in CertCentral")]
    [InlineData("organization/610233", 200, "{}", "Organization", null, "no readable")]
    [InlineData("finance/balance", 200, """{"currency":"USD","total_available_funds":"5.00"}""", "Payment", false, "Add funds")]
    [InlineData(
        "container/44120/product-limits",
        200,
        """{"product_limits":[{"product_name_id":"ds_org_individual","allowed_order_lifetimes":["2"]}]}""",
        "ProductLimit",
        false,
        "2 years can be ordered, not 1")]
    [InlineData(
        "container/44120/product-limits",
        200,
        """{"product_limits":[{"product_name_id":"ds_org_individual","role_id":5,"allowed_order_lifetimes":["2"]}]}""",
        "ProductLimit",
        true,
        "can be ordered in container 44120")]
    public async Task What_stands_in_the_way_is_told_and_the_other_questions_are_asked_all_the_same(
        string call, int status, string answer, string name, bool? passed, string detail)
    {
        await using AccountSession account = await StartAsync();
        account.Server.Answering = asked => asked.PathAndQuery.Split('?')[0].EndsWith("v2/" + call, StringComparison.Ordinal)
            ? ByHand.Answer(status, "application/json", answer)
            : null;

        ScriptRun run = account.Run(Test);

        run.Clean();
        Assert.Equal(passed, Passed(run, name));
        Assert.Contains(detail, Detail(run, name), StringComparison.Ordinal);
        Assert.Contains("finance/balance", account.Calls.Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Test-DocSigningConnection", "Organization", null, "Give -OrganizationId")]
    [InlineData("Test-DocSigningConnection 610240", "Organization", false, "Order for another one")]
    [InlineData("Test-DocSigningConnection 1", "Organization", false, "Get-DocSigningOrganization lists")]
    [InlineData("Test-DocSigningConnection 610233 -ContainerId 1", "ProductLimit", null, "Get-DocSigningContainer")]
    [InlineData("Test-DocSigningConnection 610233", "Contacts", true, "organization_contact Oskar Lindqvist")]
    [InlineData("Test-DocSigningConnection 610240", "Contacts", null, "Get-DocSigningUser")]
    [InlineData("Test-DocSigningConnection 610233 -Contact @{ Id = 70411 }", "Contacts", true, "is a contact of the organization")]
    [InlineData("Test-DocSigningConnection 610233 -Contact @{ Id = 5 }", "Contacts", null, "name one of these with -Contact")]
    [InlineData("Test-DocSigningConnection 610233 -Contact @{ UserId = 70411 }", "Contacts", false, "give Id = 70411 in place of UserId")]
    [InlineData("Test-DocSigningConnection 610233 -Contact @{ UserId = 5 }", "Contacts", false, "Get-DocSigningUser lists the users")]
    [InlineData("Test-DocSigningConnection 610233 -CaCertId 00FF", "ProductLimit", false, "the CA 00FF cannot be chosen")]
    [InlineData("Test-DocSigningConnection 610233 -CaCertId 00FF", "Product", false, "may not choose the CA 00FF")]
    [InlineData("Test-DocSigningConnection 610233 -PaymentMethod Profile", "Payment", null, "cannot be known before")]
    [InlineData("Get-DocSigningOrganization -Name 'Fjordlab AS' | Test-DocSigningConnection", "OrganizationValidation", true, "Validated")]
    public async Task What_an_order_would_name_is_looked_at(string script, string name, bool? passed, string detail)
    {
        await using AccountSession account = await StartAsync();

        ScriptRun run = account.Run(script);

        run.Clean();
        Assert.Equal(passed, Passed(run, name));
        Assert.Contains(detail, Detail(run, name), StringComparison.Ordinal);
    }

    /// <summary>The organization of this account is validated for 111 days more.</summary>
    [Theory]
    [InlineData(80, true, "Validated for document signing until 2027-02-22.")]
    [InlineData(82, true, "until 2027-02-22, which is soon: what is not issued by then stands still")]
    [InlineData(110, true, "Have it validated anew with Submit-DocSigningOrganizationValidation")]
    [InlineData(111, false, "lapsed on 2027-02-22: orders are taken, but stand still")]
    [InlineData(400, false, "Submit it first with Submit-DocSigningOrganizationValidation")]
    public async Task A_validation_that_has_lapsed_or_is_about_to_is_told(int days, bool passed, string detail)
    {
        FakeTimeProvider clock = AccountSession.NewClock();
        await using AccountSession account =
            await AccountSession.StartAsync(new SandboxOptions { TimeProvider = clock, Limits = SandboxLimits.None });
        clock.Advance(TimeSpan.FromDays(days));

        ScriptRun run = account.Run(Test);

        Assert.Equal(passed, Passed(run, "OrganizationValidation"));
        Assert.Contains(detail, Detail(run, "OrganizationValidation"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true, "agree")]
    [InlineData(4, true, "agree")]
    [InlineData(-6, false, "0.00:06:00 behind")]
    [InlineData(1500, null, "1.01:00:00 ahead")]
    public async Task The_clock_of_this_machine_is_compared_with_the_server_s(int minutesAhead, bool? passed, string detail)
    {
        FakeTimeProvider local = AccountSession.NewClock();
        local.SetUtcNow(local.GetUtcNow().AddMinutes(Math.Max(0, minutesAhead)));
        FakeTimeProvider server = AccountSession.NewClock();
        server.SetUtcNow(server.GetUtcNow().AddMinutes(Math.Max(0, -minutesAhead)));
        await using AccountSession account =
            await AccountSession.StartAsync(new SandboxOptions { TimeProvider = server, Limits = SandboxLimits.None }, local: local);

        ScriptRun run = account.Run(Test);

        Assert.Equal(passed, Passed(run, "Clock"));
        Assert.Contains(detail, Detail(run, "Clock"), StringComparison.Ordinal);
    }

    private static Task<AccountSession> StartAsync(SandboxHabits? habits = null, string? journal = null) => AccountSession.StartAsync(
        new SandboxOptions
        {
            TimeProvider = AccountSession.NewClock(),
            Limits = SandboxLimits.None,
            Habits = habits ?? new SandboxHabits(),
        },
        journal);

    private static string[] Answers(ScriptRun run) =>
        [.. run.Clean().Select(check => $"{check.Properties["Name"].Value} {check.Properties["Passed"].Value}")];

    private static object? Passed(ScriptRun run, string name) => Check(run, name).Properties["Passed"].Value;

    private static string Detail(ScriptRun run, string name) => Check(run, name).Properties["Detail"].Value.ToString()!;

    private static PSObject Check(ScriptRun run, string name) =>
        Assert.Single(run.Clean(), check => name.Equals(check.Properties["Name"].Value));
}
