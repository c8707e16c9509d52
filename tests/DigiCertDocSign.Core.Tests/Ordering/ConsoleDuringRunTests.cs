using System.Text;
using CertCentral;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Orders;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>Somebody else orders while a run is at work, or has renewed what it is to renew.</summary>
public class ConsoleDuringRunTests
{
    /// <summary>How a server sorts the order list, whatever it is asked for.</summary>
    public static TheoryData<string> Sorts() => new("newest first", "oldest first");

    [Theory]
    [MemberData(nameof(Sorts))]
    public async Task What_the_console_orders_during_a_run_is_not_bought_again(string sort)
    {
        using var fixture = new OrderingFixture();
        for (int number = 10; number < 20; number++)
        {
            await fixture.OrderInConsoleAsync(OrderingFixture.Person(number));
            fixture.Time.Pass(TimeSpan.FromHours(1));
        }

        int before = fixture.Sends;
        fixture.Wire.Meddle = async (call, passOn, token) =>
        {
            HttpResponseMessage answer = await passOn();
            if (WireTap.IsOrder(call))
            {
                Order(fixture, OrderingFixture.Person(3));
            }

            return sort == "oldest first" && call.RequestUri!.AbsolutePath.EndsWith("/order/certificate", StringComparison.Ordinal)
                ? await TurnedAsync(answer, token)
                : answer;
        };

        RunResult run = await fixture.RunAsync(fixture.Inputs(3));

        Assert.Equal((2, 1, before + 2), (run.Summary.Placed, run.Summary.AlreadyOrdered, fixture.Sends));
    }

    [Fact]
    public async Task What_another_journal_orders_during_a_run_is_not_bought_again()
    {
        using var fixture = new OrderingFixture();
        using IJournalStorage other = JournalPlace.InMemory().OpenStorage();
        bool isFirst = true;
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            if (WireTap.IsOrder(call) && isFirst)
            {
                isFirst = false;
                RunResult theirs = await RunResult.OfAsync(
                    fixture.Client, other, new(), fixture.Time, fixture.Inputs(5), CancellationToken.None);
                Assert.Equal((4, 1), (theirs.Summary.Placed, theirs.Summary.AlreadyOrdered));
            }

            return answer;
        };

        RunResult run = await fixture.RunAsync(fixture.Inputs(5));

        Assert.Equal((1, 4, 5), (run.Summary.Placed, run.Summary.AlreadyOrdered, fixture.Orders.Count));
    }

    [Fact]
    public async Task What_the_console_has_renewed_is_not_renewed_again()
    {
        using var fixture = new OrderingFixture();
        Person person = OrderingFixture.Person(1);
        long old = (await fixture.RunAsync(fixture.Input(person, csr: Drafts.SampleCsr))).Single.Order!.OrderId;
        await fixture.Client.Requests.ApproveAsync(
            fixture.Orders.Single().Requests[0].Id, null, CancellationToken.None);
        fixture.Time.Pass(TimeSpan.FromDays(2));
        long renewal = Order(fixture, person with { Email = "another.address@fjordlab.example" }, renews: old);
        OrderDraft draft = Drafts.Valid();
        draft.RenewalOfOrderId = old;
        using IJournalStorage journal = JournalPlace.InMemory().OpenStorage();

        RunResult run = await RunResult.OfAsync(
            fixture.Client, journal, new(), fixture.Time, [fixture.Input(person, draft: draft)], CancellationToken.None);

        Assert.True(
            run.Single.AlreadyOrdered || RunResult.Kind(run.Single) == FaultKind.RenewalNotPossible, $"{run.Single.Fault?.Message}");
        Assert.Equal([old, renewal], fixture.Orders.Select(order => order.Id).Order());
    }

    /// <summary>
    /// Where more requests wait than one call shows, the order list is read instead of them, if it has shown all of their orders.
    /// </summary>
    [Theory]
    [InlineData(true, 1_001, false, true, false)]
    [InlineData(false, 1_001, false, false, false)]
    [InlineData(false, 1_001, true, false, false)]
    [InlineData(true, 1_000, false, true, true)]
    [InlineData(false, 1_000, false, true, true)]
    public async Task With_a_thousand_requests_the_console_is_seen_if_the_list_shows_what_waits(
        bool listsAll, int count, bool isSubmitted, bool isSeen, bool readsOn)
    {
        using var fixture = new OrderingFixture(
            listsAll: listsAll, habits: new SandboxHabits { NewRequestsAreSubmitted = isSubmitted });
        for (int number = 1; number <= count; number++)
        {
            Order(fixture, OrderingFixture.Person(10 + number));
        }

        int ListReadings(string route) => fixture.Sandbox.State.CallsByRoute.TryGetValue(route, out int count) ? count : 0;
        int requests = 0;
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            if (WireTap.IsOrder(call))
            {
                requests = requests == 0 ? ListReadings(SandboxRoutes.ListRequests) : requests;
                Order(fixture, OrderingFixture.Person(2));
            }

            return answer;
        };

        RunResult run = await fixture.RunAsync(fixture.Inputs(2));

        Assert.Equal(isSeen ? (1, 1) : (2, 0), (run.Summary.Placed, run.Summary.AlreadyOrdered));
        Assert.Equal(readsOn, ListReadings(SandboxRoutes.ListRequests) > requests);
    }

    /// <summary>
    /// The list shows none of what waits, and nobody has seen it show any: it cannot stand for the requests. The console orders for the
    /// second person when the first is sent, and for the third when the order of the second is looked at.
    /// </summary>
    [Theory]
    [InlineData("ssl_basic", 60, 0, 3)]
    [InlineData("ssl_basic", 60, -3600, 4)] // the clock is set back meanwhile, which costs a reading
    [InlineData("ssl_basic", 0, 60, 3)] // the machine sleeps, and its stop watch with it
    [InlineData("ds_org_individual", 60, 0, 3)]
    public async Task With_a_thousand_requests_that_no_list_shows_the_console_is_seen_after_a_minute(
        string productNameId, int passed, int clockSetBy, int readings)
    {
        using var fixture = new OrderingFixture(listsAll: false);
        for (int number = 1; number <= 1_001; number++)
        {
            Order(fixture, OrderingFixture.Person(10 + number), productNameId: productNameId);
        }

        long last = 0;
        int next = 2;
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            if (next <= 3
                && (WireTap.IsOrder(call) || call.RequestUri!.AbsolutePath.EndsWith($"/{last}", StringComparison.Ordinal)))
            {
                fixture.Time.SetClock(TimeSpan.FromSeconds(clockSetBy));
                fixture.Time.Pass(TimeSpan.FromSeconds(passed));
                last = Order(fixture, OrderingFixture.Person(next++));
            }

            return answer;
        };

        RunResult run = await fixture.RunAsync(fixture.Inputs(4));

        // The list is read at the start, for the second and for the third; for the fourth it is fresh.
        Assert.Equal((2, 2, 2), (run.Summary.Placed, run.Summary.AlreadyOrdered, fixture.Sends));
        Assert.Equal(readings, fixture.Sandbox.State.CallsByRoute[SandboxRoutes.ListOrders]);
    }

    /// <summary>A thousand orders of the last minute are known, and behind them one appears that the list had kept back.</summary>
    [Fact]
    public async Task An_order_that_gets_into_the_list_late_is_seen_behind_a_page_of_known_ones()
    {
        using var fixture = new OrderingFixture();
        long late = Order(fixture, OrderingFixture.Person(2));
        for (int number = 1; number <= 1_001; number++)
        {
            Order(fixture, OrderingFixture.Person(10 + number));
        }

        fixture.Time.Pass(TimeSpan.FromSeconds(30));
        bool isShown = false;
        fixture.Wire.Meddle = async (call, passOn, token) =>
        {
            HttpResponseMessage answer = await passOn();
            isShown |= WireTap.IsOrder(call);
            return !isShown && call.Method == HttpMethod.Get ? await WithoutAsync(answer, late, token) : answer;
        };

        RunResult run = await fixture.RunAsync(fixture.Inputs(2));

        Assert.Equal((1, 1, 1), (run.Summary.Placed, run.Summary.AlreadyOrdered, fixture.Sends));
    }

    /// <summary>Two minutes under the call limit lie between the reading of the lists and the order's turn.</summary>
    [Fact]
    public async Task What_the_console_orders_while_a_run_waits_for_its_turn_is_not_bought_again()
    {
        using var fixture = new OrderingFixture();
        using var client = new CertCentralClient(new CertCentralOptions
        {
            ApiKey = ApiKey.From(Secret.Of("sandbox")),
            TimeProvider = fixture.Time,
            Limits = new CallLimits([new CallLimit(6, TimeSpan.FromMinutes(2))]),
            PrimaryHandler = () => fixture.Wire,
        });
        DateTimeOffset waits = fixture.Time.GetUtcNow() + TimeSpan.FromMinutes(1);
        fixture.Wire.Meddle = (call, passOn, _) =>
        {
            if (fixture.Time.GetUtcNow() >= waits)
            {
                Order(fixture, OrderingFixture.Person(1));
            }

            return passOn();
        };

        RunResult run = await RunResult.OfAsync(
            client, fixture.Storage, new(), fixture.Time, fixture.Inputs(1), CancellationToken.None);

        Assert.True(run.Single.AlreadyOrdered, run.Single.Fault?.Message);
        Assert.Equal(0, fixture.Sends);
    }

    /// <summary>
    /// Each call has to wait two minutes, so that no order ever leaves within a minute of the lists. It leaves at last, or nobody would be
    /// ordered for under such a limit.
    /// </summary>
    [Fact]
    public async Task An_order_that_is_withheld_again_and_again_leaves_at_the_fourth_try()
    {
        using var fixture = new OrderingFixture();
        using var client = new CertCentralClient(new CertCentralOptions
        {
            ApiKey = ApiKey.From(Secret.Of("sandbox")),
            TimeProvider = fixture.Time,
            Timeout = Timeout.InfiniteTimeSpan,
            Limits = new CallLimits([new CallLimit(1, TimeSpan.FromMinutes(2))]),
            PrimaryHandler = () => fixture.Wire,
        });
        int readings = 0;
        fixture.Wire.Meddle = (call, passOn, _) =>
        {
            readings += call.RequestUri!.AbsolutePath.EndsWith("/order/certificate", StringComparison.Ordinal) ? 1 : 0;
            return readings <= 10 ? passOn() : throw WireTap.Broken();
        };

        RunResult run = await RunResult.OfAsync(
            client, fixture.Storage, new(), fixture.Time, fixture.Inputs(1), CancellationToken.None);

        Assert.Equal((1, 1), (run.Summary.Placed, fixture.Sends));

        // The first reading, and one before each try.
        Assert.Equal(5, readings);
    }

    private static long Order(
        OrderingFixture fixture, Person person, long? renews = null, string productNameId = "ds_org_individual") =>
        fixture.Orders.FirstOrDefault(order => order.Email == person.Email)?.Id
        ?? fixture.Sandbox.Console.Order(new SandboxConsoleOrder
        {
            GivenName = person.GivenName,
            Surname = person.Surname,
            Email = person.Email,
            RenewalOfOrderId = renews,
            ProductNameId = productNameId,
        });

    private static async Task<HttpResponseMessage> WithoutAsync(
        HttpResponseMessage answer, long orderId, CancellationToken cancellationToken)
    {
        var json = JObject.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        JToken[] shown = [.. json.SelectTokens("$.*[*]").Where(row => ((long?)row["id"], (long?)row["order"]?["id"]) is var (own, ofRequest)
            && (own == orderId || ofRequest == orderId))];
        foreach (JToken row in shown)
        {
            row.Remove();
        }

        if (json["page"]?["total"] is { } total && (int)total > 0)
        {
            json["page"]!["total"] = (int)total - 1;
        }

        answer.Content = new StringContent(json.ToString(), Encoding.UTF8, "application/json");
        return answer;
    }

    private static async Task<HttpResponseMessage> TurnedAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var json = JObject.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        json["orders"] = new JArray(json["orders"]!.Reverse());
        answer.Content = new StringContent(json.ToString(), Encoding.UTF8, "application/json");
        return answer;
    }
}
