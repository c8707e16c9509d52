using System.Collections.Specialized;
using System.Text;
using CertCentral;
using CertCentral.Errors;
using CertCentral.SandboxServer;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Following;
using DigiCertDocSign.Tests.Orders;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>Who has a live order already, by the server's own records.</summary>
public class LiveOrdersTests
{
    private static readonly Person Umlaut = new("J\u00F6rg", "M\u00FCller", "Counsel", "+49 30 901820", "joerg.mueller@fjordlab.example");

    [Fact]
    public async Task A_live_order_is_found_whatever_the_letter_case_the_blanks_and_the_Unicode_form()
    {
        await using LoopbackFixture loopback = await LoopbackFixture.OpenAsync();
        long orderId = await PlaceAsync(loopback, Umlaut);
        loopback.Server.ForgetCalls();
        LiveOrderLookup live = await ReadAsync(loopback);
        Person[] same =
        [
            Umlaut,
            Umlaut with { Email = "Joerg.Mueller@FJORDLAB.example" },
            Umlaut with
            {
                GivenName = "J\u00F6rg".Normalize(NormalizationForm.FormD),
                Surname = " M\u00FCLLER".Normalize(NormalizationForm.FormD),
            },
            Umlaut with { GivenName = " J\u00F6rg\u00A0 " },
            Umlaut with { GivenName = "Georg" }, // confirmed by now, so the e-mail alone finds it
        ];
        foreach (Person person in same)
        {
            Assert.Equal([orderId], (await FindAsync(live, person)).Select(order => order.OrderId!.Value));
        }

        Assert.Empty(await FindAsync(live, Umlaut with { Email = "joerg.mueller2@fjordlab.example" }));
        Assert.Empty(await FindAsync(live, Drafts.Mira));
        Assert.Equal(["GET request", "GET request", "GET order/certificate", $"GET order/certificate/{orderId}"], loopback.Calls);
        Assert.Equal("NeedsApproval", StatusOf(live, orderId));
        Assert.Null(StatusOf(live, 4711));
    }

    [Fact]
    public async Task Two_people_of_one_name_are_told_apart_by_e_mail_and_each_order_is_read_once()
    {
        await using LoopbackFixture loopback = await LoopbackFixture.OpenAsync();
        Person other = Drafts.Mira with { Email = "mira.k.solberg@fjordlab.example" };
        long first = await PlaceAsync(loopback, Drafts.Mira);
        long second = (await loopback.PlaceAsync(other, withCsr: false)).OrderId;
        long third = await PlaceAsync(loopback, Drafts.Mira);
        loopback.Server.ForgetCalls();

        LiveOrderLookup live = await ReadAsync(loopback);
        IReadOnlyList<LiveOrder>[] found =
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => FindAsync(live, Drafts.Mira)));

        Assert.All(found, orders => Assert.Equal([first, third], orders.Select(order => order.OrderId!.Value).Order()));
        Assert.Equal([second], (await FindAsync(live, other)).Select(order => order.OrderId!.Value));
        Assert.Equal(3, loopback.Calls.Count(call => call.StartsWith("GET order/certificate/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Refused_canceled_and_expired_orders_are_no_hits_but_their_status_is_known()
    {
        await using LoopbackFixture loopback =
            await LoopbackFixture.OpenAsync(approval: TimeSpan.FromMinutes(5), validation: TimeSpan.Zero, issue: TimeSpan.Zero);
        long issued = await PlaceAsync(loopback, Drafts.Mira);
        loopback.Time.Pass(TimeSpan.FromMinutes(6));

        LiveOrderLookup live = await ReadAsync(loopback);
        Assert.Equal("Issued", Assert.Single(await FindAsync(live, Drafts.Mira)).Status);

        loopback.Time.Pass(TimeSpan.FromDays(400));
        PlacedOrder placed = await PlaceOrderAsync(loopback, Drafts.Mira);
        await loopback.Client.Requests.RejectAsync(placed.RequestId!.Value, null, CancellationToken.None);
        loopback.Server.ForgetCalls();
        live = await ReadAsync(loopback);

        Assert.Empty(await FindAsync(live, Drafts.Mira));
        Assert.Equal(3, loopback.Calls.Count);
        Assert.Equal(("Expired", "Rejected"), (StatusOf(live, issued), StatusOf(live, placed.OrderId)));
    }

    [Fact]
    public async Task An_order_that_has_ended_since_is_no_hit_and_one_without_details_is_unclear()
    {
        await using LoopbackFixture loopback = await LoopbackFixture.OpenAsync();
        PlacedOrder placed = await PlaceOrderAsync(loopback, Drafts.Mira);
        long gone = await PlaceAsync(loopback, Umlaut);
        LiveOrderLookup live = await ReadAsync(loopback);

        await loopback.Client.Requests.RejectAsync(placed.RequestId!.Value, null, CancellationToken.None);
        Assert.Empty(await FindAsync(live, Drafts.Mira));
        Assert.Equal("Rejected", StatusOf(live, placed.OrderId));
        loopback.Server.Answering =
            _ => ByHand.Answer(404, "application/json", """{"errors":[{"code":"not_found|order","message":"x"}]}""");

        Assert.Empty(await FindAsync(live, Umlaut));
        Assert.Equal([gone], (await FindUnclearAsync(live, Umlaut)).Select(order => order.OrderId!.Value));
        Assert.Empty(await FindUnclearAsync(live, Drafts.Mira));
        Assert.Equal("NeedsApproval", StatusOf(live, gone));
    }

    [Fact]
    public async Task An_order_that_cannot_be_read_is_an_error_until_it_can()
    {
        await using LoopbackFixture loopback = await LoopbackFixture.OpenAsync();
        long orderId = await PlaceAsync(loopback, Drafts.Mira);
        LiveOrderLookup live = await ReadAsync(loopback);
        loopback.Server.Answering = _ => ByHand.Answer(403, "application/json", """{"errors":[{"code":"access_denied","message":"x"}]}""");
        await Assert.ThrowsAsync<PermissionDeniedException>(() => FindAsync(live, Drafts.Mira));
        loopback.Server.Answering = null;

        Assert.Equal(orderId, Assert.Single(await FindAsync(live, Drafts.Mira)).OrderId);
    }

    [Theory]
    [InlineData("Mira", "Solberg", true)]
    [InlineData("MIRA", "S\u00F3lberg", true)]
    [InlineData("Mira", "Solberg-Hansen", true)]
    [InlineData("Mira Kristin", "Solberg Dahl", true)]
    [InlineData("Mira", "Hansen", false)]
    [InlineData("Kari", "Solberg", false)]
    [InlineData("Mira", "K.", false)]
    public async Task An_order_under_another_spelling_of_the_name_is_looked_at_and_its_e_mail_decides(
        string givenName, string surname, bool isLookedAt)
    {
        await using LoopbackFixture loopback = await LoopbackFixture.OpenAsync();
        long orderId = await PlaceAsync(loopback, Drafts.Mira); // Mira K. Solberg
        LiveOrderLookup live = await ReadAsync(loopback);
        loopback.Server.ForgetCalls();

        IReadOnlyList<LiveOrder> found =
            await FindAsync(live, Drafts.Mira with { GivenName = givenName, Surname = surname });

        Assert.Equal(isLookedAt ? [orderId] : [], found.Select(order => order.OrderId!.Value));
        Assert.Equal(isLookedAt ? 1 : 0, loopback.Calls.Count);
        var another = new Person(givenName, surname, "Clerk", "+47 55 50 01 42", "another.person@fjordlab.example");
        Assert.Empty(await FindAsync(live, another));
    }

    [Fact]
    public async Task An_order_that_only_the_pending_requests_show_and_one_without_a_name_are_found()
    {
        var asked = new List<string>();
        using CertCentralClient client = LoopbackFixture.Scripted(path => path.Split('?')[0] switch
        {
            "request" => """
                {"requests":[{"id":1,"type":"new_request","status":"pending","order":{"id":11,
                "certificate":{"common_name":"mira k. SOLBERG"},"product":{"name_id":"ds_org_individual"}}},
                {"id":2,"type":"new_request","status":"pending","order":{"id":12,"certificate":{"common_name":"Mira K. Solberg"},
                "product":{"name_id":"ssl_basic"}}},
                {"id":3,"type":"revoke","status":"pending","order":{"id":13,"product":{"name_id":"ds_org_individual"}}}],
                "page":{"total":3,"limit":0,"offset":0}}
                """,
            "order/certificate" =>
                """
                {"orders":[{"id":14,"status":"pending"},{"id":15,"status":"wondrous",
                "certificate":{"common_name":"Mira K. Solberg"}}],"page":{"total":2}}
                """,
            var info => Asked(info),
        });

        LiveOrderLookup live = await LiveOrderLookup.ReadAsync(client, null, 0, new JumpingTime(Drafts.Now), CancellationToken.None);
        IReadOnlyList<LiveOrder> found = await FindAsync(live, Drafts.Mira);

        // 15 tells no e-mail, and the name fits; 14 is somebody else's.
        Assert.Equal([11], found.Select(order => order.OrderId!.Value));
        IReadOnlyList<LiveOrder> unclear = await FindUnclearAsync(live, Drafts.Mira);
        Assert.Equal([15], unclear.Select(order => order.OrderId!.Value));
        Assert.Equal(
            [11, 14, 15],
            asked.Select(path => long.Parse(path.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture)).Order());
        Assert.Equal(14, Assert.Single(await FindAsync(live, Umlaut)).OrderId);
        Assert.Equal(3, asked.Count);
        Assert.Equal(
            ("NeedsApproval", null, null, "Pending", "Wondrous"),
            (StatusOf(live, 11), StatusOf(live, 12), StatusOf(live, 13), StatusOf(live, 14), StatusOf(live, 15)));

        string Asked(string info)
        {
            asked.Add(info);
            return info.Split('/')[^1] switch
            {
                "11" => """{"id":11,"status":"needs_approval","subject":{"email":"MIRA.solberg@fjordlab.example"}}""",
                "14" => """
                    {"id":14,"status":"pending","subject":{"given_name":"Georg","surname":"M","email":"joerg.mueller@fjordlab.example"}}
                    """,
                _ => """{"id":15,"status":"wondrous"}""",
            };
        }
    }

    /// <summary>A guess about a spelling must not hide an order.</summary>
    [Theory]
    [InlineData("DS_ORG_INDIVIDUAL", true)]
    [InlineData("ds_org_individual", true)]
    [InlineData("ssl_basic", false)]
    public async Task An_order_of_this_product_is_found_however_its_name_is_written(string product, bool isFound)
    {
        using CertCentralClient client = LoopbackFixture.Scripted(path => path.Split('?')[0] switch
        {
            "request" => """{"requests":[],"page":{"total":0}}""",
            "order/certificate" => $$$"""
                {"orders":[{"id":11,"status":"issued","product":{"name_id":"{{{product}}}"},
                "certificate":{"common_name":"Mira K. Solberg"}}],"page":{"total":1}}
                """,
            _ => $$$"""
                {"id":11,"status":"issued","product":{"name_id":"{{{product}}}"},"subject":{"email":"mira.solberg@fjordlab.example"}}
                """,
        });
        LiveOrderLookup live = await LiveOrderLookup.ReadAsync(client, null, 0, new JumpingTime(Drafts.Now), CancellationToken.None);

        Assert.Equal(isFound, (await FindAsync(live, Drafts.Mira)).Count == 1);
    }

    /// <summary>Where order info does not show the product, the list does, in one of two places.</summary>
    /// <summary>How an order may say what it is of. Where it says it twice, the object counts, which is documented.</summary>
    public static TheoryData<string, bool> Products() => new()
    {
        { """ "product":{"name_id":"ssl_basic"} """, false },
        { """ "product_name_id":"ssl_basic" """, false },
        { """ "product_name_id":"ds_org_individual" """, true },
        { """ "product":{"name_id":"ds_org_individual"},"product_name_id":"ssl_basic" """, true },
        { """ "product":{"name_id":"ssl_basic"},"product_name_id":"ds_org_individual" """, false },
    };

    [Theory]
    [MemberData(nameof(Products))]
    public async Task The_product_of_an_order_counts_in_the_list_and_in_the_requests(string product, bool isFound)
    {
        foreach (bool isListed in new[] { true, false })
        {
            using CertCentralClient client = LoopbackFixture.Scripted(path => path.Split('?')[0] switch
            {
                "request" when !isListed => $$$"""
                    {"requests":[{"id":1,"type":"new_request",
                    "order":{"id":11,"certificate":{"common_name":"Mira K. Solberg"},{{{product}}} } }],"page":{"total":1}}
                    """,
                "order/certificate" when isListed => $$$"""
                    {"orders":[{"id":11,"status":"issued",{{{product}}},"certificate":{"common_name":"Mira K. Solberg"}}],
                    "page":{"total":1}}
                    """,
                "request" or "order/certificate" => """{"requests":[],"orders":[],"page":{"total":0}}""",
                _ => """{"id":11,"status":"issued","subject":{"email":"mira.solberg@fjordlab.example"}}""",
            });
            LiveOrderLookup live = await LiveOrderLookup.ReadAsync(client, null, 0, new JumpingTime(Drafts.Now), CancellationToken.None);

            Assert.Equal((isListed, isFound), (isListed, (await FindAsync(live, Drafts.Mira)).Count == 1));
        }
    }

    /// <summary>One name is enough, and where two are shown it is that of the list: a request tells how an order began.</summary>
    [Fact]
    public async Task An_order_has_the_name_of_the_list_or_else_that_of_its_request()
    {
        var asked = new List<string>();
        using CertCentralClient client = LoopbackFixture.Scripted(path => path.Split('?')[0] switch
        {
            "request" => """
                {"requests":[{"id":1,"type":"new_request","order":{"id":11,"certificate":{"common_name":"Kari Dahl"}}},
                {"id":2,"type":"new_request","order":{"id":12,"certificate":{"common_name":"Kari Dahl"}}}],"page":{"total":2}}
                """,
            "order/certificate" => """
                {"orders":[{"id":12},{"id":11,"status":"pending","certificate":{"common_name":"Mira K. Solberg"}}],"page":{"total":2}}
                """,
            var info => Asked(info),
        });
        LiveOrderLookup live = await LiveOrderLookup.ReadAsync(client, null, 0, new JumpingTime(Drafts.Now), CancellationToken.None);

        Assert.Equal([11], (await AliveAsync(live, Drafts.Mira)).Select(order => order.OrderId!.Value));
        Assert.Equal(["order/certificate/11"], asked);
        Assert.Equal(("Pending", "Unknown"), (StatusOf(live, 11), StatusOf(live, 12)));

        string Asked(string info)
        {
            asked.Add(info);
            return """{"id":11,"status":"pending","subject":{"email":"mira.solberg@fjordlab.example"}}""";
        }
    }

    [Fact]
    public async Task Five_thousand_live_orders_cost_seven_calls_and_one_for_each_likely_order()
    {
        var calls = new List<string>();
        using CertCentralClient client = LoopbackFixture.Scripted(path =>
        {
            calls.Add(path.Split('?')[0]);
            return path.StartsWith("request", StringComparison.Ordinal) ? """{"requests":[],"page":{"total":0}}"""
                : path.Contains('?', StringComparison.Ordinal) ? Page(path)
                : $$$"""
                    {"id":{{{path.Split('/')[^1]}}},"status":"issued",
                    "subject":{"email":"person{{{path.Split('/')[^1]}}}@fjordlab.example"}}
                    """;
        });

        LiveOrderLookup live = await LiveOrderLookup.ReadAsync(client, null, 0, new JumpingTime(Drafts.Now), CancellationToken.None);
        for (int person = 4_991; person <= 5_010; person++)
        {
            var asked = new Person("Person", "No" + person, "Clerk", "+47 55", $"Person{person}@fjordlab.example");
            IReadOnlyList<LiveOrder> found = await FindAsync(live, asked);
            Assert.Equal(person <= 5_000 ? 1 : 0, found.Count);
        }

        Assert.Equal((2, 5, 10), (
            calls.Count(call => call == "request"),
            calls.Count(call => call == "order/certificate"),
            calls.Count(call => call.Contains("certificate/", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("Pending", null, true)]
    [InlineData("NeedsApproval", null, true)]
    [InlineData("Unknown", null, true)]
    [InlineData("Issued", "2026-11-02", true)] // it is still the second of November somewhere on earth
    [InlineData("Issued", "2026-11-01", false)]
    [InlineData("ReissuePending", "2026-11-01", false)]
    [InlineData("Canceled", null, false)]
    [InlineData("Rejected", null, false)]
    [InlineData("Denied", null, false)]
    [InlineData("Revoked", "2027-11-01", false)]
    [InlineData("Expired", "2027-11-01", false)]
    public void Live_is_what_may_be_or_become_a_certificate(string status, string? validTill, bool live)
    {
        DateTime? end = validTill is null ? null : DateTime.Parse(validTill, System.Globalization.CultureInfo.InvariantCulture);
        var order = new LiveOrder { OrderId = 1, Status = status, ValidTill = end };

        Assert.Equal(live, order.IsLive(Drafts.Now));
    }

    private static async Task<IReadOnlyList<LiveOrder>> FindAsync(LiveOrderLookup live, Person person) =>
        [.. (await AliveAsync(live, person)).Where(order => EmailAddress.Of(person.Email).Equals(order.Email))];

    private static async Task<IReadOnlyList<LiveOrder>> FindUnclearAsync(LiveOrderLookup live, Person person) =>
        [.. (await AliveAsync(live, person)).Where(order => order.Email is null)];

    private static async Task<IEnumerable<LiveOrder>> AliveAsync(LiveOrderLookup live, Person person) =>
        (await live.FindAsync(person, CancellationToken.None)).Where(order => order.IsLive(Drafts.Now));

    private static string? StatusOf(LiveOrderLookup live, long orderId) => live.StatusOf(orderId)?.Status;

    private static string Page(string path)
    {
        NameValueCollection query = System.Web.HttpUtility.ParseQueryString(path.Split('?')[1]);
        Assert.Equal(("-order_id", "ds_org_individual"), (query["sort"], query["filters[product_name_id]"]));
        int offset = int.Parse(query["offset"] ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        IEnumerable<string> rows = Enumerable.Range(4_001 - offset, 1_000).Reverse()
            .Select(id => $"{{\"id\":{id},\"status\":\"issued\",\"certificate\":{{\"common_name\":\"Person No{id}\"}}}}");
        return $$"""{"page":{"total":5000,"limit":1000,"offset":{{offset}} },"orders":[{{string.Join(",", rows)}}]}""";
    }

    private static Task<LiveOrderLookup> ReadAsync(LoopbackFixture loopback) =>
        LiveOrderLookup.ReadAsync(loopback.Client, null, 0, loopback.Time, CancellationToken.None);

    private static async Task<long> PlaceAsync(LoopbackFixture loopback, Person person) =>
        (await PlaceOrderAsync(loopback, person)).OrderId;

    private static Task<PlacedOrder> PlaceOrderAsync(LoopbackFixture loopback, Person person) => loopback.PlaceAsync(person);
}
