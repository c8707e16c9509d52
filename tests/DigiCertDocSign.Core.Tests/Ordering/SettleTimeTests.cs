using System.Globalization;
using System.Text;
using CertCentral.Sandbox;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Reconcile;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Journal;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>An order counts as not placed after two looks in vain, with the settle time between them by every clock there is.</summary>
public class SettleTimeTests
{
    private static readonly TimeSpan Settle = new OrderingOptions().SettleTime;
    private static readonly OrderingOptions TwoMinutes = new() { SettleTime = TimeSpan.FromMinutes(2) };
    private static readonly Person Somebody = OrderingFixture.Person(1);

    [Theory]
    [InlineData(SandboxDateHeader.Right)]
    [InlineData(SandboxDateHeader.Missing)]
    public async Task Wall_clocks_that_leap_between_two_looks_of_one_run_do_not_shorten_the_time(SandboxDateHeader date)
    {
        using OrderingFixture fixture = await WithDoubtAsync(new SandboxHabits { DateHeader = date });
        TimeSpan looked = default;
        TimeSpan sent = default;
        Watch(fixture, () => sent = fixture.Time.Passed);
        IEnumerable<OrderInput> AfterTheFirstLook()
        {
            looked = fixture.Time.Passed;
            fixture.Time.SetClock(TimeSpan.FromHours(1));
            yield return fixture.Input(Somebody);
        }

        RunResult run = await RunResult.OfAsync(
            fixture.Client, fixture.Storage, TwoMinutes, fixture.Time, AfterTheFirstLook(), CancellationToken.None);

        Assert.Equal((1, 1), (run.Summary.Placed, fixture.Sends));
        Assert.InRange(sent - looked, TimeSpan.FromSeconds(119), TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task A_look_that_takes_longer_than_the_settle_time_is_followed_by_another_at_once()
    {
        using OrderingFixture fixture = await WithDoubtAsync();
        int lists = 0;
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();

            // The run reads the list when it starts, for its first look and for its second.
            if (call.RequestUri!.AbsolutePath.EndsWith("order/certificate", StringComparison.Ordinal) && ++lists == 3)
            {
                fixture.Time.Pass(TimeSpan.FromMinutes(4));
            }

            return answer;
        };

        RunResult run = await fixture.RunAsync(TwoMinutes, fixture.Input(Somebody));

        Assert.Equal((1, 1), (run.Summary.Placed, fixture.Sends));
        Assert.True(lists > 3);
        Assert.InRange(fixture.Time.Passed, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_look_that_began_too_early_and_ends_late_is_followed_by_another_at_once()
    {
        using OrderingFixture fixture = await WithDoubtAsync();
        bool isSlow = false;
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            if (isSlow && call.RequestUri!.AbsolutePath.EndsWith("order/certificate", StringComparison.Ordinal))
            {
                isSlow = false;
                fixture.Time.Pass(TimeSpan.FromMinutes(4));
            }

            return answer;
        };
        IEnumerable<OrderInput> AfterTheFirstLook()
        {
            fixture.Time.Pass(TimeSpan.FromSeconds(100));
            isSlow = true;
            yield return fixture.Input(Somebody);
        }

        RunResult run = await RunResult.OfAsync(
            fixture.Client, fixture.Storage, TwoMinutes, fixture.Time, AfterTheFirstLook(), CancellationToken.None);

        Assert.Equal((1, 1), (run.Summary.Placed, fixture.Sends));
        Assert.InRange(fixture.Time.Passed.TotalSeconds, 100 + 240, 100 + 240 + 5);
    }

    /// <summary>In seconds. Where the first look seems to lie in the future, the look for the input counts as the first.</summary>
    [Theory]
    [InlineData(0, 120)]
    [InlineData(-3600, 90 + 120)]
    public async Task A_run_waits_for_what_is_left_of_the_settle_time(int clockSetBy, int waits)
    {
        using OrderingFixture fixture = await WithDoubtAsync();
        TimeSpan began = fixture.Time.Passed;
        IEnumerable<OrderInput> AfterTheFirstLook()
        {
            fixture.Time.Pass(TimeSpan.FromSeconds(90));
            fixture.Time.SetClock(TimeSpan.FromSeconds(clockSetBy));
            yield return fixture.Input(Somebody);
        }

        RunResult run = await RunResult.OfAsync(
            fixture.Client, fixture.Storage, TwoMinutes, fixture.Time, AfterTheFirstLook(), CancellationToken.None);

        Assert.Equal((1, 1), (run.Summary.Placed, fixture.Sends));
        Assert.InRange((fixture.Time.Passed - began).TotalSeconds, waits, waits + 5);
    }

    [Fact]
    public async Task A_clock_that_stands_at_the_moment_of_the_first_look_was_not_set_back()
    {
        using OrderingFixture fixture = await WithDoubtAsync();
        await fixture.RunAsync();
        OrderIntent looked = Assert.Single(await fixture.IntentsAsync());
        fixture.Time.Pass(TimeSpan.FromMinutes(1));
        fixture.Wire.Meddle = async (_, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            fixture.Time.SetClock(looked.LookedInVainAt!.Value - fixture.Time.GetUtcNow());
            return answer;
        };

        await fixture.RunAsync();

        OrderIntent again = Assert.Single(await fixture.IntentsAsync());
        Assert.Equal(
            (looked.State, looked.LookedInVainAt, looked.ServerTimeAtLook), (again.State, again.LookedInVainAt, again.ServerTimeAtLook));
    }

    /// <summary>
    /// Two hosts of a team, whose clocks differ: between their looks the database's clock counts, which stands still here but for what the
    /// test takes from the first look.
    /// </summary>
    [PostgresTheory]
    [InlineData(1, 0)]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    [InlineData(0, -1)]
    public async Task Between_the_looks_of_two_hosts_the_time_is_the_databases(int firstIsOff, int secondIsOff)
    {
        PostgresServer server = PostgresServer.Shared;
        string database = server.NewDatabase();
        JournalPlace place = JournalStore.InDatabase(server, database);
        using var fixture = new OrderingFixture(place: place);
        await fixture.LeaveBehindAsync(Somebody, IntentState.InDoubt);
        long before = Clock();
        await HostAsync(fixture.Storage, firstIsOff);
        OrderIntent looked = Assert.Single(await fixture.IntentsAsync());
        Assert.InRange(looked.LookedInVainAt!.Value.ToUnixTimeMilliseconds(), before, Clock());

        using IJournalStorage second = place.OpenStorage();
        looked = Pass(looked, TimeSpan.FromMinutes(5));
        await HostAsync(second, secondIsOff);
        OrderIntent still = Assert.Single(await fixture.IntentsAsync());
        Assert.Equal((looked.State, looked.LookedInVainAt, 0), (still.State, still.LookedInVainAt, fixture.Sends));

        Pass(looked, TimeSpan.FromMinutes(10));
        RunResult run = await HostAsync(second, secondIsOff, fixture.Input(Somebody));
        Assert.Equal((1, 1), (run.Summary.Placed, fixture.Sends));

        Task<RunResult> HostAsync(IJournalStorage host, int isOff, params OrderInput[] inputs) => RunResult.OfAsync(
            fixture.Client, host, new OrderingOptions(), new SkewedTime(fixture.Time, TimeSpan.FromHours(isOff)), inputs,
            CancellationToken.None);

        long Clock() => long.Parse(
            server.Sql(database, "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"), CultureInfo.InvariantCulture);

        OrderIntent Pass(OrderIntent intent, TimeSpan time)
        {
            fixture.Time.Pass(time);
            server.Sql(database, $"UPDATE docsigning.intents SET looked_at = looked_at - {time.TotalMilliseconds}");
            return intent with { LookedInVainAt = intent.LookedInVainAt - time };
        }
    }

    [Fact]
    public async Task What_was_left_in_doubt_without_a_reason_is_said_to_have_had_no_answer()
    {
        using var fixture = new OrderingFixture();
        await fixture.LeaveBehindAsync(Somebody, IntentState.InDoubt);

        RunResult run = await fixture.RunAsync(fixture.Input(Somebody));

        Assert.Contains("The answer never came. CertCentral does not show the order", run.Single.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_whose_clock_is_ahead_is_kept_back_by_the_time_of_the_server()
    {
        using OrderingFixture fixture = await WithDoubtAsync();
        await fixture.RunAsync();
        fixture.Time.Pass(TimeSpan.FromSeconds(15));

        RunResult run = await RunAsync(fixture, ahead: TimeSpan.FromHours(1), fixture.Input(Somebody));

        Assert.Equal(0, fixture.Sends);
        Assert.Equal(FaultKind.OrderOutcomeUnknown, RunResult.Kind(run.Single));
        Assert.Contains("do not agree how much time has passed", run.Single.Fault!.Message, StringComparison.Ordinal);
    }

    /// <summary>The server's Date is in whole seconds, so that a second less by it may be the whole time.</summary>
    [Theory]
    [InlineData(-1, IntentState.Abandoned)]
    [InlineData(-2, IntentState.InDoubt)]
    public async Task The_time_of_the_server_counts_to_a_second(int seconds, IntentState state)
    {
        using OrderingFixture fixture = await WithDoubtAsync();
        await fixture.RunAsync();
        fixture.Time.Pass(Settle + TimeSpan.FromSeconds(seconds));

        await RunAsync(fixture, ahead: TimeSpan.FromHours(1));

        Assert.Equal(state, Assert.Single(await fixture.IntentsAsync()).State);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_while_one_is_sent_again_ends_no_wait_for_another()
    {
        using OrderingFixture fixture = await WithDoubtAsync(
            faults: new SandboxFaultPlan { Rules = [SandboxFaultRule.At(SandboxFault.DropBeforeCommit, SandboxRoutes.CreateOrder)] });
        int sends = 0;
        Watch(fixture, () =>
        {
            if (++sends == 2)
            {
                fixture.Time.SetClock(TimeSpan.FromHours(-1));
            }
        });
        IEnumerable<OrderInput> ThreeMinutesLater()
        {
            fixture.Time.Pass(TimeSpan.FromMinutes(3));
            yield return fixture.Input(OrderingFixture.Person(2));
            yield return fixture.Input(Somebody);
        }

        RunResult run = await RunResult.OfAsync(
            fixture.Client, fixture.Storage, TwoMinutes, fixture.Time, ThreeMinutesLater(), CancellationToken.None);

        Assert.Equal((2, 0, 3), (run.Summary.Placed, run.Summary.InDoubt, sends));
    }

    [Fact]
    public async Task Without_the_servers_time_two_processes_decide_nothing_and_one_does()
    {
        using OrderingFixture fixture = await WithDoubtAsync(new SandboxHabits { DateHeader = SandboxDateHeader.Missing });
        await fixture.RunAsync();
        fixture.Time.Pass(Settle + Settle);

        RunResult run = await fixture.RunAsync(fixture.Input(Somebody));

        Assert.Equal(0, fixture.Sends);
        Assert.Contains("do not agree how much time has passed", run.Single.Fault!.Message, StringComparison.Ordinal);

        using OrderingFixture other = await WithDoubtAsync(new SandboxHabits { DateHeader = SandboxDateHeader.Missing });
        Assert.Equal(1, (await other.RunAsync(TwoMinutes, other.Input(Somebody))).Summary.Placed);
    }

    [Theory]
    [InlineData(-1, IntentState.InDoubt)]
    [InlineData(0, IntentState.Abandoned)]
    public async Task The_settle_time_itself_is_enough_and_a_second_less_is_not(int seconds, IntentState state)
    {
        using OrderingFixture fixture = await WithDoubtAsync();
        await fixture.RunAsync();
        fixture.Time.Pass(Settle + TimeSpan.FromSeconds(seconds));

        await fixture.RunAsync();

        Assert.Equal(state, Assert.Single(await fixture.IntentsAsync()).State);
    }

    [Fact]
    public async Task A_first_look_of_the_future_counts_anew()
    {
        using OrderingFixture fixture = await WithDoubtAsync();
        await RunAsync(fixture, ahead: TimeSpan.FromHours(1));
        fixture.Time.Pass(Settle + TimeSpan.FromMinutes(1));

        await fixture.RunAsync();
        Assert.Equal(IntentState.InDoubt, Assert.Single(await fixture.IntentsAsync()).State);
        fixture.Time.Pass(Settle + TimeSpan.FromMinutes(1));

        await fixture.RunAsync();

        Assert.Equal(IntentState.Abandoned, Assert.Single(await fixture.IntentsAsync()).State);
    }

    [Theory]
    [InlineData(5, 120)] // ten minutes are left, and two are enough from now on
    [InlineData(14, 60)] // one is left: it does not begin anew
    public async Task A_look_that_sees_a_later_order_waits_the_shorter_of_the_two_times(int minutesAfter, int secondsToWait)
    {
        using var fixture = new OrderingFixture(
            new SandboxFaultPlan { Rules = [SandboxFaultRule.At(SandboxFault.DropBeforeCommit, SandboxRoutes.CreateOrder)] });
        await fixture.RunAsync(fixture.Input(Somebody));
        fixture.Time.Pass(TimeSpan.FromMinutes(minutesAfter));
        TimeSpan began = fixture.Time.Passed;

        RunResult run = await fixture.RunAsync(fixture.Input(OrderingFixture.Person(2)), fixture.Input(Somebody));

        Assert.Equal((2, 3), (run.Summary.Placed, fixture.Sends));
        Assert.InRange((fixture.Time.Passed - began).TotalSeconds, secondsToWait - 2, secondsToWait + 2);
    }

    [Fact]
    public async Task An_order_that_was_on_its_way_at_the_same_time_does_not_shorten_the_time()
    {
        using var fixture = new OrderingFixture();
        var secondIsOnItsWay = new TaskCompletionSource();
        var firstIsInDoubt = new TaskCompletionSource();
        int orders = 0;
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            if (!WireTap.IsOrder(call))
            {
                return await passOn();
            }

            if (Interlocked.Increment(ref orders) == 1)
            {
                await secondIsOnItsWay.Task;
                throw WireTap.Broken();
            }

            secondIsOnItsWay.SetResult();
            await firstIsInDoubt.Task;
            fixture.Time.Pass(TimeSpan.FromSeconds(2));
            return await passOn();
        };
        var options = new OrderingOptions { ThrottleLimit = 2, OnWaiting = _ => firstIsInDoubt.TrySetResult() };

        RunResult run = await fixture.RunAsync(options, fixture.Inputs(2));

        Assert.Equal((1, 1, 2), (run.Summary.Placed, run.Summary.InDoubt, orders));
    }

    [Fact]
    public async Task An_order_of_another_product_is_not_that_in_doubt_though_the_list_hides_it()
    {
        using OrderingFixture fixture = await WithDoubtAsync(new SandboxHabits { ProductFilter = SandboxFilterHabit.Ignored });
        fixture.Time.Pass(TimeSpan.FromMinutes(1));
        fixture.Sandbox.Console.Order(new SandboxConsoleOrder
        {
            GivenName = Somebody.GivenName,
            Surname = Somebody.Surname,
            Email = Somebody.Email,
            ProductNameId = "ssl_basic",
        });
        fixture.Wire.Meddle = async (call, passOn, token) =>
        {
            HttpResponseMessage answer = await passOn();
            if (call.Method == HttpMethod.Get && !call.RequestUri!.AbsolutePath.Contains("certificate/", StringComparison.Ordinal))
            {
                await RemoveAsync(answer, name => name.StartsWith("product", StringComparison.Ordinal), token);
            }

            return answer;
        };

        RunResult run = await fixture.RunAsync(TwoMinutes, fixture.Input(Somebody));

        Assert.Equal((1, 2), (run.Summary.Placed, fixture.Orders.Count));
        await fixture.AssertNothingIsOpenAsync();
    }

    [Fact]
    public async Task A_run_waits_once_for_all_that_is_in_doubt()
    {
        using OrderingFixture fixture = await WithDoubtAsync(
            faults: new SandboxFaultPlan { Rules = [SandboxFaultRule.At(SandboxFault.DropBeforeCommit, SandboxRoutes.CreateOrder)] });
        int waits = 0;
        IEnumerable<OrderInput> HalfAMinuteLater()
        {
            fixture.Time.Pass(TimeSpan.FromSeconds(30));
            yield return fixture.Input(OrderingFixture.Person(2));
            yield return fixture.Input(Somebody);
        }

        RunResult run = await RunResult.OfAsync(
            fixture.Client,
            fixture.Storage,
            new OrderingOptions
            {
                SettleTime = TwoMinutes.SettleTime,
                OnWaiting = text => waits += text.Contains("looks again", StringComparison.Ordinal) ? 1 : 0,
            },
            fixture.Time,
            HalfAMinuteLater(),
            CancellationToken.None);

        Assert.Equal((2, 1), (run.Summary.Placed, waits));
    }

    [Fact]
    public async Task A_look_at_a_server_that_cannot_be_reached_says_what_it_is_for()
    {
        using OrderingFixture fixture = await WithDoubtAsync();
        var said = new List<string>();
        int lists = 0;
        fixture.Wire.Meddle = (call, passOn, _) =>
            call.RequestUri!.AbsolutePath.EndsWith("order/certificate", StringComparison.Ordinal) && ++lists == 2
                ? throw WireTap.Unreachable()
                : passOn();

        await fixture.RunAsync(new OrderingOptions { OnWaiting = said.Add });

        Assert.Contains("for the orders in doubt", Assert.Single(said), StringComparison.Ordinal);

        // At the start, the look and its repetition, and what the look has seen for the run.
        Assert.Equal(4, lists);
    }

    [Fact]
    public async Task What_a_run_at_work_has_sent_is_not_in_doubt_for_another()
    {
        using var fixture = new OrderingFixture();
        OrderIntent sent = await fixture.LeaveBehindAsync(Somebody, IntentState.Sent, "alive");
        using var journal = new OrderJournal(fixture.Storage, fixture.Time);
        var byHand = new ReconciliationByHand(fixture.Client, journal, OrderingFixture.AccountId, new OrderingOptions());
        await using (await fixture.Storage.EnterRunAsync("alive", CancellationToken.None))
        {
            DocSigningException refused = await Assert.ThrowsAsync<DocSigningException>(
                () => byHand.FindAsync(sent.Reference, CancellationToken.None));
            Assert.Contains("is still at work", refused.Message, StringComparison.Ordinal);
            await fixture.RunAsync();
            Assert.Equal((IntentState.Sent, 0), (Assert.Single(await fixture.IntentsAsync()).State, fixture.Sends));
        }

        Assert.Equal(sent.Reference, (await byHand.FindAsync(sent.Reference, CancellationToken.None)).Reference);
    }

    /// <summary>An older order of the same name shows nothing but when it was made, and one of the two places is enough.</summary>
    [Theory]
    [InlineData(false, false, 2)]
    [InlineData(true, false, 2)]
    [InlineData(false, true, 2)]
    [InlineData(true, true, 1)]
    public async Task An_older_order_is_told_by_its_date_in_the_list_or_in_its_details(bool hidesInList, bool hidesInDetails, int sends)
    {
        using var fixture = new OrderingFixture(
            new SandboxFaultPlan { Rules = [SandboxFaultRule.At(SandboxFault.DropBeforeCommit, SandboxRoutes.CreateOrder)] },
            habits: new SandboxHabits { Subject = SandboxSubjectPlace.Nowhere, ShowsCsr = false });
        fixture.Sandbox.Console.Order(new SandboxConsoleOrder
        {
            GivenName = Somebody.GivenName,
            Surname = Somebody.Surname,
            Email = "twin@fjordlab.example",
        });
        fixture.Time.Pass(TimeSpan.FromHours(1));
        fixture.Wire.Meddle = async (call, passOn, token) =>
        {
            HttpResponseMessage answer = await passOn();
            bool isDetails = call.RequestUri!.AbsolutePath.Contains("certificate/", StringComparison.Ordinal);
            if (call.Method == HttpMethod.Get && (isDetails ? hidesInDetails : hidesInList))
            {
                await RemoveAsync(answer, name => name is "date_created" or "date", token);
            }

            return answer;
        };

        RunResult run = await fixture.RunAsync(
            new OrderingOptions { AllowDuplicate = true, SettleTime = TimeSpan.FromMinutes(2) }, fixture.Input(Somebody));

        Assert.Equal((sends - 1, sends), (run.Summary.Placed, fixture.Sends));
    }

    /// <summary>
    /// The one in doubt is approved at once and stands in the order list alone, which lags; the later one waits, and the requests show it.
    /// </summary>
    [Fact]
    public async Task A_later_order_that_the_requests_alone_show_says_nothing_of_the_order_list()
    {
        var lagging = new SandboxFaultPlan
        {
            Rules = [SandboxFaultRule.At(SandboxFault.DropAfterCommit, SandboxRoutes.CreateOrder)],
            ListLag = TimeSpan.FromMinutes(10),
        };
        using var fixture = new OrderingFixture(lagging);
        bool isApproved = false;
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            if (WireTap.IsOrder(call) && !isApproved)
            {
                isApproved = true;
                await fixture.Client.Requests.ApproveAsync(fixture.Orders[0].Requests[0].Id, null, CancellationToken.None);
            }

            return answer;
        };

        RunResult run = await fixture.RunAsync(fixture.Inputs(2));

        Assert.Equal((1, 1, 2), (run.Summary.Placed, run.Summary.InDoubt, fixture.Orders.Count));
    }

    /// <summary>
    /// When another order was planned and sent, in seconds after the call of the one in doubt had ended: by the machine that sent it, and
    /// by the server, whose Date is in whole seconds.
    /// </summary>
    [Theory]
    [InlineData(10, 10, true, true)]
    [InlineData(10, 10, false, true)] // the one in doubt has no end by the server, and began where the others have their end
    [InlineData(10, -30, true, false)] // by a clock that is ahead, between beginning and end of the one in doubt
    [InlineData(10, -1, true, false)]
    [InlineData(0, 0, true, true)]
    [InlineData(-1, 10, true, false)]
    public async Task A_later_order_is_one_that_was_sent_later_by_both_clocks(int here, int there, bool hasEnd, bool isLater)
    {
        using OrderingFixture fixture = await WithDoubtAsync();
        OrderIntent sent = Assert.Single(await fixture.IntentsAsync());
        fixture.Time.Pass(TimeSpan.FromMinutes(1));
        Person other = OrderingFixture.Person(2);
        OrderIntent planned = await fixture.LeaveBehindAsync(other, IntentState.Planned);
        DateTimeOffset end = planned.CreatedAt.AddSeconds(-here);
        OrderIntent placed = planned with
        {
            State = IntentState.Placed,
            OrderId = await fixture.OrderInConsoleAsync(other),
            ServerTimeAtSend = end.AddSeconds(there),
            SendEndedAt = fixture.Time.GetUtcNow(),
        };
        OrderIntent inDoubt = sent with
        {
            SendEndedAt = end,
            ServerTimeAtSend = hasEnd ? end.AddSeconds(-60) : end,
            ServerTimeAtEnd = hasEnd ? end : null,
        };
        Assert.True(await fixture.Storage.TryChangeAsync(null, planned, placed, CancellationToken.None));
        Assert.True(await fixture.Storage.TryChangeAsync(null, sent, inDoubt, CancellationToken.None));

        await fixture.RunAsync();

        Assert.Equal(
            isLater, (await fixture.IntentsAsync()).Single(intent => intent.State == IntentState.InDoubt).LookSawLaterOrder);
    }

    /// <summary>A run that is over has sent an order, and it did not arrive.</summary>
    private static async Task<OrderingFixture> WithDoubtAsync(SandboxHabits? habits = null, SandboxFaultPlan? faults = null)
    {
        var fixture = new OrderingFixture(faults, habits: habits);
        await fixture.LeaveBehindAsync(Somebody, IntentState.Sent);
        return fixture;
    }

    private static Task<RunResult> RunAsync(OrderingFixture fixture, TimeSpan ahead, params OrderInput[] inputs) => RunResult.OfAsync(
        fixture.Client,
        fixture.Storage,
        new OrderingOptions(),
        new SkewedTime(fixture.Time, ahead),
        inputs,
        CancellationToken.None);

    private static void Watch(OrderingFixture fixture, Action onOrder) => fixture.Wire.Meddle = (call, passOn, _) =>
    {
        if (WireTap.IsOrder(call))
        {
            onOrder();
        }

        return passOn();
    };

    private static async Task RemoveAsync(HttpResponseMessage answer, Func<string, bool> isHidden, CancellationToken cancellationToken)
    {
        var json = JObject.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        foreach (JProperty property in json.Descendants().OfType<JProperty>().Where(one => isHidden(one.Name)).ToArray())
        {
            property.Remove();
        }

        answer.Content = new StringContent(json.ToString(), Encoding.UTF8, "application/json");
    }
}
