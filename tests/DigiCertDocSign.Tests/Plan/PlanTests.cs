using System.Globalization;
using System.Management.Automation;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Tests.Engine;
using Microsoft.Extensions.Time.Testing;

namespace DigiCertDocSign.Tests.Plan;

/// <summary>A plan says before anything is spent what a run would do, what it would cost and what stands in its way.</summary>
public sealed class PlanTests(SandboxSession sandbox) : IClassFixture<SandboxSession>
{
    private const string Basics = "OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }; Years = "
        + "1; ProvisioningMethod = 'ClientApp'";

    private static readonly PSObject Mira = SandboxSession.Person("Mira", "Solberg", "mira.solberg@plan.example");

    [Fact]
    public void A_mixed_list_is_told_input_by_input_and_in_figures_and_nothing_is_ordered()
    {
        // Ordered by an earlier run, as the journal knows.
        long existing = Run(
            "$person | New-DocSigningOrder -AgreeToSubscriberAgreement @order",
            ("person", SandboxSession.Person("J\u00F6rg", "M\u00FCller", "joerg@plan.example")))
            .Value<long>("OrderId");
        sandbox.Server.ForgetCalls();
        PSObject[] people =
        [
            Mira,
            SandboxSession.Person("J\u00F6rg", "M\u00FCller", "Joerg@PLAN.example"),
            SandboxSession.Person("Ida", "Berg", email: null, phone: ""),
            SandboxSession.Person("Mira", "Solberg", "MIRA.Solberg@plan.example"),
            SandboxSession.Person("Another", "Person", "mira.solberg@plan.example"),
            SandboxSession.Person("J\u00F6rg", "M\u00FCller", "joerg@plan.EXAMPLE"),
            SandboxSession.Person("Ida", "Berg", "ida.berg@plan.example"),
        ];

        ScriptRun run = Run("$people | New-DocSigningPlan @order -InformationVariable told", ("people", people));

        run.Clean();

        Assert.Equal(
            ["Order", "AlreadyOrdered", "Faulty", "AlreadyOrdered", "Faulty", "AlreadyOrdered", "Order"],
            Texts(run, "Action"));
        Assert.Equal(people.Select(person => person.Properties["EmailAddress"].Value as string ?? ""), Texts(run, "Email"));
        Assert.Equal(people, run.Output.Select(entry => entry.Properties["InputObject"].Value));
        Assert.Equal(["", $"{existing}", "", "", "", $"{existing}", ""], Texts(run, "ExistingOrderId"));
        Assert.Equal(["489", "", "", "", "", "", "489"], Texts(run, "Price"));
        Assert.Equal(
            ["EmailMissing", "PhoneMissing"],
            sandbox.Run("$entries[2].Faults.Kind", ("entries", run.Output)).Clean().Select(kind => kind.ToString()).Order());
        Assert.Contains($"has order {existing} (", run.Value<string>("Reason", 1), StringComparison.Ordinal);
        Assert.Matches("^Phone: .* Email: ", run.Value<string>("Reason", 2));
        Assert.Contains("input 1 of this list is the same person", run.Value<string>("Reason", 3), StringComparison.Ordinal);
        Assert.Contains(
            "is the address of input 1 of this list for Mira Solberg as well",
            run.Value<string>("Reason", 4),
            StringComparison.Ordinal);

        var plan = PSObject.AsPSObject(run.Output[0].Properties["Plan"].Value);
        Assert.All(run.Output, row => Assert.Same(plan.BaseObject, row.Properties["Plan"].Value));
        Assert.Equal(
            "7 2 3 2 489 978 USD True",
            Figures(plan, "Inputs", "ToOrder", "AlreadyOrdered", "Faulty", "UnitPrice", "TotalCost", "Currency", "CanRun"));
        Assert.Equal("11 00:00:00", Figures(plan, "Calls", "ShortestDuration"));
        Assert.Equal(["POST finance/order-pricing"], sandbox.Server.Calls.Where(call => call.Method != "GET")
            .Select(call => $"{call.Method} {call.PathAndQuery["/services/v2/".Length..]}"));
        Assert.Equal(
            "2 to order, 3 already ordered, 2 faulty, of 7 inputs. 978.00 USD in all, 489.00 USD each. 11 calls, for which the rate "
                + "limit makes no wait.",
            Assert.Single(run.Information));
        Assert.Equal(
            "True",
            sandbox.Run("$told.Tags -contains 'DocSigningPlan' -and $told.MessageData.ToOrder -eq 2").Clean()[0].ToString());
    }

    [Fact]
    public void The_good_inputs_of_a_plan_are_orders()
    {
        PSObject[] people =
        [
            SandboxSession.Person("Ada", "Lind", "ada@orders.example"),
            SandboxSession.Person("Bo", "Lind", email: ""),
            SandboxSession.Person("Cy", "Lind", "cy@orders.example"),
        ];
        sandbox.Fresh();

        ScriptRun run = Run(
            """
            $key = @{ KeyDirectory = "$folder/keys"; KeyPassword = $password; KeyAlgorithm = 'P256' }
            $csrs = $people | New-DocSigningCsr @key -ErrorAction SilentlyContinue
            $order.Remove('ProvisioningMethod')
            $plan = $csrs | New-DocSigningPlan @order
            $plan | Where-Object Action -eq Order | New-DocSigningOrder @order -AgreeToSubscriberAgreement
            """,
            ("people", people));

        Assert.Equal(["ada@orders.example", "cy@orders.example"], Texts(run, "Email"));
        Assert.All(Texts(run, "KeyReference"), reference => Assert.StartsWith("file:", reference, StringComparison.Ordinal));
        ScriptRun again = sandbox.Run("$csrs | New-DocSigningPlan @order");
        Assert.Equal(["AlreadyOrdered", "AlreadyOrdered"], Texts(again, "Action"));
        Assert.Equal(Texts(run, "OrderId"), Texts(again, "ExistingOrderId"));
        Assert.Equal("0 0 False", Figures(PSObject.AsPSObject(again.Output[0].Properties["Plan"].Value), "ToOrder", "Calls", "CanRun"));
        Assert.Equal(
            ["Order", "Order"], Texts(sandbox.Run("$twice = $csrs | New-DocSigningPlan @order -AllowDuplicate; $twice"), "Action"));

        // Who has no address is named without one.
        ScriptRun left = sandbox.Run(
            "$ida, @{} | New-DocSigningPlan @order | New-DocSigningOrder -AgreeToSubscriberAgreement",
            ("ida", SandboxSession.Person("Ida", "Berg", email: null)));
        Assert.Empty(left.Output);
        Assert.Contains(left.Warnings, text => text.StartsWith("Left out, as the plan says: Ida Berg. ", StringComparison.Ordinal));
        Assert.Contains(left.Warnings, text => text.Contains("says: an input without a name. ", StringComparison.Ordinal));

        // It says how to order and not what, so that it goes with a plan.
        ScriptRun second = sandbox.Run("$twice | New-DocSigningOrder -AgreeToSubscriberAgreement -AllowDuplicate");
        Assert.Equal(2, Texts(second, "OrderId").Except(Texts(run, "OrderId")).Count());
    }

    [Theory]
    [InlineData(400, "2026-11-03", "Payment", "195,600.00 USD needed: enough for 2 of 400 orders")] // 1,000 and a credit of 250
    [InlineData(2, "2027-03-01", "OrganizationValidation", "lapsed on 2027-02-22")]
    public async Task An_account_that_is_not_ready_says_why(int inputs, string today, string failed, string detail)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 3, 9, 14, 52, TimeSpan.Zero));
        await using LoopbackServer server = await LoopbackServer.StartAsync(
            new SandboxOptions { TimeProvider = clock, OpeningBalance = 1_000, NegativeBalanceLimit = 250 });
        PSObject[] people =
        [
            .. Enumerable.Range(1, inputs).Select(place => SandboxSession.Person("Person", "No" + place, $"person{place}@ready.example")),
        ];
        clock.SetUtcNow(DateTimeOffset.Parse(today + "T12:00:00Z", CultureInfo.InvariantCulture));

        ScriptRun run = Run(
            "$poor = Connect-DocSigning -ApiKey $apiKey -BaseUri $poorUri -TimeProvider $poorClock -TimeoutSec 86400 -Name Poor "
                + "-JournalPath $poorJournal -PassThru; $people | New-DocSigningPlan @order -Connection $poor; Disconnect-DocSigning Poor",
            ("people", people),
            ("poorUri", server.BaseUri),
            ("poorClock", clock),
            ("poorJournal", Path.Combine(StateOfTests.NewFolder(), "journal.db")));

        run.Clean();

        // After a Disconnect-DocSigning no connection is current, and the other tests of the class need one.
        sandbox.Connect(timeoutSec: 86400);
        var plan = PSObject.AsPSObject(run.Output[0].Properties["Plan"].Value);

        Assert.Equal($"{inputs} False", Figures(plan, "ToOrder", "CanRun"));
        ScriptRun checks = sandbox.Run("$plan.Checks", ("plan", plan));
        Assert.Equal(
            ["ApiKey", "Rights", "Product", "Organization", "OrganizationValidation", "Contacts", "Price", "Payment"],
            Texts(checks, "Name"));
        PSObject check = Assert.Single(checks.Output, one => false.Equals(one.Properties["Passed"].Value));
        Assert.Equal(failed, check.Properties["Name"].Value);
        Assert.Contains(detail, check.Properties["Detail"].Value.ToString(), StringComparison.Ordinal);
        Assert.Contains($"Not ready - {failed}: ", Assert.Single(run.Information), StringComparison.Ordinal);
        Assert.Contains($"The plan cannot be ordered as it is. {failed}: failed. ", run.Warnings[^1], StringComparison.Ordinal);

        // 400 orders, 3 calls for the lists and 3 again before each of the first hundred orders, under 100 in 5 s, stretched by the
        // client's margin of 2 %.
        Assert.Equal(inputs == 400 ? "00:00:35.7000000" : "00:00:00", Figures(plan, "ShortestDuration"));
        Assert.DoesNotContain(
            server.Calls,
            call => call.PathAndQuery.EndsWith("ds_org_individual", StringComparison.Ordinal) && call.Method == "POST");
    }

    [Fact]
    public void People_without_keys_are_planned_as_orders_that_come_after_their_keys()
    {
        PSObject[] people =
        [
            SandboxSession.Person("Ada", "Keyless", "ada@keyless.example"),
            SandboxSession.Person("Bo", "Keyless", "bo@keyless.example", phone: ""),
            SandboxSession.Person("Cy", "Keyless", "cy@keyless.example", csr: SandboxSession.Csr),
        ];
        string email = "$order.Remove('ProvisioningMethod');";
        sandbox.Fresh();

        ScriptRun run = Run($"{email} $plan = $people | New-DocSigningPlan @order; $plan", ("people", people));

        run.Clean();
        Assert.Equal(["Order", "Faulty", "Order"], Texts(run, "Action"));
        Assert.Equal(["True", "False", "False"], Texts(run, "NeedsCsr"));
        Assert.StartsWith("After New-DocSigningCsr", run.Value<string>("Reason"), StringComparison.Ordinal);
        Assert.DoesNotContain("CSR", run.Value<string>("Reason", 1), StringComparison.Ordinal);
        var plan = PSObject.AsPSObject(run.Output[0].Properties["Plan"].Value);
        Assert.Equal("2 1 True", Figures(plan, "ToOrder", "NeedCsr", "CanRun"));
        Assert.Contains("1 of those to order only after New-DocSigningCsr.", plan.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "After New-DocSigningCsr", sandbox.Run("$plan | Out-String -Width 80").Clean()[0].ToString(), StringComparison.Ordinal);

        // The run does as the plan says: no order before the key.
        ScriptRun early = sandbox.Run("$plan[0] | New-DocSigningOrder -AgreeToSubscriberAgreement");
        Assert.Equal(["CsrMissing"], early.ErrorIds);
        Assert.Contains("New-DocSigningCsr", Assert.Single(early.Errors).ToString(), StringComparison.Ordinal);
        Assert.Empty(sandbox.Changes);

        // And the plan itself pipes on to the keys.
        ScriptRun late = sandbox.Run(
            "$plan[0] | New-DocSigningCsr -KeyDirectory $folder/keys -KeyPassword $password -KeyAlgorithm P256 "
                + "| New-DocSigningPlan @order | New-DocSigningOrder -AgreeToSubscriberAgreement");
        late.Clean();
        Assert.Equal(["ada@keyless.example"], Texts(late, "Email"));
    }

    [Theory]
    [InlineData("OrganizationId = 999; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }", "no organization 999")]
    [InlineData("OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 999 }", "no user 999")]
    public void A_plan_that_no_run_can_carry_out_says_so_at_its_end(string wrong, string said)
    {
        ScriptRun run = sandbox.Run(
            $"$wrong = @{{ {wrong}; Years = 1; ProvisioningMethod = 'ClientApp' }}; $person | New-DocSigningPlan @wrong", ("person", Mira));

        Assert.Contains(said, Assert.Single(run.Warnings, warning => warning.StartsWith("The plan cannot", StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_question_before_each_order_names_its_place_its_price_and_the_sum()
    {
        PSObject[] people = [.. new[] { "Ada", "Bea" }.Select(name => SandboxSession.Person(name, "Price", $"{name}@price.example"))];
        sandbox.Session.Host.TakeText();
        sandbox.Server.ForgetCalls();

        Run("$people | New-DocSigningOrder @order -AgreeToSubscriberAgreement -WhatIf", ("people", people)).Clean();
        string without = sandbox.Session.Host.TakeText();
        int asked = sandbox.Server.Calls.Count(call => call.PathAndQuery.EndsWith("/finance/order-pricing", StringComparison.Ordinal));
        Run("$people | New-DocSigningPlan @order | New-DocSigningOrder -AgreeToSubscriberAgreement -WhatIf", ("people", people)).Clean();
        string with = sandbox.Session.Host.TakeText();

        Assert.Equal(1, asked);
        Assert.Contains("order 2 of this run, 489.00 USD each, 978.00 USD up to this one)", without, StringComparison.Ordinal);
        Assert.Contains("2 of 2, 489.00 USD each, 978.00 USD in all)", with, StringComparison.Ordinal);
    }

    [Fact]
    public void A_price_is_unknown_where_it_is_refused_and_asked_for_where_somebody_reads_it()
    {
        sandbox.Server.ForgetCalls();
        sandbox.Server.Answering = call => call.PathAndQuery.EndsWith("/finance/order-pricing", StringComparison.Ordinal)
            ? ByHand.Answer(403, "application/json", """{"errors":[{"code":"access_denied|missing_permission","message":"x"}]}""")
            : null;
        sandbox.Session.Host.TakeText();
        PSObject ada = SandboxSession.Person("Ada", "Unknown", "ada@unknown.example");

        Run("$person | New-DocSigningOrder @order -AgreeToSubscriberAgreement -WhatIf", ("person", ada)).Clean();
        Run("$person | New-DocSigningOrder @order -AgreeToSubscriberAgreement -Confirm:$false", ("person", ada)).Clean();
        Run("$person | New-DocSigningOrder @order -AgreeToSubscriberAgreement -Confirm:$false", ("person", ada)).Clean();
        sandbox.Server.Answering = null;

        // The question reads it, and so does the summary of a run that has bought something. The second run has not.
        Assert.Contains("costs money: the price is not known", sandbox.Session.Host.TakeText(), StringComparison.Ordinal);
        Assert.Equal(
            2, sandbox.Server.Calls.Count(call => call.PathAndQuery.EndsWith("/finance/order-pricing", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_shortest_time_counts_with_the_limit_that_a_refusal_has_lowered()
    {
        PSObject[] people =
            [.. Enumerable.Range(1, 20).Select(place => SandboxSession.Person("Person", "No" + place, $"person{place}@lowered.example"))];
        int refusals = 1;
        sandbox.Fresh().Server.Answering = _ => Interlocked.Decrement(ref refusals) < 0
            ? null
            : ByHand.Answer(
                429,
                "application/json",
                """{"errors":[{"code":"request_limit_exceeded","message":"Slow down."}]}""",
                new KeyValuePair<string, string>("Retry-After", "1"));

        ScriptRun run = await sandbox.RunAsync(
            TimeSpan.FromSeconds(0.5),
            $"$order = @{{ {Basics} }}; $slow = Connect-DocSigning -ApiKey $apiKey -BaseUri $baseUri -TimeProvider $clock -Name Slow "
                + "-TimeoutSec 86400 -RateLimit '100/60' -JournalPath $journal -PassThru; "
                + "$people | New-DocSigningPlan @order -Connection $slow; Disconnect-DocSigning Slow",
            ("people", people),
            ("journal", Path.Combine(StateOfTests.NewFolder(), "journal.db")));
        run.Clean();
        sandbox.Fresh().Connect(timeoutSec: 86400);

        // 100 calls in a minute would do without a pause: 20 orders, with the lists before each. Of 80 the rest come a minute later.
        var plan = PSObject.AsPSObject(run.Output[0].Properties["Plan"].Value);
        Assert.Equal("86 00:01:01.2000000", Figures(plan, "Calls", "ShortestDuration"));
    }

    [Fact]
    public void A_plan_needs_neither_agreement_nor_input_and_ends_at_once_at_a_fault_of_all()
    {
        sandbox.Fresh();

        Assert.Empty(Run("@() | New-DocSigningPlan @order").Clean());
        ScriptRun run = Run("$order.Years = 4; $person, $person | New-DocSigningPlan @order", ("person", Mira));
        Assert.Equal(["ValidityOutOfRange"], run.ErrorIds);
        Assert.Empty(run.Output);
        Assert.Empty(sandbox.Server.Calls);
    }

    /// <summary>Runs a script that has the order's parameters in $order.</summary>
    private ScriptRun Run(string script, params (string, object?)[] variables) =>
        sandbox.Run($"$order = @{{ {Basics} }}; {script}", variables);

    private static string[] Texts(ScriptRun run, string property) =>
        [.. run.Output.Select(entry => entry.Properties[property].Value?.ToString() ?? "")];

    private static string Figures(PSObject plan, params string[] properties) =>
        string.Join(' ', properties.Select(property => LanguagePrimitives.ConvertTo<string>(plan.Properties[property].Value)));
}
