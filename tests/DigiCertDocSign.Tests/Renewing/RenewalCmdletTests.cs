using System.Management.Automation;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Renewing;

/// <summary>
/// What is due is renewed once, for its own person and with what the old order hands on; what is not due, or not theirs, says why. The
/// account of these tests has order 271400871 of Mira K. Solberg, which ends in a month.
/// </summary>
public sealed class RenewalCmdletTests : IAsyncLifetime
{
    private const long Due = 271400871;
    private const string Agreed = " -AgreeToSubscriberAgreement";
    private const string Renew = "New-DocSigningRenewal" + Agreed;
    private const string Edited = "Get-DocSigningOrder 271400871 | Select-Object * | ForEach-Object { $_.JobTitle = 'Head of Contracts'; "
        + "$_.Email = 'm.solberg@fjordlab.example'; $_ } | ";

    private readonly SandboxSession _sandbox = new();

    /// <summary>Lars has the issued order $orders[0], valid for a year, with the key of $csrs[0].</summary>
    public static TheoryData<string, string, string, string> Refusals() => new()
    {
        {
            "not due", "$orders[0] | " + Renew + " -ReuseKey", "RenewalTooEarly",
            "Where the token is lost or its password forgotten, a reissue costs nothing: Request-DocSigningReissue."
        },
        { "no new key", "$orders[0] | " + Renew + " -RenewWithin 400", "CsrMissing", "needs a new key." },
        { "the old key", "$csrs[0] | " + Renew + " -OrderId $orders[0].OrderId -RenewWithin 400", "RenewalKeyReused", "-ReuseKey" },
        { "no order", "$person | " + Renew, "OrderToRenewUnclear", "no order is named" },
        { "two orders", "$orders[0] | " + Renew + " -OrderId 271400871 -ReuseKey", "OrderToRenewUnclear", "271400871 is given, and" },
        { "another's", "$person | " + Renew + " -OrderId $orders[0].OrderId -Csr $csr", "RenewalNotPossible", "it is that of Lars Dahl" },
        { "no such order", "12345 | " + Renew + " -Csr $csr", "NotFound", "12345" },
        {
            "another product", "$ssl | " + Renew + " -Csr $csr", "RenewalNotPossible", "it is an order of the product ssl_basic"
        },
        { "waits", "$waits | " + Renew + " -Csr $csr", "RenewalNotPossible", "it is NeedsApproval, and an issued order is renewed" },
        {
            "run out", "$clock.Advance([timespan]'400.00:00'); $orders[0] | " + Renew + " -ReuseKey", "RenewalNotPossible",
            "it is Expired, and an issued order is renewed. It stands in nobody's way: order with New-DocSigningOrder."
        },
        {
            "its organization is not validated",
            "$clock.Advance([timespan]'120.00:00'); $orders[0] | " + Renew + " -RenewWithin 400 -ReuseKey",
            "RenewalNotPossible", "the document signing validation of organization 610233 has lapsed"
        },
        {
            "replaced, and its organization is not validated",
            "$clock.Advance([timespan]'120.00:00'); $changed | " + Renew + " -OrderId $orders[0].OrderId -Replaces -Csr $csr",
            "RenewalNotPossible",
            "the document signing validation of organization 610233 has lapsed on 2027-02-22, so every order for it would stand still. "
                + "Nothing was ordered. Have it validated with Submit-DocSigningOrganizationValidation, or order all the same with -Force."
        },
        {
            "a changed name", "$changed | " + Renew + " -OrderId $orders[0].OrderId -Csr $csr -RenewWithin 400", "RenewalNotPossible",
            "When that is a changed name, order with New-DocSigningRenewal -Replaces."
        },
        {
            "another organization", "$orders[0] | " + Renew + " -ReuseKey -RenewWithin 400 -OrganizationId 610240", "RenewalNotPossible",
            "it is for organization 610233. When the person belongs to another one now, order with -Replaces."
        },
        {
            "an edited row", Edited + Renew + " -Csr $csr", "OrderToRenewUnclear",
            "Order 271400871 for Mira K. Solberg <mira.solberg@fjordlab.example> shows another JobTitle, Email than the piped row with its "
                + "OrderId. Such a row"
        },
        {
            "replaced, and nothing has changed", "$orders[0] | " + Renew + " -Replaces -ReuseKey", "RenewalNotPossible",
            "name, address and organization are those of the order"
        },
        {
            "replaced for nobody known", "$stranger | " + Renew + " -OrderId $orders[0].OrderId -Replaces -Csr $csr", "RenewalNotPossible",
            "it is that of Lars Dahl, and this input is for Lars Vik"
        },
    };

    public Task InitializeAsync() => _sandbox.InitializeAsync();

    public Task DisposeAsync() => _sandbox.DisposeAsync();

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_cannot_be_renewed_says_why_and_costs_nothing(string what, string script, string errorId, string said)
    {
        Prepare();

        ScriptRun run = _sandbox.Run(script, ("person", SandboxSession.Person()), ("changed", Lars("Vik", "lars.dahl")),
            ("stranger", Lars("Vik", "lars.vik")));

        Assert.Equal((what, errorId), (what, Assert.Single(run.ErrorIds)));
        ErrorRecord error = Assert.Single(run.Errors);
        Assert.Contains(said, error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(_sandbox.Changes);
    }

    /// <summary>Somebody else is faster, between the look and the call.</summary>
    [Theory]
    [InlineData(true, "CertCentral says that it was renewed already", "which order renews it")]
    [InlineData(false, "CertCentral says that it is not to be renewed", "order with New-DocSigningOrder")]
    public void What_the_server_itself_does_not_renew_has_the_words_of_a_renewal(bool isRenewed, string said, string way)
    {
        bool isDone = false;
        _sandbox.Server.Answering = call =>
        {
            if (!isDone && call.PathAndQuery.EndsWith("/ds_org_individual", StringComparison.Ordinal))
            {
                isDone = true;
                EndAtConsole(isRenewed);
            }

            return null;
        };

        ScriptRun run = _sandbox.Run($"{Due} | {Renew} -Csr $csr");

        _sandbox.Server.Answering = null;
        Assert.Equal(["RenewalNotPossible"], run.ErrorIds);
        string told = Assert.Single(run.Errors).Exception.Message;
        Assert.Contains(said, told, StringComparison.Ordinal);
        Assert.Contains(way, told, StringComparison.Ordinal);
        Assert.Equal("Refused", _sandbox.Run($"Get-DocSigningJournal | Where-Object TargetOrderId -eq {Due}").Value<string>("State"));
        Assert.Equal(isRenewed ? 2 : 1, _sandbox.Server.Sandbox.GetOrders().Count);
    }

    [Fact]
    public void What_the_old_order_hands_on_goes_out_and_the_journal_knows_what_it_renews()
    {
        ScriptRun run = _sandbox.Run($"{Due} | {Renew} -Csr $csr; Get-DocSigningJournal");

        JObject body = Assert.Single(Orders());
        Assert.Equal(Due, body.Value<long>("renewal_of_order_id"));
        Assert.Equal(610233, body["organization"]!.Value<long>("id"));
        JToken contact = Assert.Single(body["organization"]!["contacts"]!);
        Assert.Equal(("organization_contact", 70411), (contact.Value<string>("contact_type"), contact.Value<int>("id")));
        Assert.Equal((44120, 3), (body["container"]!.Value<int>("id"), body["order_validity"]!.Value<int>("years")));
        Assert.Equal("email", body.Value<string>("cs_provisioning_method"));
        Assert.Equal(
            ["Mira K.", "Solberg", "Contract Manager", "+47 55 50 01 42", "mira.solberg@fjordlab.example"],
            ((JObject)body["subject"]!).PropertyValues().Select(value => $"{value}"));
        PSObject intent = run.Clean()[1];
        Assert.Equal(
            ("Renewal", Due, "Placed"),
            ($"{intent.Properties["Kind"].Value}", (long)intent.Properties["TargetOrderId"].Value, $"{intent.Properties["State"].Value}"));
        Assert.StartsWith(
            "Mira K. Solberg <mira.solberg@fjordlab.example>: CertCentral does not show the usages of order 271400871",
            Assert.Single(run.Warnings),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_of_an_order_is_a_person_where_the_order_is_named_beside_it()
    {
        _sandbox.Run($"{Edited} {Renew} -Csr $csr -OrderId {Due}").Clean();

        JToken subject = Assert.Single(Orders())["subject"]!;
        Assert.Equal(
            ("Head of Contracts", "m.solberg@fjordlab.example"), (subject.Value<string>("job_title"), subject.Value<string>("email")));
    }

    [Theory]
    [InlineData("Contract Manager", "shows no Email, and the piped row with its OrderId does.")]
    [InlineData("Head of Contracts", "shows another JobTitle than the piped row with its OrderId, and no Email, which the row shows.")]
    public void A_field_that_the_order_does_not_show_is_no_other_one(string title, string said)
    {
        _sandbox.Server.Answering = call => call.PathAndQuery.EndsWith($"/{Due}", StringComparison.Ordinal)
            ? ByHand.Answer(
                200,
                "application/json",
                $$"""
                {
                  "id": {{Due}}, "status": "issued", "product": { "name_id": "ds_org_individual" },
                  "subject": { "given_name": "Mira K.", "surname": "Solberg", "job_title": "Contract Manager" }
                }
                """)
            : null;
        object row = ModuleSession.Input(("OrderId", Due), ("JobTitle", title), ("Email", "mira.solberg@fjordlab.example"));

        ScriptRun run = _sandbox.Run($"$row | {Renew} -Csr $csr", ("row", row));

        Assert.Equal(["OrderToRenewUnclear"], run.ErrorIds);
        Assert.Contains(said, Assert.Single(run.Errors).Exception.Message, StringComparison.Ordinal);
        Assert.Empty(_sandbox.Changes);
    }

    [Fact]
    public void The_question_says_what_the_renewals_come_to_so_far()
    {
        Prepare();
        _sandbox.Session.Host.TakeText();

        _sandbox.Run($"{Due}, $orders[0].OrderId | {Renew} -ReuseKey -RenewWithin 400 -WhatIf").Clean();

        string said = _sandbox.Session.Host.TakeText();
        Assert.Contains("order 1 of this run, 1,320.00 USD, 1,320.00 USD up to this one", said, StringComparison.Ordinal);
        Assert.Contains("order 2 of this run, 489.00 USD, 1,809.00 USD up to this one", said, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_declined_does_not_count()
    {
        Prepare();
        _sandbox.Session.Host.TakeText();
        _sandbox.Session.Host.Answer("No", "No", "No", "No");

        _sandbox.Run(
            $"{Due}, $orders[0].OrderId | {Renew} -ReuseKey -RenewWithin 400 -Confirm; "
                + "$csrs[0], $csrs[0] | New-DocSigningOrder @order -Confirm").Clean();

        string[] asked = _sandbox.Session.Host.TakeText().Split("Confirm Are you sure")[1..];
        Assert.Equal(4, asked.Length);
        Assert.Contains("order 1 of this run, 1,320.00 USD, 1,320.00 USD up to this one", asked[0], StringComparison.Ordinal);
        Assert.All(
            asked[1..],
            line => Assert.Matches("order 1 of this run, 489.00 USD( each)?, 489.00 USD up to this one", line));
    }

    [Theory]
    [InlineData("Get-DocSigningOrder 271400871 | ", "Contract Manager")]
    [InlineData("Get-DocSigningOrderStatus 271400871 | ", "Contract Manager")]
    [InlineData("'271400871' | ", "Contract Manager")]
    [InlineData("Get-DocSigningOrder 271400871 | Select-Object * | ", "Contract Manager")]
    [InlineData("$person | Add-Member Renews 271400871 -PassThru | ", "Head of Contracts")]
    public void The_person_is_read_anew_where_one_is_piped(string piped, string title)
    {
        PSObject person = SandboxSession.Person();
        person.Properties["Title"].Value = "Head of Contracts";

        _sandbox.Run($"{piped} {Renew} -Csr $csr", ("person", person)).Clean();

        Assert.Equal(title, Assert.Single(Orders())["subject"]!.Value<string>("job_title"));
    }

    [Fact]
    public void WhatIf_says_from_what_for_whom_with_which_key_and_for_how_much()
    {
        _sandbox.Session.Host.TakeText();

        _sandbox.Run($"{Due} | {Renew} -Csr $csr -WhatIf").Clean();

        string said = _sandbox.Session.Host.TakeText();
        Assert.All(
            [
                "Mira K. Solberg <mira.solberg@fjordlab.example>", "Renew order 271400871", "(Issued, valid until 2026-12-",
                "3 year(s) for a new key", "organization 610233, container 44120", "Oskar Lindqvist <oskar.lindqvist@fjordlab.example>",
                "usages: the usual ones", "signature hash: Sha256; further e-mails: none", "provisioning Email, paid by Balance", "USD",
            ],
            part => Assert.Contains(part, said, StringComparison.Ordinal));
        Assert.Empty(_sandbox.Changes);
    }

    /// <summary>Whether it is only tried or somebody is asked: what the new order takes over, its price, and what becomes of the old one.
    /// </summary>
    [Theory]
    [InlineData("-WhatIf")]
    [InlineData("-Confirm")]
    public void What_a_replacement_takes_over_and_what_becomes_of_the_old_order_is_said_before(string how)
    {
        Prepare();
        _sandbox.Run(
            "Set-DocSigningOrder $orders[0].OrderId -AdditionalEmail pki@fjordlab.example -UserId 880190 -RenewalMessage 'Ask Ida'")
            .Clean();
        _sandbox.Server.ForgetCalls();
        _sandbox.Session.Host.TakeText();
        _sandbox.Session.Host.Answer("No");

        string old = $"{_sandbox.Run(
            $"$person | {Renew} -OrderId $orders[0].OrderId -Replaces -Csr $csr {how}; $orders[0].OrderId",
            ("person", Lars("Vik", "lars.dahl"))).Clean().Single()}";

        string said = _sandbox.Session.Host.TakeText();
        Assert.All(
            [
                "Lars Vik <lars.dahl@fjordlab.example>", $"REPLACE order {old} for Lars Dahl <lars.dahl@fjordlab.example>",
                "(Issued, valid until 2027-", "by a certificate of 1 year(s) for a new key", "organization 610233, container 44120",
                "contacts: organization_contact Ida Berg <ida.berg@fjordlab.example> (user 880145)", "usages: the usual ones",
                "signature hash: Sha256", "further e-mails: pki@fjordlab.example", "managed by users 880190", "renewal message 'Ask Ida'",
                "provisioning Email, paid by Balance", $"order {old} stays until Revoke-DocSigningCertificate ends it",
                "order 1 of this run, 489.00 USD",
            ],
            part => Assert.Contains(part, said, StringComparison.Ordinal));
        Assert.Empty(_sandbox.Changes);
    }

    [Fact]
    public void One_order_is_renewed_once_also_at_another_address_and_by_another_journal()
    {
        long renewal = _sandbox.Run($"{Due} | {Renew} -Csr $csr").Value<long>("OrderId");
        string again = $"$person | {Renew} -OrderId {Due} -Csr $csr -AllowDuplicate";
        (string, object?) moved = ("person", SandboxSession.Person(email: "m.solberg@fjordlab.example"));

        ScriptRun here = _sandbox.Run(again, moved);
        ScriptRun elsewhere = _sandbox.Run(
            "Connect-DocSigning -ApiKey $apiKey -BaseUri $baseUri -TimeProvider $clock "
            + "-RateLimit '100000/1' -TimeoutSec 86400 -JournalPath $folder/other.db; "
            + again,
            moved);

        Assert.All([here, elsewhere], run =>
        {
            Assert.Equal(renewal, Assert.Single(run.Clean()).Properties["OrderId"].Value);
            Assert.Contains(
                $"Order {Due} for Mira K. Solberg <mira.solberg@fjordlab.example> is renewed already by order {renewal}",
                Assert.Single(run.Warnings),
                StringComparison.Ordinal);
        });
        Assert.Single(Orders());
    }

    [Fact]
    public void A_changed_name_gets_a_new_order_beside_the_old_one_and_hears_what_ends_that()
    {
        Prepare();
        (string, object?) changed = ("person", Lars("Vik", "lars.dahl"));
        const string Replace = "$person | " + Renew + " -OrderId $orders[0].OrderId -Replaces -Csr $csr";

        ScriptRun run = _sandbox.Run(Replace + "; Get-DocSigningJournal | Where-Object TargetOrderId; $orders[0].OrderId", changed);

        object old = run.Clean()[2].BaseObject;
        JObject body = Assert.Single(Orders());
        Assert.Null(body["renewal_of_order_id"]);
        Assert.Equal(("Vik", 880145), (body["subject"]!.Value<string>("surname"), body.SelectToken("$..user_id")!.Value<int>()));
        Assert.All(run.Warnings, said => Assert.StartsWith("Lars Vik <lars.dahl@fjordlab.example>: ", said, StringComparison.Ordinal));
        Assert.Equal(3, run.Warnings.Count);
        Assert.Contains("the usages of order", run.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("Ida Berg <ida.berg@fjordlab.example> (user 880145)", run.Warnings[1], StringComparison.Ordinal);
        Assert.Contains($"run Revoke-DocSigningCertificate -OrderId {old}", run.Warnings[2], StringComparison.Ordinal);
        Assert.Equal(("Replacement", $"{old}"), (run.Value<string>("Kind", 1), run.Value<string>("TargetOrderId", 1)));

        ScriptRun again = _sandbox.Run(Replace, changed);

        Assert.Equal(run.Value<long>("OrderId"), again.Value<long>("OrderId"));
        Assert.Contains(again.Warnings, warning => warning.Contains($"Order {old} is followed already", StringComparison.Ordinal)
            && warning.Contains("nothing was bought for Lars Vik <lars.dahl@fjordlab.example>", StringComparison.Ordinal));
        Assert.Single(Orders());
    }

    [Fact]
    public void The_old_key_is_ordered_for_when_that_is_said_and_its_place_stays_known()
    {
        Prepare();

        ScriptRun run = _sandbox.Run($"$orders[0] | {Renew} -ReuseKey -RenewWithin 400; $orders[0].KeyReference");

        JObject body = Assert.Single(Orders());
        string[] csrs =
        [
            .. _sandbox.Server.Sandbox.GetOrders()
                .Where(order => order is { Surname: "Dahl", ProductNameId: "ds_org_individual" })
                .Select(order => order.Csr!),
        ];
        Assert.Equal(2, csrs.Length);
        Assert.Equal(csrs[0], csrs[1]);
        Assert.Equal($"{run.Clean()[1]}", run.Value<string>("KeyReference"));
        Assert.Equal(1, body["order_validity"]!.Value<int>("years"));
    }

    private void EndAtConsole(bool isRenewed)
    {
        if (isRenewed)
        {
            _sandbox.Server.Console.Order(new SandboxConsoleOrder
            {
                GivenName = "Mira K.",
                Surname = "Solberg",
                Email = "mira.solberg@fjordlab.example",
                RenewalOfOrderId = Due,
            });
            return;
        }

        using var console = new HttpClient();
        using var revoke = new HttpRequestMessage(HttpMethod.Put, $"{_sandbox.Server.BaseUri}/order/certificate/{Due}/revoke");
        revoke.Headers.Add("X-DC-DEVKEY", "sandbox");
        revoke.Content = new StringContent("""{"skip_approval":true}""", System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = console.Send(revoke);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
    }

    private void Prepare()
    {
        _sandbox.Issue(Lars("Dahl", "lars.dahl"));
        long ssl = _sandbox.Server.Console.Order(new SandboxConsoleOrder
        {
            GivenName = "Lars",
            Surname = "Dahl",
            Email = "lars.dahl@fjordlab.example",
            ProductNameId = "ssl_basic",
        });
        _sandbox.Run(
            "$ssl = $id; $order = @{ @BASICS@ }; $waits = $nora | New-DocSigningOrder @order -ProvisioningMethod ClientApp",
            ("id", ssl), ("nora", SandboxSession.Person("Nora", "Vik", "nora.vik@fjordlab.example"))).Clean();
        _sandbox.Server.ForgetCalls();
    }

    private IEnumerable<JObject> Orders() => _sandbox.Changes
        .Where(call => call.PathAndQuery.EndsWith("/ds_org_individual", StringComparison.Ordinal))
        .Select(call => JObject.Parse(call.Body));

    private static PSObject Lars(string surname, string mailbox) =>
        SandboxSession.Person("Lars", surname, $"{mailbox}@fjordlab.example");
}
