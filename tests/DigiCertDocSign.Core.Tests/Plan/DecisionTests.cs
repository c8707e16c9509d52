using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CertCentral;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Plan;
using DigiCertDocSign.Tests.Following;
using DigiCertDocSign.Tests.Orders;
using DigiCertDocSign.Tests.People;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Plan;

/// <summary>What the orders of an account make of one input, rule by rule. A run does what the plan says: see PlanAndRunTests.</summary>
public class DecisionTests
{
    private const string Hers = "zoe.muller@fjordlab.example";
    private const string Another = "z.muller@fjordlab.example";
    private const string Renewal = "Renew it with New-DocSigningRenewal when it is due; ";
    private const string Allowed = "Another is ordered all the same, because duplicates are allowed.";
    private static readonly Person Zoe = new("Zoe", "Muller", "Clerk", "+47 55 50 01 42", Hers);
    private static readonly Order Zoes = new(7, "Zoe", "Muller", Hers);
    private static readonly Order Berits = new(7, "Berit", "Dahl", Hers, Listed: null);
    private static readonly Order Silent = new(7, "Zoe", "Muller", null);
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly string Csr = CsrOf("CN=Zoe Muller");
    private static readonly string CsrAgain = CsrOf("CN=Somebody Else");

    /// <summary>What the account shows, and the answer, with a part of its reason or of its one warning.</summary>
    public static TheoryData<string, Order[], string, string?> Orders() => new()
    {
        { "nothing", [], "Order", null },
        { "hers, issued", [Zoes], "AlreadyOrdered 7", $"{Hers} has order 7 (Issued) already, so nothing was bought. {Renewal}" },
        {
            "hers, pending", [Zoes with { Status = "pending" }], "AlreadyOrdered 7",
            $"{Hers} has order 7 (Pending) already, so nothing was bought. -AllowDuplicate buys a second certificate."
        },
        { "hers, in another spelling", [Zoes with { Given = "Zo\u00EB" }], "AlreadyOrdered 7", "already as Zo\u00EB Muller, so nothing" },
        { "hers, canceled", [Zoes with { Status = "canceled" }], "Order", null },
        { "hers, run out", [Zoes with { ValidTill = "2026-11-01" }], "Order", null },
        { "hers, without a name", [new(7, null, null, Hers)], "AlreadyOrdered 7", $"{Hers} has order 7 (Issued) already, so" },
        { "hers twice", [Zoes, Zoes with { Id = 8 }], "AlreadyOrdered 8", $"{Hers} has more than one live order: 7 and 8." },
        { "hers, renewed", [Zoes, Zoes with { Id = 8, Renews = 7 }], "AlreadyOrdered 8", "has order 8 (Issued)" },
        { "hers, renewed, told by the old one", [Zoes with { RenewedBy = 8 }, Zoes with { Id = 8 }], "AlreadyOrdered 8", "order 8 (" },
        { "hers, renewed by one that is not shown", [Zoes with { RenewedBy = 8 }], "AlreadyOrdered 7", "has order 7 (Issued)" },
        { "hers, and a dead one", [Zoes, Zoes with { Id = 8, Status = "revoked" }], "AlreadyOrdered 7", "has order 7 (Issued)" },
        {
            "another person's", [Berits], "Faulty EmailOfAnotherPerson",
            $"Email: {Hers} is the address of order 7 for Berit Dahl, and this input is for Zoe Muller."
        },
        { "another's and hers", [Berits, Zoes with { Id = 8 }], "Faulty EmailOfAnotherPerson", "order 7 for Berit Dahl" },
        { "without address", [Silent], "Faulty ExistingOrderUnclear", "Order 7 (Issued, Zoe Muller) may be that of Zoe Muller" },
        { "without anything", [new(7, null, null, null)], "Faulty ExistingOrderUnclear", "Order 7 (Issued) may be" },
        { "without address, another's name", [new(7, "Berit", "Dahl", null, Listed: null)], "Order", null },
        { "without address, the newer", [Silent, Silent with { Id = 8 }], "Faulty ExistingOrderUnclear", "Order 8 " },
        {
            "without address, beside hers", [Zoes, Silent with { Id = 8 }], "AlreadyOrdered 7",
            $"Zoe Muller <{Hers}> has order 7, and order 8 (Issued) may be that person's as well"
        },
        { "without address, beside another's", [Berits, Silent with { Id = 8 }], "Faulty EmailOfAnotherPerson", "order 7 for" },
        {
            "a namesake", [Zoes with { Email = Another }], "Order",
            $"Zoe Muller <{Hers}>: order 7 (Issued) is live for Zoe Muller <{Another}>."
        },
        { "a namesake who is dead", [Zoes with { Email = Another, Status = "revoked" }], "Order", null },
        { "of nearly the name", [new(7, "Zoe Kristin", "Muller", Another)], "Order", "is live for Zoe Kristin Muller" },
    };

    /// <summary>The same with the CSR of the input in mind.</summary>
    public static TheoryData<string, Order[], string, string?> Csrs() => new()
    {
        { "hers with it", [Zoes with { Csr = Csr }], "AlreadyOrdered 7", null },
        { "no address, with it", [new(7, null, null, null, Csr: Csr)], "AlreadyOrdered 7", "has order 7 (Issued) already, so nothing" },
        { "no address, with another", [new(7, null, null, null, Csr: Drafts.SampleCsr)], "Faulty ExistingOrderUnclear", null },
        { "another's address, with it", [Zoes with { Email = Another, Csr = Csr }], "Faulty CsrOfAnotherPerson", "the key of order 7" },
        { "another's address, with its key", [Zoes with { Email = Another, Csr = CsrAgain }], "Faulty CsrOfAnotherPerson", null },
        { "another's name at her address, with it", [Berits with { Csr = Csr }], "Faulty CsrOfAnotherPerson", "the key of order 7" },
        { "another's address, with another", [Zoes with { Email = Another, Csr = Drafts.SampleCsr }], "Order", "order 7 (Issued) is live" },
        {
            "another's that is dead, with it", [Zoes with { Email = Another, Csr = Csr }, Zoes with { Id = 8 }],
            "Faulty CsrOfAnotherPerson", $"for Zoe Muller <{Another}>"
        },
    };

    /// <summary>The same for the renewal of order 7.</summary>
    public static TheoryData<string, Order[], string, string?> Renewals() => new()
    {
        { "hers", [Zoes], "Order", null },
        { "not shown", [], "Faulty RenewalNotPossible", "because CertCentral does not show it" },
        { "of another product", [Zoes with { Product = "ssl_basic" }], "Faulty RenewalNotPossible", "of the product ssl_basic" },
        { "not issued", [Zoes with { Status = "pending" }], "Faulty RenewalNotPossible", "it is Pending, and an issued order is renewed" },
        { "revoked", [Zoes with { Status = "revoked" }], "Faulty RenewalNotPossible", "it is Revoked" },
        { "run out", [Zoes with { ValidTill = "2026-11-01" }], "Faulty RenewalNotPossible", null },
        { "another's", [Berits], "Faulty RenewalNotPossible", "it is that of Berit Dahl, and this input is for Zoe Muller" },
        { "without a name, hers", [new(7, null, null, Hers)], "Order", null },
        { "without a name, another's", [new(7, null, null, Another)], "Faulty RenewalNotPossible", $"it is that of {Another}, and" },
        { "without anything", [new(7, null, null, null)], "Faulty RenewalNotPossible", "it is that of somebody else" },
        { "her old address", [Zoes with { Email = Another }], "Order", $"is live for Zoe Muller <{Another}>" },
        { "renewed by one that nobody shows", [Zoes with { RenewedBy = 9 }], "Faulty RenewalNotPossible", "renewed already by order 9" },
        {
            "renewed, told by the old one", [Zoes with { RenewedBy = 9 }, Zoes with { Id = 9, Status = "pending" }], "AlreadyOrdered 9",
            "Order 7 is renewed already by order 9 (Pending), so nothing was bought for Zoe Muller <"
        },
        {
            "renewed, and nobody shows by what", [Zoes with { IsRenewed = true }], "Faulty RenewalNotPossible",
            "CertCentral shows it as renewed, and not by which order."
        },
        { "renewed, told by the new one", [Zoes, Zoes with { Id = 9, Renews = 7 }], "AlreadyOrdered 9", "renewed already by order 9" },
        { "renewed at a new address", [Zoes, Zoes with { Id = 9, Renews = 7, Email = Another }], "AlreadyOrdered 9", "already by order 9" },
        { "renewed, and the renewal is dead", [Zoes, Zoes with { Id = 9, Renews = 7, Status = "rejected" }], "Order", null },
        { "beside another of hers", [Zoes, Zoes with { Id = 9 }], "AlreadyOrdered 9", "more than one live order: 7 and 9" },
        { "itself a renewal", [Zoes with { Id = 5 }, Zoes with { Renews = 5 }], "Order", null },
        {
            "itself a renewal of a renewal", [Zoes with { Id = 3 }, Zoes with { Id = 5, Renews = 3 }, Zoes with { Renews = 5 }],
            "Order", null
        },
        {
            "itself a renewal, listed under another name", [Zoes with { Id = 5 }, Zoes with { Renews = 5, Listed = "Q. Disguised" }],
            "Order", null
        },
        { "without a name, a renewal", [Zoes with { Id = 5 }, new(7, null, null, Hers, Renews: 5)], "Order", null },
    };

    /// <summary>The same where duplicates are allowed.</summary>
    public static TheoryData<string, Order[], string, string?> Duplicates() => new()
    {
        { "nothing", [], "Order", null },
        { "hers", [Zoes], "Order", $"has order 7 (Issued) already, so nothing was bought. {Renewal}-AllowDuplicate buys a second" },
        { "hers, told", [Zoes], "Order", Allowed },
        { "another person's", [Berits], "Order", "is the address of order 7 for Berit Dahl, and this input is for Zoe Muller." },
        { "another person's, told", [Berits], "Order", Allowed },
        { "without address", [Silent], "Order", Allowed },
        { "a namesake", [Zoes with { Email = Another }], "Order", $"is live for Zoe Muller <{Another}>" },
        { "hers twice", [Zoes, Zoes with { Id = 8 }], "Order", Allowed },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task The_orders_of_an_account_decide(string what, Order[] orders, string answer, string? said) =>
        AssertSaid(what, Assert.Single((await PlanAsync(orders, null, false, Input(Zoe))).Orders), answer, said);

    [Theory]
    [MemberData(nameof(Csrs))]
    public async Task A_key_is_one_persons(string what, Order[] orders, string answer, string? said) =>
        AssertSaid(what, Assert.Single((await PlanAsync(orders, null, false, Input(Zoe, Csr))).Orders), answer, said);

    [Theory]
    [MemberData(nameof(Renewals))]
    public async Task What_can_be_renewed_is_an_issued_order_of_the_person(string what, Order[] orders, string answer, string? said) =>
        AssertSaid(what, Assert.Single((await PlanAsync(orders, renews: 7, false, Input(Zoe))).Orders), answer, said);

    [Theory]
    [MemberData(nameof(Duplicates))]
    public async Task An_allowed_duplicate_is_ordered_and_told(string what, Order[] orders, string answer, string? said) =>
        AssertSaid(what, Assert.Single((await PlanAsync(orders, null, true, Input(Zoe))).Orders), answer, said);

    [Fact]
    public async Task A_duplicate_makes_no_impossible_order_possible()
    {
        Assert.Equal("Faulty CsrOfAnotherPerson", Said(Assert.Single(
            (await PlanAsync([Zoes with { Email = Another, Csr = Csr }], null, true, Input(Zoe, Csr))).Orders)));
        Assert.Equal("Faulty RenewalNotPossible", Said(Assert.Single((await PlanAsync([Berits], 7, true, Input(Zoe))).Orders)));
    }

    /// <summary>A second certificate of a person may be meant. A second renewal of one order never is.</summary>
    [Fact]
    public async Task An_allowed_duplicate_renews_no_order_twice()
    {
        Order[] orders = [Zoes, Zoes with { Id = 9, Renews = 7, Email = Another }, Berits with { Id = 10 }];

        Assert.Equal("AlreadyOrdered 9", Said(Assert.Single((await PlanAsync(orders, 7, true, Input(Zoe))).Orders)));
        Assert.Equal("AlreadyOrdered ", Said((await PlanAsync([Zoes], 7, true, Input(Zoe), Input(Zoe))).Orders[1]));
    }

    [Fact]
    public async Task Of_two_refusals_the_key_of_another_person_is_told()
    {
        OrderPlan plan = await PlanAsync([Zoes with { Id = 8, Email = Another, Csr = Csr }], renews: 7, false, Input(Zoe, Csr));

        Assert.Equal("Faulty CsrOfAnotherPerson", Said(Assert.Single(plan.Orders)));
    }

    [Fact]
    public async Task Two_live_orders_are_told_whatever_is_decided()
    {
        OrderPlan plan = await PlanAsync([Zoes, Zoes with { Id = 8 }, Zoes with { Id = 9, Email = Another, Csr = Csr }], null, false,
            Input(Zoe, Csr));

        PlannedOrder planned = Assert.Single(plan.Orders);
        Assert.Equal("Faulty CsrOfAnotherPerson", Said(planned));
        Assert.Contains("7 and 8", Assert.Single(planned.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_earlier_input_of_the_list_counts_as_an_order()
    {
        Person berit = new("Berit", "Dahl", "Clerk", "+47 55 50 01 43", Hers);
        OrderPlan plan = await PlanAsync(
            [],
            null,
            false,
            Input(Zoe, Csr),
            Input(Zoe with { Email = Hers.ToUpperInvariant() }),
            Input(berit),
            Input(berit with { Email = "berit.dahl@fjordlab.example" }, CsrAgain));

        Assert.Equal(
            ["Order", "AlreadyOrdered ", "Faulty EmailOfAnotherPerson", "Faulty CsrOfAnotherPerson"], plan.Orders.Select(Said));
        Assert.Contains("Duplicate: input 1 of this list is the same person", plan.Orders[1].Reason, StringComparison.Ordinal);
        Assert.Contains("input 1 of this list for Zoe Muller", plan.Orders[2].Reason, StringComparison.Ordinal);
        Assert.Contains("the key of input 1 of this list", plan.Orders[3].Reason, StringComparison.Ordinal);
        Assert.Contains("Input 3 of this list has the same e-mail", Assert.Single(plan.Orders[0].Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_earlier_inputs_the_first_is_named()
    {
        OrderPlan plan = await PlanAsync([], null, true, Input(Zoe), Input(Zoe), Input(Zoe));

        Assert.All(plan.Orders, one => Assert.Equal("Order", Said(one)));
        Assert.Contains("input 1 of this list", Assert.Single(plan.Orders[2].Warnings), StringComparison.Ordinal);
    }

    private static void AssertSaid(string what, PlannedOrder planned, string answer, string? said)
    {
        Assert.Equal((what, answer), (what, Said(planned)));
        string[] sentences = [.. planned.Warnings, planned.Reason ?? ""];
        if (said is null)
        {
            Assert.Empty(planned.Warnings);
            Assert.Equal(answer == "Order", planned.Reason is null);
        }
        else
        {
            Assert.Contains(sentences, sentence => sentence.Contains(said, StringComparison.Ordinal));
            bool isTwoLive = sentences.Any(sentence => sentence.Contains("more than one live order", StringComparison.Ordinal));
            Assert.Equal(what is "hers twice" or "beside another of hers", isTwoLive);
            int toldTwo = isTwoLive || what is "without address, beside hers" ? 1 : 0;
            Assert.Equal(planned.Action == OrderPlanAction.Order ? toldTwo + 1 : toldTwo, planned.Warnings.Count);
        }
    }

    private static string Said(PlannedOrder planned) => planned.Action switch
    {
        OrderPlanAction.Faulty => $"Faulty {Assert.Single(planned.Faults).Kind}",
        OrderPlanAction.AlreadyOrdered => $"AlreadyOrdered {planned.ExistingOrderId}",
        OrderPlanAction action => $"{action}",
    };

    private static string CsrOf(string subject) =>
        new CertificateRequest(subject, Key, HashAlgorithmName.SHA256).CreateSigningRequestPem();

    private static ListedSource Input(Person person, string? csr = null) => new(
        "Input",
        ("GivenName", person.GivenName),
        ("Surname", person.Surname),
        ("Title", person.JobTitle),
        ("Phone", person.Phone),
        ("Email", person.Email),
        ("Csr", csr));

    private static async Task<OrderPlan> PlanAsync(Order[] orders, long? renews, bool allowDuplicate, params ListedSource[] inputs)
    {
        using CertCentralClient client = LoopbackFixture.Answering(path => path.Split('?')[0] switch
        {
            "user/me" => (200, """{"id":1,"status":"active","access_roles":[{"id":1,"name":"Administrator"}]}"""),
            "request" => (200, """{"requests":[],"page":{"total":0}}"""),
            "order/certificate" => (200, new JObject
            {
                ["orders"] = new JArray(orders.OrderByDescending(order => order.Id).Select(order => order.Row())),
                ["page"] = new JObject { ["total"] = orders.Length },
            }.ToString()),
            var info when orders.FirstOrDefault(order => info == $"order/certificate/{order.Id}") is { } order =>
                (200, order.Details().ToString()),
            var other when other.StartsWith("finance", StringComparison.Ordinal) =>
                (403, """{"errors":[{"code":"access_denied|missing_permission","message":"x"}]}"""),
            _ => (404, """{"errors":[{"code":"not_found|route","message":"x"}]}"""),
        });
        OrderDraft draft = Drafts.Valid();
        draft.RenewalOfOrderId = renews;
        var planner = new OrderPlanner(draft, Drafts.Now) { AllowDuplicate = allowDuplicate };
        foreach (ListedSource input in inputs)
        {
            planner.Add(new PersonResolver().Resolve(input), null);
        }

        return await planner.FinishAsync(client, null, 0, new JumpingTime(Drafts.Now), CancellationToken.None);
    }

    /// <summary>An order as the account shows it. <c>Listed</c> is its name in the list; "=" for that of the details.</summary>
    public sealed record Order(
        long Id, string? Given, string? Surname, string? Email, string Status = "issued", string? Csr = null, long? Renews = null,
        long? RenewedBy = null, string? ValidTill = null, string? Product = null, string? Listed = "=",
        bool? IsRenewed = null)
    {
        private string? Name => Given is null ? null : $"{Given} {Surname}";

        public JObject Row() => Object(
            ("id", Id),
            ("status", Status),
            ("certificate", Object(("common_name", Listed == "=" ? Name : Listed), ("valid_till", ValidTill))));

        public JObject Details() => Object(
            ("id", Id),
            ("status", Status),
            ("product", Product is null ? null : Object(("name_id", Product))),
            ("subject", Object(("given_name", Given), ("surname", Surname), ("email", Email))),
            ("certificate", Object(("common_name", Name), ("valid_till", ValidTill), ("csr", Csr))),
            ("renewal_of_order_id", Renews),
            ("renewed_order_id", RenewedBy),
            ("is_renewed", IsRenewed));

        /// <inheritdoc/>
        public override string ToString() => $"{Id} {Status} {Name} {Email}";

        private static JObject Object(params (string Name, JToken? Value)[] properties) =>
            new(properties.Where(one => one.Value is not null).Select(one => new JProperty(one.Name, one.Value)));
    }
}
