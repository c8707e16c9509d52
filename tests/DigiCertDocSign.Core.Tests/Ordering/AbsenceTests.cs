using System.Net;
using System.Text;
using CertCentral.Sandbox;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Orders;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>
/// That an order is not there has to be shown: what may be it is looked at, wherever it is named, and no false witness counts.
/// </summary>
public class AbsenceTests
{
    private const string Doubt = "may be its order";
    private static readonly TimeSpan Settle = TimeSpan.FromMinutes(2);
    private static readonly Person Zoe = new("Zoe", "Muller", "Clerk", "+47 55 50 01 42", "zoe.muller@fjordlab.example");
    private static readonly Person First = OrderingFixture.Person(1);
    private static readonly Person Second = OrderingFixture.Person(2);
    private static readonly Person Third = OrderingFixture.Person(3);

    /// <summary>A list that lags behind the filter or the report must not hide an order from them.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_order_that_the_lists_lack_is_adopted_when_the_filter_or_the_report_names_it(bool isByFilter)
    {
        using var fixture = new OrderingFixture(
            Losing(SandboxFault.DropAfterCommit, 2),
            habits: new SandboxHabits
            {
                HasReport = !isByFilter,
                EmailFilter = isByFilter ? SandboxFilterHabit.Honoured : SandboxFilterHabit.Ignored,
            });
        HideFromLists(fixture, () => fixture.Orders.SingleOrDefault(order => order.Email == Zoe.Email));

        RunResult run = await fixture.RunAsync(fixture.Input(First), fixture.Input(Zoe), fixture.Input(Second));

        SandboxOrder order = fixture.Orders.Single(one => one.Email == Zoe.Email);
        Assert.Equal((3, 3), (run.Summary.Placed, fixture.Sends));
        PlacedOrder found = run.Outcomes.Single(outcome => outcome.Input!.Person == Zoe).Order!;
        Assert.Equal((order.Id, order.Requests[0].Id), (found.OrderId, found.RequestId));
    }

    /// <summary>The one order that can prove the filter is that of the address that is asked for.</summary>
    [Fact]
    public async Task A_filter_that_brings_the_known_order_of_its_address_is_believed()
    {
        using var fixture = new OrderingFixture(Losing(SandboxFault.DropAfterCommit, 2));
        await RunAsync(fixture, Zoe);
        HideFromLists(fixture, () => fixture.Orders.OrderBy(order => order.Id).ElementAtOrDefault(1));

        RunResult run = await fixture.RunAsync(
            new OrderingOptions { AllowDuplicate = true, SettleTime = Settle }, fixture.Input(Zoe));

        Assert.Equal((1, 2), (run.Summary.Placed, fixture.Sends));
    }

    [Theory]
    [InlineData("product")]
    [InlineData("product_name_id")]
    public async Task What_the_filter_brings_of_another_product_is_not_looked_at(string place)
    {
        using var fixture = new OrderingFixture(
            Losing(SandboxFault.DropBeforeCommit, 2), habits: new SandboxHabits { ProductFilter = SandboxFilterHabit.Ignored });
        long other = fixture.Sandbox.Console.Order(new SandboxConsoleOrder
        {
            GivenName = Zoe.GivenName,
            Surname = Zoe.Surname,
            Email = Zoe.Email,
            ProductNameId = "ssl_basic",
        });
        int looks = 0;
        fixture.Wire.Meddle = (call, passOn, token) =>
        {
            looks += call.RequestUri!.AbsolutePath.EndsWith($"/{other}", StringComparison.Ordinal) ? 1 : 0;
            return RewriteAsync(call, passOn, IsList, json =>
            {
                foreach (JObject row in json.Descendants().OfType<JObject>().Where(row => (long?)row["id"] == other).ToArray())
                {
                    row.Remove("product");
                    row.Remove("product_name_id");
                    row[place] = place == "product" ? new JObject { ["name_id"] = "ssl_basic" } : "ssl_basic";
                }
            }, token);
        };

        RunResult run = await RunAsync(fixture, First, Zoe);

        Assert.Equal((2, 0), (run.Summary.Placed, looks));
    }

    [Fact]
    public async Task An_order_that_only_the_report_shows_is_adopted_by_its_CSR()
    {
        using var fixture = new OrderingFixture(
            Losing(SandboxFault.DropAfterCommit, 1), habits: new SandboxHabits { HasReport = true });
        int refused = 0;
        fixture.Wire.Meddle = (call, passOn, token) =>
            fixture.Orders.Any(order => call.RequestUri!.AbsolutePath.EndsWith($"/{order.Id}", StringComparison.Ordinal))
                ? Task.FromResult(Refusal(404, ref refused))
                : EmptyListAsync(call, passOn, token);

        RunResult run = await fixture.RunAsync(Options(), fixture.Input(Zoe, csr: Drafts.SampleCsr));

        Assert.Equal((fixture.Orders.Single().Id, "NeedsApproval"), (run.Single.Order?.OrderId, run.Single.Order?.Status));
        Assert.Equal(1, fixture.Sends);
    }

    /// <summary>Whose rows of the report bear Zoe's address; whether others are known; and whether the report is believed.</summary>
    public static TheoryData<string, Person[], bool, bool> Reports() => new()
    {
        { "one row that nobody can check", [Third], true, true },
        { "all", [First, Second, Third], true, false },
        { "one known of two", [First, Third], true, false },
        { "none is known", [Third], false, false },
    };

    [Theory]
    [MemberData(nameof(Reports))]
    public async Task A_report_is_believed_when_it_shows_known_orders_under_their_own_addresses(
        string what, Person[] misnamed, bool areKnown, bool isBelieved)
    {
        Assert.NotNull(what);
        using var fixture = new OrderingFixture(
            Losing(SandboxFault.DropBeforeCommit, areKnown ? 2 : 1),
            habits: new SandboxHabits
            {
                Subject = SandboxSubjectPlace.Nowhere,
                ShowsComments = false,
                ShowsCsr = false,
                HasReport = true,
                ReportCsr = SandboxReportColumn.Missing,
                EmailFilter = SandboxFilterHabit.Ignored,
            });
        fixture.Wire.Meddle = async (call, passOn, token) =>
        {
            await OrderAtConsoleAsync(fixture, call, Third, token);
            HttpResponseMessage answer = await passOn();
            if (IsReport(call) && answer.IsSuccessStatusCode)
            {
                string text = await answer.Content.ReadAsStringAsync(token);
                foreach (Person person in misnamed)
                {
                    text = text.Replace(person.Email, Zoe.Email, StringComparison.Ordinal);
                }

                answer.Content = new StringContent(text, Encoding.UTF8, "text/csv");
            }

            return answer;
        };
        Person[] people = areKnown ? [First, Zoe, Second] : [Zoe];

        RunResult run = await RunAsync(fixture, people);

        Assert.Equal(isBelieved ? people.Length - 1 : people.Length, run.Summary.Placed);
        Assert.Equal(isBelieved, run.Outcomes.Any(one => one.Fault?.Message.Contains(Doubt, StringComparison.Ordinal) == true));
    }

    [Theory]
    [InlineData(404, 1)]
    [InlineData(403, 1)]
    [InlineData(400, 1)]
    [InlineData(500, 2)]
    public async Task A_report_that_is_refused_is_asked_for_once(int status, int times)
    {
        using var fixture = new OrderingFixture(Losing(SandboxFault.DropBeforeCommit, 1), habits: new SandboxHabits { HasReport = true });
        int asked = 0;
        fixture.Wire.Meddle = (call, passOn, _) => IsReport(call) ? Task.FromResult(Refusal(status, ref asked)) : passOn();

        RunResult run = await RunAsync(fixture, Zoe);

        Assert.Equal((1, times), (run.Summary.Placed, asked));
    }

    [Theory]
    [InlineData(SandboxDateForm.WithZone, true)]
    [InlineData(SandboxDateForm.Missing, false)]
    public async Task The_report_reaches_back_to_the_orders_by_which_it_is_proven(SandboxDateForm dates, bool isBounded)
    {
        using var fixture = new OrderingFixture(
            Losing(SandboxFault.DropBeforeCommit, 2), habits: new SandboxHabits { HasReport = true, Dates = dates });

        // On the third of November.
        await RunAsync(fixture, First);
        fixture.Time.Pass(TimeSpan.FromDays(9));
        var asked = new List<string>();
        fixture.Wire.Meddle = (call, passOn, _) =>
        {
            if (IsReport(call))
            {
                asked.Add(Uri.UnescapeDataString(call.RequestUri!.Query));
            }

            return passOn();
        };

        await RunAsync(fixture, Zoe);

        Assert.NotEmpty(asked);
        Assert.All(asked, query => Assert.Contains("ds_org_individual", query, StringComparison.Ordinal));
        Assert.All(asked, query => Assert.Equal(isBounded, query.Contains("2026-11-01", StringComparison.Ordinal)));
        Assert.All(asked, query => Assert.Equal(isBounded, query.Contains("date_created", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_filter_that_failed_in_one_look_is_tried_in_the_next()
    {
        using var fixture = new OrderingFixture(Losing(SandboxFault.DropAfterCommit, 2));
        int asked = 0;
        fixture.Wire.Meddle = (call, passOn, token) => Filter(call) is not null && asked == 0
            ? Task.FromResult(Refusal(500, ref asked))
            : DisguiseAsync(fixture, call, passOn, token);

        RunResult run = await RunAsync(fixture, First, Zoe, Second);

        Assert.Equal((1, 3), (run.Summary.InDoubt, fixture.Sends));
        Assert.Contains(Doubt, run.Outcomes[^1].Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_that_has_proven_itself_and_fails_altogether_ends_the_look()
    {
        using var fixture = new OrderingFixture(Losing(SandboxFault.DropBeforeCommit, 2));
        var asked = new List<string>();
        int failed = 0;
        fixture.Wire.Meddle = (call, passOn, _) =>
        {
            if (Filter(call) is { } address)
            {
                asked.Add(address);
                Assert.Contains("sort=-order_id", Uri.UnescapeDataString(call.RequestUri!.Query), StringComparison.Ordinal);
            }

            return Filter(call) is not null && asked.Count > 4 ? Task.FromResult(Refusal(502, ref failed)) : passOn();
        };

        RunResult run = await RunAsync(fixture, First, Zoe, Second);

        Assert.Equal((1, 3), (run.Summary.InDoubt, fixture.Sends));
        Assert.True(failed > 0);

        // The newest known order proves the filter.
        Assert.Equal([Second.Email, Second.Email[1..], Zoe.Email], asked.Skip(1).Take(3));
    }

    [Fact]
    public async Task A_filter_is_proven_by_what_order_info_shows_where_the_journal_knows_no_order()
    {
        using var fixture = new OrderingFixture(Losing(SandboxFault.DropAfterCommit, 1));
        fixture.Wire.Meddle = async (call, passOn, token) =>
        {
            await OrderAtConsoleAsync(fixture, call, Third, token);
            return await DisguiseAsync(fixture, call, passOn, token);
        };

        RunResult run = await RunAsync(fixture, Zoe);

        Assert.Equal(1, fixture.Sends);
        Assert.Contains(Doubt, run.Single.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_order_of_a_namesake_that_the_journal_knows_is_not_that_in_doubt()
    {
        using var fixture = new OrderingFixture(
            Losing(SandboxFault.DropBeforeCommit, 2), habits: new SandboxHabits { ShowsComments = false });

        RunResult run = await RunAsync(fixture, Zoe, Zoe with { Email = "z.muller@fjordlab.example" });

        Assert.Equal((2, 3), (run.Summary.Placed, fixture.Sends));
    }

    [Fact]
    public async Task An_earlier_order_that_is_seen_does_not_make_the_wait_short()
    {
        using var fixture = new OrderingFixture(Losing(SandboxFault.DropBeforeCommit, 2));

        RunResult run = await fixture.RunAsync(fixture.Input(First), fixture.Input(Zoe));

        Assert.Equal((1, 1, 2), (run.Summary.Placed, run.Summary.InDoubt, fixture.Sends));
    }

    [Fact]
    public async Task Of_two_in_doubt_the_earlier_one_is_looked_for_as_far_back_as_it_needs()
    {
        using var fixture = new OrderingFixture(new SandboxFaultPlan
        {
            Rules = [new() { Fault = SandboxFault.DropAfterCommit, Route = SandboxRoutes.CreateOrder, Calls = 2 }],
        }, habits: new SandboxHabits { EmailFilter = SandboxFilterHabit.Ignored });
        fixture.Wire.Meddle = (call, passOn, token) => RewriteAsync(call, passOn, IsList, json => Name(json, "Quentin Disguised"), token);
        IEnumerable<OrderInput> TwentyMinutesApart()
        {
            yield return fixture.Input(First);
            fixture.Time.Pass(TimeSpan.FromMinutes(20));
            yield return fixture.Input(Second);
        }

        RunResult run = await RunResult.OfAsync(
            fixture.Client, fixture.Storage, Options(), fixture.Time, TwentyMinutesApart(), CancellationToken.None);

        Assert.Equal((2, 2), (run.Summary.Placed, fixture.Sends));
    }

    [Fact]
    public async Task One_look_for_two_in_doubt_goes_back_to_the_earlier_one()
    {
        using var fixture = new OrderingFixture(habits: new SandboxHabits { EmailFilter = SandboxFilterHabit.Ignored });
        foreach (Person person in new[] { First, Second })
        {
            OrderIntent sent = await fixture.LeaveBehindAsync(person, IntentState.Sent);
            await fixture.OrderInConsoleAsync(person, $"[{sent.Reference}]");
            fixture.Time.Pass(TimeSpan.FromMinutes(20));
        }

        fixture.Wire.Meddle = (call, passOn, token) => RewriteAsync(call, passOn, IsList, json => Name(json, "Quentin Disguised"), token);

        await fixture.RunAsync();

        Assert.All(await fixture.IntentsAsync(), intent => Assert.Equal(IntentState.Placed, intent.State));
    }

    /// <summary>The clock here is days ahead and the server tells no time, so that its order seems older than it is.</summary>
    [Theory]
    [InlineData("Zoe Kristin Muller")]
    [InlineData("Zo? M?ller")]
    [InlineData(null)]
    public async Task A_name_that_may_be_hers_is_looked_at_however_old_the_order_seems(string? listed)
    {
        using var fixture = new OrderingFixture(
            Losing(SandboxFault.DropAfterCommit, 1), habits: new SandboxHabits { DateHeader = SandboxDateHeader.Missing });
        fixture.Wire.Meddle = (call, passOn, token) => RewriteAsync(call, passOn, IsList, json => Name(json, listed), token);

        RunResult run = await RunResult.OfAsync(
            fixture.Client,
            fixture.Storage,
            Options(),
            new SkewedTime(fixture.Time, TimeSpan.FromDays(3)),
            [fixture.Input(Zoe)],
            CancellationToken.None);

        Assert.Equal((1, 1), (run.Summary.Placed, fixture.Sends));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(7)]
    public async Task All_that_may_be_the_order_is_named_newest_first_up_to_five(int count)
    {
        using var fixture = new OrderingFixture(
            Losing(SandboxFault.DropBeforeCommit, 1),
            habits: new SandboxHabits { Subject = SandboxSubjectPlace.Nowhere, ShowsComments = false, ShowsCsr = false });
        fixture.Wire.Meddle = async (call, passOn, token) =>
        {
            for (int number = 0; number < count; number++)
            {
                await OrderAtConsoleAsync(fixture, call, Zoe with { Email = $"zoe{number}@fjordlab.example" }, token);
            }

            return await passOn();
        };

        RunResult run = await RunAsync(fixture, Zoe);

        string named = string.Join(", ", fixture.Orders.Select(order => order.Id).OrderDescending().Take(5));
        Assert.Contains(
            count == 1
                ? $"Order {named} may be its order, and what the server shows of it does not decide: look at it in CertCentral, "
                    + "whose it is and when it was made."
                : $"Orders {named}{(count > 5 ? $" and {count - 5} more" : "")} may be its order, and what the server shows of them "
                    + "does not decide: look at them in CertCentral, whose they are and when they were made.",
            run.Single.Fault!.Message,
            StringComparison.Ordinal);
    }

    /// <summary>Some spellings mean more to a filter than they say, so that its answer would mean nothing.</summary>
    [Theory]
    [InlineData("zoe~a@fjordlab.example", true)]
    [InlineData("zoe+a@fjordlab.example", false)]
    [InlineData("zoe%a@fjordlab.example", false)]
    [InlineData("zoe*a@fjordlab.example", false)]
    [InlineData("zoe@fj\u00F8rdlab.example", false)]
    [InlineData("zoe@xn--fjrdlab-q1a.example", false)]
    [InlineData("xn--zoe@fjordlab.example", false)]
    public async Task An_address_that_a_filter_may_read_otherwise_is_not_asked_for(string address, bool isAsked)
    {
        using var fixture = new OrderingFixture(habits: new SandboxHabits { Subject = SandboxSubjectPlace.Nowhere });
        await fixture.RunAsync(fixture.Inputs(2));
        Person person = Zoe with { Email = address };
        OrderAtConsole(fixture, person);
        fixture.Time.Pass(TimeSpan.FromHours(2));

        RunResult run = await RunAsync(fixture, person);

        Assert.Equal(isAsked, run.Single.AlreadyOrdered);
        Assert.Equal(isAsked ? null : FaultKind.ExistingOrderUnclear, RunResult.Kind(run.Single));
    }

    /// <summary>The account hides from its list what waits, and words its requests in a way of its own.</summary>
    [Theory]
    [InlineData("renewal", true)]
    [InlineData("new", true)]
    [InlineData("revoke_request", false)]
    [InlineData("Reissue", false)]
    public async Task A_request_of_a_type_that_nobody_knows_may_be_that_of_a_new_order(string type, bool isOrder)
    {
        using var fixture = new OrderingFixture(listsAll: false);
        await fixture.OrderInConsoleAsync(Zoe);
        fixture.Wire.Meddle = async (call, passOn, token) =>
        {
            HttpResponseMessage answer = await passOn();
            if (call.RequestUri!.AbsolutePath.EndsWith("/request", StringComparison.Ordinal))
            {
                string text = await answer.Content.ReadAsStringAsync(token);
                answer.Content = new StringContent(
                    text.Replace("\"new_request\"", $"\"{type}\"", StringComparison.Ordinal), Encoding.UTF8, "application/json");
            }

            return answer;
        };

        RunResult run = await fixture.RunAsync(fixture.Input(Zoe));

        Assert.Equal(isOrder, run.Single.AlreadyOrdered);
    }

    /// <summary>Three calls prove the filter, and each address is one more, though two orders of the name are live.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)] // she has an order by the journal: the address of the other decides whether she has two
    public async Task An_address_is_asked_for_where_it_decides_about_one_order_or_two(bool hasOrder)
    {
        using var fixture = new OrderingFixture(habits: new SandboxHabits { Subject = SandboxSubjectPlace.Nowhere });
        await RunAsync(fixture, First, Second, Zoe with { Email = "z.muller@fjordlab.example" });
        if (hasOrder)
        {
            await RunAsync(fixture, Zoe);
        }

        OrderAtConsole(fixture, Zoe);
        fixture.Time.Pass(TimeSpan.FromHours(2));
        int asked = 0;
        fixture.Wire.Meddle = (call, passOn, _) =>
        {
            asked += Filter(call) is null ? 0 : 1;
            return passOn();
        };

        RunResult run = await RunAsync(fixture, Zoe);

        Assert.Equal((true, 4), (run.Single.AlreadyOrdered, asked));
        bool isToldTwo = run.Single.Warnings.Any(warning => warning.Contains("more than one live order", StringComparison.Ordinal));
        Assert.Equal(hasOrder, isToldTwo);
    }

    [Fact]
    public async Task A_filter_that_has_lied_once_is_not_believed_again()
    {
        using var fixture = new OrderingFixture(habits: new SandboxHabits { Subject = SandboxSubjectPlace.Nowhere });
        await fixture.RunAsync(fixture.Inputs(2));
        Person kari = new("Kari", "Dahl", "Clerk", "+47 55 50 01 42", "kari@fjordlab.example");
        OrderAtConsole(fixture, Zoe);
        OrderAtConsole(fixture, kari);
        fixture.Time.Pass(TimeSpan.FromHours(2));
        int asked = 0;
        fixture.Wire.Meddle = (call, passOn, _) =>
        {
            if (Filter(call) is { } address && ++asked == 4)
            {
                call.RequestUri = new Uri(call.RequestUri!.AbsoluteUri.Replace(
                    Uri.EscapeDataString(address), Uri.EscapeDataString(First.Email), StringComparison.Ordinal));
            }

            return passOn();
        };

        RunResult run = await RunAsync(
            fixture, Zoe with { Email = "zoe.twin@fjordlab.example" }, kari with { Email = "kari.twin@fjordlab.example" });

        Assert.All(run.Outcomes, outcome => Assert.Equal(FaultKind.ExistingOrderUnclear, RunResult.Kind(outcome)));
        Assert.Equal(4, asked);
    }

    [Theory]
    [InlineData("a@fjordlab.example", "b@fjordlab.example", false)] // without its first letter nothing is left before the @
    [InlineData("a+b@fjordlab.example", "c+d@fjordlab.example", false)]
    [InlineData("A.B@FJORDLAB.EXAMPLE", "C.D@FJORDLAB.EXAMPLE", true)]
    public async Task An_address_that_proves_nothing_proves_no_filter(string first, string second, bool proves)
    {
        using var fixture = new OrderingFixture(habits: new SandboxHabits { Subject = SandboxSubjectPlace.Nowhere });
        await RunAsync(fixture, First with { Email = first }, Second with { Email = second });
        OrderAtConsole(fixture, Zoe);
        fixture.Time.Pass(TimeSpan.FromHours(2));

        Assert.Equal(proves ? null : FaultKind.ExistingOrderUnclear, RunResult.Kind((await RunAsync(fixture, Zoe)).Single));
        Assert.Equal(2, fixture.Sends);
    }

    /// <summary>How the list shows the orders 12 and 11, and whether a number then says something of an order's age.</summary>
    public static TheoryData<string, Action<JArray>, bool> Lists() => new()
    {
        { "newest first", _ => { }, true },
        { "of one moment", orders => orders[0]["date_created"] = orders[1]["date_created"], true },
        { "one alone", orders => orders.RemoveAt(1), false },
        { "oldest first", Turn, false },
        { "newest first with dates that rise", Swap, false },
        { "without the first date", orders => orders[0]["date_created"]!.Parent!.Remove(), false },
        { "without the last date", orders => orders[1]["date_created"]!.Parent!.Remove(), false },
        { "dated by the requests alone", orders => orders[0]["date_created"]!.Parent!.Remove(), true },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_number_tells_the_age_of_an_order_where_the_list_bears_it_out(string what, Action<JArray> rewrite, bool tells)
    {
        using var fixture = new OrderingFixture();
        OrderAtConsole(fixture, First);
        fixture.Time.Pass(TimeSpan.FromHours(1));
        OrderAtConsole(fixture, Second);
        long highest = fixture.Orders.Max(order => order.Id);
        fixture.Wire.Meddle = (call, passOn, token) => RewriteAsync(call, passOn, IsList, json =>
        {
            if (json["orders"] is JArray orders)
            {
                rewrite(orders);
                json["page"]!["total"] = orders.Count;
            }
            else if (what.StartsWith("without", StringComparison.Ordinal))
            {
                foreach (JToken request in json["requests"]!)
                {
                    request["date"]!.Parent!.Remove();
                }
            }
        }, token);

        await RunAsync(fixture, Zoe);

        Assert.Equal(tells ? highest : null, Assert.Single(await fixture.IntentsAsync()).HighestOrderIdBefore);
    }

    [Fact]
    public async Task Where_one_list_was_out_of_order_no_later_one_makes_a_number_tell_an_age()
    {
        using var fixture = new OrderingFixture();
        OrderAtConsole(fixture, First);
        fixture.Time.Pass(TimeSpan.FromHours(1));
        OrderAtConsole(fixture, Second);
        int lists = 0;
        fixture.Wire.Meddle = (call, passOn, token) => RewriteAsync(call, passOn, IsList, json =>
        {
            if (json["orders"] is JArray orders && ++lists == 1)
            {
                Turn(orders);
            }
        }, token);

        await RunAsync(fixture, Zoe);

        Assert.Equal(2, lists);
        Assert.Null(Assert.Single(await fixture.IntentsAsync()).HighestOrderIdBefore);
    }

    /// <summary>The filtered list is the order list: what only a request shows is not in it either.</summary>
    [Fact]
    public async Task An_order_that_only_a_request_shows_proves_no_filter()
    {
        using var fixture = new OrderingFixture(listsAll: false, habits: new SandboxHabits { Subject = SandboxSubjectPlace.Nowhere });
        await RunAsync(fixture, First, Second);
        OrderAtConsole(fixture, Zoe);
        int asked = 0;
        fixture.Wire.Meddle = (call, passOn, _) =>
        {
            asked += Filter(call) is null ? 0 : 1;
            return passOn();
        };

        RunResult run = await RunAsync(fixture, Zoe);

        Assert.Equal((FaultKind.ExistingOrderUnclear, 0), (RunResult.Kind(run.Single), asked));
    }

    /// <summary>A look is as old as the first list that it read, by the server's clock as well.</summary>
    [Theory]
    [InlineData("/order/certificate", 2, 3)]
    [InlineData("/request", 4, 6)] // the pending ones, after those that are submitted
    public async Task The_time_that_a_look_takes_over_its_lists_does_not_count(string list, int call, int callsInAll)
    {
        using var fixture = new OrderingFixture();
        OrderAtConsole(fixture, First);
        await fixture.LeaveBehindAsync(Zoe, IntentState.Sent);
        await fixture.RunAsync();
        fixture.Time.Pass(TimeSpan.FromMinutes(12));
        int lists = 0;
        fixture.Wire.Meddle = (sent, passOn, _) =>
        {
            if (sent.RequestUri!.AbsolutePath.EndsWith(list, StringComparison.Ordinal) && Filter(sent) is null && ++lists == call)
            {
                fixture.Time.Pass(TimeSpan.FromMinutes(4));
            }

            return passOn();
        };

        RunResult run = await RunResult.OfAsync(
            fixture.Client, fixture.Storage, new(), new SkewedTime(fixture.Time, TimeSpan.FromHours(1)), [], CancellationToken.None);

        Assert.Null(run.StoppedBy);
        Assert.Equal(callsInAll, lists);
        Assert.Equal(IntentState.InDoubt, Assert.Single(await fixture.IntentsAsync()).State);
    }

    /// <summary>A long list is read to its end once, and again only where a new order may stand anywhere in it.</summary>
    [Theory]
    [InlineData(true, "newest first", 3 + 2, 4)]
    [InlineData(true, "without dates", 3 + 6, 4)]
    [InlineData(false, "newest first", 1, 4)] // what waits stands in the requests alone: too many pages to be read before each order
    public async Task A_long_list_is_read_again_as_far_as_it_must_be(bool listsAll, string what, int listCalls, int requestCalls)
    {
        using var fixture = new OrderingFixture(
            listsAll: listsAll,
            habits: new SandboxHabits { Dates = what == "without dates" ? SandboxDateForm.Missing : SandboxDateForm.WithZone });
        for (int number = 100; number < 2_600; number++)
        {
            OrderAtConsole(fixture, OrderingFixture.Person(number));
        }

        fixture.Time.Pass(TimeSpan.FromHours(1));

        RunResult run = await RunAsync(fixture, First, Second);

        IReadOnlyDictionary<string, int> calls = fixture.Sandbox.State.CallsByRoute;
        Assert.Equal(2, run.Summary.Placed);
        Assert.Equal((listCalls, requestCalls), (calls[SandboxRoutes.ListOrders], calls[SandboxRoutes.ListRequests]));
    }

    private static void Turn(JArray orders)
    {
        JToken first = orders[0];
        first.Remove();
        orders.Add(first);
    }

    private static void Swap(JArray orders) =>
        (orders[0]["date_created"], orders[1]["date_created"]) = (orders[1]["date_created"], orders[0]["date_created"]);

    [Fact]
    public async Task An_order_of_the_journal_that_the_server_does_not_show_stands()
    {
        using var fixture = new OrderingFixture();
        long orderId = (await RunAsync(fixture, Zoe)).Single.Order!.OrderId;
        int refused = 0;
        fixture.Wire.Meddle = (call, passOn, token) =>
            call.RequestUri!.AbsolutePath.EndsWith($"/{orderId}", StringComparison.Ordinal)
                ? Task.FromResult(Refusal(404, ref refused))
                : EmptyListAsync(call, passOn, token);

        RunResult run = await RunAsync(fixture, Zoe);

        Assert.Equal((orderId, "NeedsApproval", true), (run.Single.Order?.OrderId, run.Single.Order?.Status, run.Single.AlreadyOrdered));
        Assert.Equal((1, 1), (fixture.Sends, refused));
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)] // nobody has so many: the filter is not at work
    public async Task A_filter_that_brings_too_many_orders_of_one_address_is_none(int count, bool isBelieved)
    {
        using var fixture = new OrderingFixture(habits: new SandboxHabits { Subject = SandboxSubjectPlace.Nowhere });
        await fixture.RunAsync(fixture.Inputs(2));
        for (int number = 0; number < count; number++)
        {
            OrderAtConsole(fixture, Zoe);
        }

        fixture.Time.Pass(TimeSpan.FromHours(2));

        Assert.Equal(isBelieved, (await RunAsync(fixture, Zoe)).Single.AlreadyOrdered);
    }

    private static OrderingOptions Options() => new() { SettleTime = Settle };

    private static Task<RunResult> RunAsync(OrderingFixture fixture, params Person[] people) =>
        fixture.RunAsync(Options(), [.. people.Select(person => fixture.Input(person))]);

    private static SandboxFaultPlan Losing(SandboxFault fault, int call) =>
        new() { Rules = [SandboxFaultRule.At(fault, SandboxRoutes.CreateOrder, call)] };

    private static void OrderAtConsole(OrderingFixture fixture, Person person) => fixture.Sandbox.Console.Order(new SandboxConsoleOrder
    {
        GivenName = person.GivenName,
        Surname = person.Surname,
        Email = person.Email,
    });

    /// <summary>Somebody orders at the console for another, once, when Zoe's order is on its way.</summary>
    private static async Task OrderAtConsoleAsync(
        OrderingFixture fixture, HttpRequestMessage call, Person person, CancellationToken cancellationToken)
    {
        if (WireTap.IsOrder(call) && !fixture.Orders.Any(order => order.Email == person.Email)
            && (await call.Content!.ReadAsStringAsync(cancellationToken)).Contains(Zoe.Email, StringComparison.Ordinal))
        {
            OrderAtConsole(fixture, person);
        }
    }

    /// <summary>No list shows the order, unless the list is filtered by address.</summary>
    private static void HideFromLists(OrderingFixture fixture, Func<SandboxOrder?> order) => fixture.Wire.Meddle = (call, passOn, token) =>
        RewriteAsync(call, passOn, call => IsList(call) && Filter(call) is null, json =>
        {
            long? id = order()?.Id;
            foreach (JObject row in json.SelectTokens("$.*[*]").OfType<JObject>().Where(row => id is not null
                && ((long?)row["id"] == id || (long?)row["order"]?["id"] == id)).ToArray())
            {
                row.Remove();
                json["page"]!["total"] = (int)json["page"]!["total"]! - 1;
            }
        }, token);

    private static bool IsReport(HttpRequestMessage call) =>
        call.RequestUri!.AbsolutePath.EndsWith("report/order", StringComparison.Ordinal);

    private static bool IsList(HttpRequestMessage call) => call.Method == HttpMethod.Get
        && (call.RequestUri!.AbsolutePath.EndsWith("order/certificate", StringComparison.Ordinal)
            || call.RequestUri.AbsolutePath.EndsWith("/request", StringComparison.Ordinal));

    /// <summary>The address that the order list is filtered by; null for any other call.</summary>
    private static string? Filter(HttpRequestMessage call) =>
        System.Web.HttpUtility.ParseQueryString(call.RequestUri!.Query)["filters[email]"];

    private static HttpResponseMessage Refusal(int status, ref int count)
    {
        count++;
        return new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent("""{"errors":[{"code":"access_denied","message":"x"}]}""", Encoding.UTF8, "application/json"),
        };
    }

    private static void Name(JObject json, string? name)
    {
        foreach (JObject certificate in json.Descendants().OfType<JObject>().Where(one => one["common_name"] is not null).ToArray())
        {
            certificate["common_name"] = name;
        }
    }

    /// <summary>Zoe's order stands in the lists under another name and without its date, and has no details.</summary>
    private static async Task<HttpResponseMessage> DisguiseAsync(
        OrderingFixture fixture, HttpRequestMessage call, Func<Task<HttpResponseMessage>> passOn, CancellationToken cancellationToken)
    {
        SandboxOrder? hers = fixture.Orders.SingleOrDefault(order => order.Email == Zoe.Email);
        int count = 0;
        return hers is not null && call.RequestUri!.AbsolutePath.EndsWith($"/{hers.Id}", StringComparison.Ordinal)
            ? Refusal(404, ref count)
            : await RewriteAsync(call, passOn, IsList, json =>
            {
                IEnumerable<JObject> shown = json.Descendants().OfType<JObject>();
                foreach (JObject order in shown.Where(one => hers is not null && (long?)one["id"] == hers.Id).ToArray())
                {
                    order.Property("date_created", StringComparison.Ordinal)?.Remove();
                    (order.Parent?.Parent as JObject)?.Property("date", StringComparison.Ordinal)?.Remove();
                    order["certificate"]!["common_name"] = "Q. Disguised";
                }
            }, cancellationToken);
    }

    private static Task<HttpResponseMessage> EmptyListAsync(
        HttpRequestMessage call, Func<Task<HttpResponseMessage>> passOn, CancellationToken cancellationToken) =>
        RewriteAsync(call, passOn, IsList, json =>
        {
            (json["orders"] as JArray)?.Clear();
            (json["requests"] as JArray)?.Clear();
            json["page"]!["total"] = 0;
        }, cancellationToken);

    private static async Task<HttpResponseMessage> RewriteAsync(
        HttpRequestMessage call, Func<Task<HttpResponseMessage>> passOn, Func<HttpRequestMessage, bool> isIt, Action<JObject> rewrite,
        CancellationToken cancellationToken)
    {
        bool isRewritten = isIt(call);
        HttpResponseMessage answer = await passOn();
        if (isRewritten)
        {
            var json = JObject.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            rewrite(json);
            answer.Content = new StringContent(json.ToString(), Encoding.UTF8, "application/json");
        }

        return answer;
    }
}
