using CertCentral;
using CertCentral.Errors;
using CertCentral.Pacing;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Plan;
using DigiCertDocSign.Tests.Following;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;
using DigiCertDocSign.Tests.People;

namespace DigiCertDocSign.Tests.Plan;

/// <summary>What a plan makes of inputs, and of an account's answers.</summary>
public class OrderPlannerTests
{
    private const string GoodUser =
        """{"id":1,"username":"ida","status":"active","access_roles":[{"id":1,"name":"Administrator"}],"container":{"id":44120}}""";
    private const string GoodProduct =
        """
        {"name_id":"ds_org_individual","name":"Document Signing","allowed_order_validity_years":["1","2"],
        "allowed_container_ids":[44120],"allowed_ca_certs":[{"id":"7A61","name":"CA"}]}
        """;
    private const string GoodOrganization = """{"id":610233,"name":"Fjordlab AS","is_active":true}""";
    private const string GoodValidation =
        """
        {"validations":[{"type":"ov","status":"pending"},{"type":"ds","status":"active",
        "validated_until":"2027-11-03T00:00:00+00:00"}]}
        """;
    private const string GoodBalance = """{"balance":"454.00","currency":"USD","total_available_funds":"2454.00"}""";
    private const string GoodPrice = """{"base_price":489,"total_price":"489.00","currency":"USD","tax":"0.00","tax_error":false}""";

    [Fact]
    public async Task Ten_thousand_inputs_one_in_ten_bad_are_checked_before_any_call()
    {
        var calls = new List<string>();
        using CertCentralClient client = Account(calls);
        var planner = new OrderPlanner(Drafts.Valid(), Drafts.Now);
        var resolver = new PersonResolver();

        for (int input = 0; input < 10_000; input++)
        {
            planner.Add(resolver.Resolve(Input(input, faulty: input % 10 == 3)), input);
        }

        Assert.Empty(calls);
        OrderPlan plan = await planner.FinishAsync(client, null, 0, new JumpingTime(Drafts.Now), CancellationToken.None);
        Assert.Equal(
            (10_000, 9_000, 0, 1_000),
            (plan.Summary.Inputs, plan.Summary.ToOrder, plan.Summary.AlreadyOrdered, plan.Summary.Faulty));
        Assert.Equal(Enumerable.Range(0, 10_000), plan.Orders.Select(input => (int)input.Tag!));
        Assert.All(
            plan.Orders.Where(input => input.Action == OrderPlanAction.Faulty),
            input => Assert.Equal(["Email", "Phone"], input.Faults.Select(fault => fault.Field).Order()));
        Assert.Equal(
            [
                "user/me", "request", "request", "order/certificate", "product/ds_org_individual", "organization/610233",
                "organization/610233/validation", "user/880145", "finance/order-pricing", "finance/balance",
            ],
            calls);
        Assert.Equal(
            (489m * 9_000, "USD", 2454m, false),
            (plan.Summary.TotalCost, plan.Summary.Currency, plan.Summary.AvailableFunds, plan.Summary.CanRun));

        // Each order; three calls for the lists, again before each of the first hundred orders, and once in each of 27 minutes. A thousand
        // go out in 180 s: nine times that has to pass, and the rest is 384, a hundred in 5 s.
        Assert.Equal(9_000 + 3 + (3 * 100) + (3 * 27), plan.Summary.Calls);
        Assert.Equal(TimeSpan.FromSeconds(((9 * 180) + (3 * 5)) * 1.02), plan.Summary.ShortestDuration);
    }

    [Theory]
    [InlineData(1, 7, 0)]
    [InlineData(24, 99, 0)]
    [InlineData(25, 103, 5)]
    [InlineData(694, 997, 45)]
    [InlineData(700, 1_012, 180)]
    [InlineData(1_600, 1_912, 225)] // the second thousand goes out as the first did
    [InlineData(1_700, 2_021, 360)]
    public async Task The_time_is_what_the_windows_of_the_limit_take(int orders, int calls, int seconds)
    {
        using CertCentralClient client = Account([]);
        var planner = new OrderPlanner(Drafts.Valid(), Drafts.Now) { Limits = new CallLimits(CallLimits.Published.Windows, margin: 0) };
        for (int input = 0; input < orders; input++)
        {
            planner.Add(new PersonResolver().Resolve(Input(input)), null);
        }

        OrderPlan plan = await planner.FinishAsync(client, null, 0, new JumpingTime(Drafts.Now), CancellationToken.None);

        Assert.Equal((calls, TimeSpan.FromSeconds(seconds)), (plan.Summary.Calls, plan.Summary.ShortestDuration));
    }

    [Fact]
    public async Task Each_page_of_the_lists_counts_among_the_calls()
    {
        int pages = 0;
        using CertCentralClient client = LoopbackFixture.Answering(path =>
        {
            System.Collections.Specialized.NameValueCollection query = System.Web.HttpUtility.ParseQueryString(path.Split('?').Last());
            string list = path.Split('?')[0] == "request" ? $"requests {query["filters[status]"] ?? query["status"]}" : path.Split('?')[0];
            int total = list switch { "order/certificate" => 1_001, "requests submitted" => 1_000, "requests pending" => 0, _ => -1 };
            if (total < 0)
            {
                return list == "user/me" ? (200, GoodUser) : (404, """{"errors":[{"code":"not_found|route","message":"x"}]}""");
            }

            pages++;
            int offset = int.Parse(query["offset"] ?? "0", System.Globalization.CultureInfo.InvariantCulture);
            IEnumerable<string> rows = Enumerable.Range(offset, Math.Clamp(total - offset, 0, 1_000)).Select(row =>
                list == "order/certificate"
                    ? $$$"""{"id":{{{2_000 - row}}},"certificate":{"common_name":"Kari Dahl"}}"""
                    : $$$"""{"id":{{{row + 1}}},"order":{"id":{{{9_000 + row}}},"product":{"name_id":"ssl_basic"} } }""");
            string name = list == "order/certificate" ? "orders" : "requests";
            return (200, $$$"""{"{{{name}}}":[{{{string.Join(",", rows)}}}],"page":{"offset":{{{offset}}},"total":{{{total}}} } }""");
        });
        var planner = new OrderPlanner(Drafts.Valid(), Drafts.Now);
        planner.Add(new PersonResolver().Resolve(Input(1)), null);

        OrderPlan plan = await planner.FinishAsync(client, null, 0, new JumpingTime(Drafts.Now), CancellationToken.None);

        // The order, and the three calls of the reading right before it.
        Assert.Equal((4, 4 + 1 + 3), (pages, plan.Summary.Calls));
    }

    public static TheoryData<string, string, string, bool?, string> Findings() => new()
    {
        { "user/me", GoodUser, "Rights", true, "Administrator" },
        { "user/me", """{"id":1,"username":"ida","access_roles":[]}""", "Rights", null, "no role" },
        { "user/me", """{"id":1,"access_roles":[{"id":3,"name":"Finance Manager"}]}""", "Rights", null, "not documented" },
        { "user/me", """{"id":1,"status":"inactive","access_roles":[{"id":1,"name":"Administrator"}]}""", "Rights", false, "inactive" },
        { "product", GoodProduct, "Product", true, "Document Signing" },
        { "product", """{"name_id":"ds_org_individual","allowed_order_validity_years":[2,3]}""", "Product", false, "2, 3 years, not 1" },
        {
            "product",
            """{"name_id":"ds_org_individual","remaining_certs_in_contract":"1"}""",
            "Product",
            null,
            "1 certificates left, for 2"
        },
        { "product", "404", "Product", false, "does not offer" },
        { "product", "403", "Product", null, "may not read" },
        {
            "organization",
            """{"id":610233,"name":"Fjordlab AS","is_active":"0"}""",
            "Organization",
            false,
            "Fjordlab AS (610233) is not active"
        },
        { "organization", "404", "Organization", false, "no organization 610233" },
        { "organization", "403", "Organization", null, "may not read" },
        { "validation", GoodValidation, "OrganizationValidation", true, "until 2027-11-03" },
        {
            "validation",
            """{"validations":[{"type":"ds","status":"active","validated_until":"2026-11-02T23:59:59+00:00"}]}""",
            "OrganizationValidation",
            false,
            "lapsed on 2026-11-02"
        },
        { "validation", """{"validations":[{"type":"ds","status":"expired"}]}""", "OrganizationValidation", false, "lapsed:" },
        { "validation", """{"validations":[{"type":"ds","status":"pending"}]}""", "OrganizationValidation", false, "is pending" },
        { "validation", """{"validations":[{"type":"ov","status":"active"}]}""", "OrganizationValidation", null, "tells of no" },
        { "validation", "{}", "OrganizationValidation", null, "tells of no" },
        { "user/880145", GoodUser, "Contacts", true, "is a user of the account" },
        { "user/880145", """{"id":880145,"username":"kari","status":"inactive"}""", "Contacts", false, "kari (880145) is inactive" },
        { "user/880145", "404", "Contacts", false, "no user 880145" },
        { "user/880145", "403", "Contacts", null, "may not read user 880145" },
        {
            "finance/order-pricing",
            """{"base_price":489,"total_price":611.25,"currency":"USD","tax":"122.25"}""",
            "Price",
            true,
            "611.25 USD an order."
        },
        {
            "finance/order-pricing",
            """{"base_price":489,"total_price":489,"currency":"USD","tax_error":1}""",
            "Price",
            true,
            "without tax"
        },
        { "finance/order-pricing", """{"base_price":0,"total_price":0,"currency":"USD"}""", "Price", null, "could not work out" },
        { "finance/order-pricing", "403", "Price", null, "could not be asked for" },
        { "finance/order-pricing", """{"total_price":0}""", "Payment", null, "not known in this currency" },
        { "finance/order-pricing", """{"total_price":489,"currency":"EUR"}""", "Payment", null, "not known in this currency" },
        { "finance/balance", GoodBalance, "Payment", true, "2,454.00 USD available, 978.00 USD needed" },
        { "finance/balance", """{"currency":"USD","total_available_funds":"977.99"}""", "Payment", false, "enough for 1 of 2" },
        { "finance/balance", """{"currency":"USD","balance":"-70.00","unlimited_negative_balance":true}""", "Payment", true, "no limit" },
        { "finance/balance", """{"currency":"EUR","total_available_funds":"977.99"}""", "Payment", null, "not known in this currency" },
        { "finance/balance", """{"currency":"EUR","total_available_funds":"0.00"}""", "Payment", false, "enough for 0 of 2" },
        { "finance/balance", """{"currency":"USD","balance":"70.00"}""", "Payment", null, "does not say" },
        { "finance/balance", "403", "Payment", null, "could not be read" },
    };

    [Theory]
    [MemberData(nameof(Findings))]
    public async Task An_answer_of_the_account_becomes_a_finding(string call, string answer, string name, bool? passed, string detail)
    {
        using CertCentralClient client = Account([], (call, answer));
        OrderPlan plan = await PlanAsync(client, Drafts.Valid());
        AccountCheck check = Assert.Single(plan.Summary.Checks, one => one.Name == name);

        Assert.Equal(passed, check.Passed);
        Assert.Contains(detail, check.Detail, StringComparison.Ordinal);
        Assert.Equal(plan.Summary.Checks.All(one => one.Passed != false), plan.Summary.CanRun);
    }

    [Fact]
    public async Task What_cannot_be_known_beforehand_is_said_to_be_unknown()
    {
        using CertCentralClient client = Account([]);
        OrderDraft byCard = Drafts.ByCard();
        byCard.PromoCode = "AUTUMN";

        OrderPlan plan = await PlanAsync(client, byCard);
        Assert.Contains("cannot be known before", Check(plan, "Payment").Detail, StringComparison.Ordinal);
        Assert.Contains("promo code is not counted", Check(plan, "Price").Detail, StringComparison.Ordinal);
        Assert.Equal((null, null, true), (Check(plan, "Payment").Passed, plan.Summary.AvailableFunds, plan.Summary.CanRun));

        plan = await PlanAsync(client, Drafts.ForNewOrganization());
        Assert.Null(Check(plan, "OrganizationValidation").Passed);
        Assert.Contains("'Fjordlab Drift AS' is new", Check(plan, "OrganizationValidation").Detail, StringComparison.Ordinal);
        Assert.Contains(
            "token and its shipping",
            Check(await PlanAsync(client, Drafts.ByToken()), "Price").Detail,
            StringComparison.Ordinal);

        OrderDraft elsewhere = Drafts.Valid();
        (elsewhere.ContainerId, elsewhere.CaCertId) = (44131, null);
        Assert.Contains(
            "cannot be ordered in container 44131",
            Check(await PlanAsync(client, elsewhere), "Product").Detail,
            StringComparison.Ordinal);
        (elsewhere.ContainerId, elsewhere.CaCertId) = (44120, "FFFF");

        Assert.Contains(
            "may not choose the CA FFFF",
            Check(await PlanAsync(client, elsewhere), "Product").Detail,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_refused_ends_the_plan_with_the_first_call()
    {
        var calls = new List<string>();
        using CertCentralClient client = Account(calls, ("user/me", "key"));

        await Assert.ThrowsAsync<ApiKeyRefusedException>(() => PlanAsync(client, Drafts.Valid()));
        Assert.Equal(["user/me"], calls);
    }

    [Fact]
    public async Task Earlier_runs_and_the_renewed_order_count()
    {
        const string list =
            """
            {"orders":[{"id":7,"status":"issued","certificate":{"common_name":"Given1 Surname1","valid_till":"2026-12-01"}}],
            "page":{"total":1}}
            """;
        using CertCentralClient client = Account(
            [],
            ("order/certificate", list),
            ("order/certificate/7", """{"id":7,"status":"issued","subject":{"email":"PERSON1@rows.example"}}"""));
        OrderDraft renewal = Drafts.Valid();
        renewal.RenewalOfOrderId = 7;
        Assert.Equal(
            [OrderPlanAction.Order, OrderPlanAction.AlreadyOrdered],
            (await PlanAsync(client, Drafts.Valid())).Orders.Select(input => input.Action));
        Assert.Equal(
            [OrderPlanAction.Faulty, OrderPlanAction.Order],
            (await PlanAsync(client, renewal)).Orders.Select(input => input.Action));

        using var earlier = new OrderingFixture();
        await earlier.LeaveBehindAsync(new Person("Given0", "Surname0", "Clerk", "1", "person0@rows.example"), IntentState.Sent);
        using var journal = new OrderJournal(earlier.Storage, earlier.Time);
        var planner = new OrderPlanner(renewal, Drafts.Now);
        planner.Add(new PersonResolver().Resolve(Input(0)), null);
        planner.Add(new PersonResolver().Resolve(Input(1)), null);
        OrderPlan plan =
            await planner.FinishAsync(client, journal, OrderingFixture.AccountId, new JumpingTime(Drafts.Now), CancellationToken.None);

        Assert.Equal([OrderPlanAction.InDoubt, OrderPlanAction.Order], plan.Orders.Select(input => input.Action));
        Assert.Contains("its outcome is not known", plan.Orders[0].Reason, StringComparison.Ordinal);
        Assert.Equal(1, plan.Summary.InDoubt);
    }

    [Fact]
    public async Task The_second_input_of_an_address_is_planned_when_the_first_is_faulty()
    {
        using CertCentralClient client = Account([]);
        var planner = new OrderPlanner(Drafts.Valid(), Drafts.Now);
        var faulty = new ListedSource(
            "Input", ("GivenName", "Given1"), ("Surname", "Surname1"), ("Title", "Clerk"), ("Email", "person1@rows.example"));
        planner.Add(new PersonResolver().Resolve(faulty), null);
        planner.Add(new PersonResolver().Resolve(Input(1)), null);
        planner.Add(new PersonResolver().Resolve(Input(1)), null);

        OrderPlan plan = await planner.FinishAsync(client, null, 0, new JumpingTime(Drafts.Now), CancellationToken.None);

        Assert.Equal(
            [OrderPlanAction.Faulty, OrderPlanAction.Order, OrderPlanAction.AlreadyOrdered],
            plan.Orders.Select(input => input.Action));
        Assert.Equal(
            ("person1@rows.example", null, "Clerk"),
            (plan.Orders[0].Read.Email, plan.Orders[0].Read.Phone, plan.Orders[0].Read.JobTitle));
        Assert.Contains("input 2 of this list", plan.Orders[2].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_CSR_for_the_whole_list_serves_one_person()
    {
        using CertCentralClient client = Account([]);
        OrderDraft draft = Drafts.Valid();
        draft.Csr = Drafts.SampleCsr;

        OrderPlan plan = await PlanAsync(client, draft);

        Assert.All(
            plan.Orders,
            input => Assert.Equal((OrderPlanAction.Faulty, FaultKind.CsrShared), (input.Action, Assert.Single(input.Faults).Kind)));
    }

    private static ListedSource Input(int input, bool faulty = false) => new(
        "Input",
        ("GivenName", "Given" + input),
        ("Surname", "Surname" + input),
        ("Title", "Clerk"),
        ("Phone", faulty ? "" : "+47 55 50 01 42"),
        ("Email", faulty ? "nobody" : $"person{input}@rows.example"));

    private static AccountCheck Check(OrderPlan plan, string name) => plan.Summary.Checks.Single(check => check.Name == name);

    private static Task<OrderPlan> PlanAsync(CertCentralClient client, OrderDraft draft)
    {
        var planner = new OrderPlanner(draft, Drafts.Now);
        planner.Add(new PersonResolver().Resolve(Input(0)), null);
        planner.Add(new PersonResolver().Resolve(Input(1)), null);
        return planner.FinishAsync(client, null, 0, new JumpingTime(Drafts.Now), CancellationToken.None);
    }

    /// <summary>An account that is ready, but for the answers given: JSON, or 403, 404 and "key" for refusals.</summary>
    private static CertCentralClient Account(
        List<string> calls, params (string Call, string Answer)[] others) => LoopbackFixture.Answering(path =>
    {
        string call = path.Split('?')[0];
        calls.Add(call);
        string answer = call switch
        {
            "user/me" => GoodUser,
            "request" => """{"requests":[],"page":{"total":0}}""",
            "order/certificate" => """{"orders":[],"page":{"total":0}}""",
            "product/ds_org_individual" => GoodProduct,
            "organization/610233" => GoodOrganization,
            "organization/610233/validation" => GoodValidation,
            "user/880145" => GoodUser,
            "finance/order-pricing" => GoodPrice,
            "finance/balance" => GoodBalance,
            _ => "404",
        };
        foreach ((string? other, string? its) in others)
        {
            bool isIt = call == other
                || (other == "product" && call.StartsWith("product", StringComparison.Ordinal))
                || (other == "organization" && call == "organization/610233")
                || (other == "validation" && call.EndsWith("/validation", StringComparison.Ordinal));
            answer = isIt ? its : answer;
        }

        return answer switch
        {
            "403" => (403, """{"errors":[{"code":"access_denied|missing_permission","message":"x"}]}"""),
            "404" => (404, """{"errors":[{"code":"not_found|route","message":"x"}]}"""),
            "key" => (403, """{"errors":[{"code":"access_denied|access_denied_invalid_key","message":"x"}]}"""),
            _ => (200, answer),
        };
    });
}
