using CertCentral.Errors;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Following;
using DigiCertDocSign.Tests.Orders;
using Microsoft.Extensions.Time.Testing;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>An order whose answer never came is looked for, and never sent again blindly.</summary>
public class DoubtTests
{
    private const string Page503 = "<html><body>503 Service Temporarily Unavailable</body></html>";

    /// <summary>A settle time that a run waits for, whether the lists are known to keep up or not.</summary>
    private static readonly OrderingOptions WaitsForItself = new() { SettleTime = TimeSpan.FromMinutes(2) };

    public static TheoryData<string, object> Doubtful() => new()
    {
        { "dropped before", ByHand.DropBefore },
        { "dropped after", ByHand.DropAfter },
        { "never answered", ByHand.HangAfter },
        { "500", ByHand.Answer(500, "application/json", """{"errors":[{"code":"internal_error","message":"x"}]}""") },
        { "503 page", ByHand.Answer(503, "text/html", Page503) },
        { "408", ByHand.Answer(408, null, "") },
        { "page instead of JSON", ByHand.Answer(200, "text/html", Page503) },
        { "truncated JSON", ByHand.Answer(201, "application/json", """{"id":3188400""") },
        { "answer without an id", ByHand.Answer(201, "application/json", "{}") },
        { "broken in the body", ByHand.BreakInBody(201, "application/json", """{"id":31""", 60) },
    };

    [Theory]
    [MemberData(nameof(Doubtful))]
    public async Task An_order_that_may_exist_but_cannot_be_asked_for_is_in_doubt_and_not_sent_again(string what, object answer)
    {
        Assert.NotNull(what);
        var clientTime = new FakeTimeProvider(Drafts.Now);
        await using LoopbackFixture loopback = await LoopbackFixture.OpenAsync(clientTime: clientTime);
        using var fixture = new OrderingFixture();
        bool sent = false;
        loopback.Server.Answering = call =>
        {
            if (call.Method == "GET")
            {
                return sent
                    ? ByHand.Answer(403, "application/json", """{"errors":[{"code":"access_denied|missing_permission","message":"x"}]}""")
                    : null;
            }

            sent = true;
            if (answer == ByHand.HangAfter)
            {
                clientTime.Advance(TimeSpan.FromMinutes(6));
            }

            return (ByHand)answer;
        };
        RunResult run = await RunResult.OfAsync(
            loopback.Client, fixture.Storage, new OrderingOptions(), loopback.Time, [fixture.Input(Drafts.Mira)], CancellationToken.None);
        DocSigningException error = Assert.IsType<DocSigningException>(run.Single.Fault);

        Assert.Equal(FaultKind.OrderOutcomeUnknown, error.Kind);
        Assert.IsAssignableFrom<CertCentralException>(error.InnerException);
        Assert.Contains(Drafts.Mira.Email, error.Message, StringComparison.Ordinal);
        Assert.Contains("nobody should order for the person elsewhere", FaultTable.Whole(error), StringComparison.Ordinal);
        Assert.Single(loopback.Calls, call => call.StartsWith("POST", StringComparison.Ordinal));
        Assert.Equal((1, 0), (run.Summary.InDoubt, run.Summary.Failed));
        Assert.Equal(IntentState.InDoubt, Assert.Single(await fixture.IntentsAsync()).State);
    }

    [Theory]
    [InlineData(SandboxFault.DropAfterCommit, 0)]
    [InlineData(SandboxFault.DropAfterCommit, 60)]
    [InlineData(SandboxFault.ServerErrorAfterCommit, 110)]
    [InlineData(SandboxFault.TruncatedBody, 0)]
    public async Task An_order_that_was_taken_is_found_though_the_lists_lag_behind(SandboxFault fault, int lagSeconds)
    {
        var faults = new SandboxFaultPlan
        {
            Rules = [SandboxFaultRule.At(fault, SandboxRoutes.CreateOrder, 2)],
            ListLag = TimeSpan.FromSeconds(lagSeconds),
        };
        using var fixture = new OrderingFixture(faults);

        RunResult run = await fixture.RunAsync(fixture.Inputs(3));

        Assert.Equal([1, 3, 2], run.Outcomes.Select(outcome => outcome.Input!.Tag));
        Assert.Equal(2, Assert.Single(run.Deferred).Input!.Tag);
        Assert.Equal((3, 0, 0), (run.Summary.Placed, run.Summary.Failed, run.Summary.Reconciled));
        Assert.Equal(3, fixture.Sends);
        await fixture.AssertNothingIsOpenAsync();
    }

    [Fact]
    public async Task What_is_found_in_doubt_at_an_address_is_not_the_order_of_another_person()
    {
        var faults = new SandboxFaultPlan { ListLag = TimeSpan.FromMinutes(1), RequestLag = TimeSpan.FromMinutes(1) };
        using var fixture = new OrderingFixture(faults);
        Person nils = OrderingFixture.Person(1);
        Person berit = nils with { GivenName = "Berit", Surname = "Dahl" };
        OrderIntent left = await fixture.LeaveBehindAsync(nils, IntentState.Sent);
        long id = await fixture.OrderInConsoleAsync(nils, $"[{left.Reference}]");

        RunResult run = await fixture.RunAsync(WaitsForItself, fixture.Input(berit));

        Assert.Equal((FaultKind.EmailOfAnotherPerson, null), (RunResult.Kind(run.Single), run.Single.Order));
        Assert.Equal(id, Assert.Single(await fixture.IntentsAsync()).OrderId);
        Assert.Single(fixture.Orders);
    }

    [Theory]
    [InlineData(false, "pending")]
    [InlineData(true, "submitted")]
    public async Task An_order_that_only_the_requests_show_is_found_there_and_not_bought_again(bool isNewOrganization, string requestStatus)
    {
        var faults = new SandboxFaultPlan { Rules = [SandboxFaultRule.At(SandboxFault.DropAfterCommit, SandboxRoutes.CreateOrder)] };
        using var fixture = new OrderingFixture(faults, listsAll: false);
        OrderDraft draft = isNewOrganization ? Drafts.ForNewOrganization() : Drafts.Valid();

        RunResult run = await fixture.RunAsync(fixture.Input(Drafts.Mira, draft: draft));
        Assert.Equal((1, 1), (run.Summary.Placed, fixture.Sends));
        Assert.Equal(requestStatus, Assert.Single(fixture.Orders).Requests[0].Status);
        await fixture.AssertNothingIsOpenAsync();

        // Nor by a journal that knows nothing of it.
        using IJournalStorage journal = JournalPlace.InMemory().OpenStorage();
        RunResult again = await RunResult.OfAsync(
            fixture.Client,
            journal,
            new OrderingOptions(),
            fixture.Time,
            [fixture.Input(Drafts.Mira, draft: draft)],
            CancellationToken.None);

        Assert.Equal((1, 1), (again.Summary.AlreadyOrdered, fixture.Sends));
    }

    [Theory]
    [InlineData(SandboxFault.DropBeforeCommit)]
    [InlineData(SandboxFault.ServerErrorBeforeCommit)]
    [InlineData(SandboxFault.GatewayPage)]
    public async Task An_order_that_two_looks_do_not_find_is_sent_again_when_a_later_one_is_listed(SandboxFault fault)
    {
        using var fixture = new OrderingFixture(new SandboxFaultPlan { Rules = [SandboxFaultRule.At(fault, SandboxRoutes.CreateOrder)] });
        List<DateTimeOffset> sent = TimesOfOrders(fixture);

        RunResult run = await fixture.RunAsync(fixture.Inputs(2));

        Assert.All(run.Outcomes, outcome => Assert.False(outcome.AlreadyOrdered));
        Assert.Equal((2, 3), (run.Summary.Placed, sent.Count));
        Assert.InRange(sent[2] - sent[0], TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3));
        await fixture.AssertNothingIsOpenAsync();
    }

    [Fact]
    public async Task Without_a_later_order_in_the_list_a_run_ends_and_says_when_it_can_be_told()
    {
        using var fixture = new OrderingFixture(
            new SandboxFaultPlan { Rules = [SandboxFaultRule.At(SandboxFault.DropBeforeCommit, SandboxRoutes.CreateOrder)] });
        DateTimeOffset began = fixture.Time.GetUtcNow();

        RunResult run = await fixture.RunAsync(fixture.Inputs(1));
        Assert.Equal(FaultKind.OrderOutcomeUnknown, RunResult.Kind(run.Single));
        string from = began.AddMinutes(15).UtcDateTime.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains($"from {from} UTC on, Resume-DocSigningOrder", run.Single.Fault!.Message, StringComparison.Ordinal);
        Assert.InRange(fixture.Time.GetUtcNow() - began, TimeSpan.Zero, TimeSpan.FromMinutes(1));

        // Another process, too early; then late enough.
        fixture.Time.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal(FaultKind.OrderOutcomeUnknown, RunResult.Kind((await fixture.RunAsync(fixture.Inputs(1))).Single));
        Assert.Equal(1, fixture.Sends);
        fixture.Time.Pass(TimeSpan.FromMinutes(6));
        Assert.Equal((1, 2), ((await fixture.RunAsync(fixture.Inputs(1))).Summary.Placed, fixture.Sends));
        await fixture.AssertNothingIsOpenAsync();
    }

    [Fact]
    public async Task A_slow_look_does_not_pass_for_two()
    {
        // The second look reads its list at once and takes long over the rest: what it saw is as old as the list.
        using var fixture = new OrderingFixture();
        Person person = OrderingFixture.Person(1);
        long twin = await fixture.OrderInConsoleAsync(
            person with { Email = "twin@fjordlab.example" }, "a twin", Drafts.SampleCsr);
        fixture.Time.Pass(TimeSpan.FromMinutes(5));
        await fixture.LeaveBehindAsync(person, IntentState.Sent, csrSha256: "another CSR");
        int reads = 0;
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            if (call.RequestUri!.AbsolutePath.EndsWith($"/{twin}", StringComparison.Ordinal) && ++reads == 2)
            {
                fixture.Time.Pass(TimeSpan.FromMinutes(4));
            }

            return answer;
        };

        // Looks in vain for the first time, and ends.
        await fixture.RunAsync();
        OrderIntent first = Assert.Single(await fixture.IntentsAsync());
        Assert.Equal(IntentState.InDoubt, first.State);
        Assert.NotNull(first.LookedInVainAt);
        fixture.Time.Pass(TimeSpan.FromSeconds(1));
        await fixture.RunAsync();

        Assert.Equal(2, reads);
        Assert.Equal(IntentState.InDoubt, Assert.Single(await fixture.IntentsAsync()).State);
    }

    [Fact]
    public async Task An_order_that_is_lost_each_time_is_given_up_and_its_person_is_free()
    {
        using var fixture = new OrderingFixture(new SandboxFaultPlan
        {
            Rules = [new() { Fault = SandboxFault.DropBeforeCommit, Route = SandboxRoutes.CreateOrder, Calls = 3 }],
        });

        RunResult run = await fixture.RunAsync(WaitsForItself, fixture.Inputs(1));

        Assert.Equal(FaultKind.OrderNotPlaced, RunResult.Kind(run.Single));
        Assert.Equal(3, fixture.Sends);
        Assert.Empty(fixture.Orders);
        await fixture.AssertNothingIsOpenAsync();

        Assert.Equal(1, (await fixture.RunAsync(fixture.Inputs(1))).Summary.Placed);
        await fixture.AssertNothingIsOpenAsync();
    }

    [Fact]
    public async Task A_network_that_is_gone_for_ten_minutes_delays_a_run_and_fails_nothing()
    {
        using var fixture = new OrderingFixture();
        DateTimeOffset gone = fixture.Time.GetUtcNow().AddMinutes(10);
        int calls = 0;
        fixture.Wire.Meddle = (_, passOn, _) => ++calls > 5 && fixture.Time.GetUtcNow() < gone ? throw WireTap.Unreachable() : passOn();

        RunResult run = await fixture.RunAsync(fixture.Inputs(6));
        Assert.Equal((6, 0), (run.Summary.Placed, run.Summary.Failed));
        Assert.Equal(6, fixture.Orders.Count);
        Assert.True(fixture.Time.GetUtcNow() >= gone);

        // The same with orders in doubt: the outage is no three sends.
        gone = fixture.Time.GetUtcNow().AddMinutes(10);
        int drops = 0;
        fixture.Wire.Meddle = (call, passOn, _) => fixture.Time.GetUtcNow() < gone ? throw WireTap.Unreachable()
            : WireTap.IsOrder(call) && drops++ == 0 ? throw WireTap.Broken() : passOn();
        run = await fixture.RunAsync(WaitsForItself, [.. fixture.Inputs(7).Skip(6)]);
        Assert.Equal((1, 0), (run.Summary.Placed, run.Summary.Failed));
        Assert.Equal(7, fixture.Orders.Count);
        await fixture.AssertNothingIsOpenAsync();
    }

    [Fact]
    public async Task A_network_that_stays_away_is_an_error_that_says_so_and_leaves_the_person_free()
    {
        using var fixture = new OrderingFixture();
        fixture.Wire.Meddle = (call, passOn, _) => WireTap.IsOrder(call) ? throw WireTap.Unreachable() : passOn();

        RunResult run = await fixture.RunAsync(fixture.Inputs(1));

        Assert.IsType<ServerUnreachableException>(run.Single.Fault);
        Assert.True(fixture.Time.GetUtcNow() - Drafts.Now > TimeSpan.FromMinutes(13));
        Assert.Empty(fixture.Orders);
        await fixture.AssertNothingIsOpenAsync();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_clock_that_is_set_between_the_looks_does_not_shorten_the_time_between_them(int hours)
    {
        using var fixture = new OrderingFixture(
            new SandboxFaultPlan { Rules = [SandboxFaultRule.At(SandboxFault.DropBeforeCommit, SandboxRoutes.CreateOrder)] });
        var sent = new List<long>();
        fixture.Wire.Meddle = (call, passOn, _) =>
        {
            if (WireTap.IsOrder(call))
            {
                sent.Add(fixture.Time.GetTimestamp());
            }

            return passOn();
        };
        int waits = 0;

        RunResult run = await fixture.RunAsync(
            new OrderingOptions
            {
                SettleTime = WaitsForItself.SettleTime,
                OnWaiting = _ =>
                {
                    if (waits++ == 0)
                    {
                        fixture.Time.SetClock(TimeSpan.FromHours(hours));
                    }
                },
            },
            fixture.Inputs(1));
        Assert.Equal(1, run.Summary.Placed);
        Assert.True(fixture.Time.GetElapsedTime(sent[0], sent[1]) >= TimeSpan.FromMinutes(2));
        await fixture.AssertNothingIsOpenAsync();
    }

    [Fact]
    public async Task What_an_earlier_run_left_in_doubt_is_reconciled_by_the_next_one()
    {
        using var fixture = new OrderingFixture();
        using var stop = new CancellationTokenSource();
        fixture.Wire.Meddle = async (call, passOn, token) =>
        {
            HttpResponseMessage answer = await passOn();
            if (WireTap.IsOrder(call))
            {
                await stop.CancelAsync();
                token.ThrowIfCancellationRequested();
            }

            return answer;
        };

        DocSigningException stopped = await Assert.ThrowsAsync<DocSigningException>(
            () => RunResult.OfAsync(fixture.Client, fixture.Storage, new OrderingOptions(), fixture.Time, fixture.Inputs(1), stop.Token));
        Assert.Equal(FaultKind.OrderOutcomeUnknown, stopped.Kind);
        fixture.Wire.Meddle = null;
        RunResult next = await fixture.RunAsync([.. fixture.Inputs(2).Skip(1)]);
        Assert.Equal((1, 1), (next.Summary.Placed, next.Summary.Reconciled));
        Assert.Contains(
            next.Outcomes,
            outcome => outcome.Input is null && outcome.Warnings.Single().Contains("earlier run", StringComparison.Ordinal));
        await fixture.AssertNothingIsOpenAsync();
    }

    /// <summary>Somebody has refused it meanwhile. Whether it is wanted again is not for the run to say that finds it.</summary>
    [Fact]
    public async Task An_order_in_doubt_that_has_ended_is_not_bought_again_by_the_run_that_finds_it()
    {
        using var fixture = new OrderingFixture();
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            return WireTap.IsOrder(call) || fixture.Orders.Count > 0 ? throw WireTap.Broken() : answer;
        };

        RunResult cutOff = await fixture.RunAsync(new OrderingOptions { Patience = TimeSpan.Zero }, fixture.Inputs(1));
        Assert.Equal(1, cutOff.Summary.InDoubt);
        fixture.Wire.Meddle = null;
        await fixture.CancelInConsoleAsync(fixture.Orders.Single().Id);

        RunResult finding = await fixture.RunAsync(fixture.Inputs(1));
        RunResult after = await fixture.RunAsync(fixture.Inputs(1));

        OrderOutcome told = Assert.Single(finding.Outcomes, outcome => outcome.Input is not null);
        Assert.True(told.AlreadyOrdered);
        Assert.Contains("Canceled", told.Warnings.Single(), StringComparison.Ordinal);
        Assert.Equal((0, 1), (finding.Summary.Placed, after.Summary.Placed));
    }

    /// <summary>A duplicate is bought beside what stands, but not beside the order that the run itself had lost.</summary>
    [Fact]
    public async Task A_repeated_run_that_allows_duplicates_takes_the_order_that_it_had_lost()
    {
        using var fixture = new OrderingFixture();
        await fixture.OrderInConsoleAsync(OrderingFixture.Person(1));
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            return WireTap.IsOrder(call) || fixture.Orders.Count > 1 ? throw WireTap.Broken() : answer;
        };
        var options = new OrderingOptions { AllowDuplicate = true, Patience = TimeSpan.Zero };
        RunResult cutOff = await fixture.RunAsync(options, fixture.Inputs(1));
        Assert.Equal(1, cutOff.Summary.InDoubt);
        fixture.Wire.Meddle = null;

        RunResult again = await fixture.RunAsync(options, fixture.Inputs(1));

        OrderOutcome taken = Assert.Single(again.Outcomes, outcome => outcome.Input is not null);
        Assert.True(taken.AlreadyOrdered);
        Assert.Equal(2, fixture.Orders.Count);
        AssertBothAreTold(fixture, taken);
    }

    [Fact]
    public async Task An_order_that_is_found_is_not_said_to_get_another_though_duplicates_are_allowed()
    {
        using var fixture = new OrderingFixture(
            new SandboxFaultPlan { Rules = [SandboxFaultRule.At(SandboxFault.DropAfterCommit, SandboxRoutes.CreateOrder, 2)] });
        await fixture.OrderInConsoleAsync(OrderingFixture.Person(1));

        OrderOutcome found = (await fixture.RunAsync(new OrderingOptions { AllowDuplicate = true }, fixture.Inputs(1))).Single;

        Assert.False(found.AlreadyOrdered);
        Assert.Equal(2, fixture.Orders.Count);
        AssertBothAreTold(fixture, found);
    }

    private static void AssertBothAreTold(OrderingFixture fixture, OrderOutcome outcome)
    {
        Assert.Contains(
            outcome.Warnings, warning => fixture.Orders.All(order => warning.Contains($"{order.Id}", StringComparison.Ordinal)));
        Assert.DoesNotContain(outcome.Warnings, warning => warning.Contains("Another is ordered", StringComparison.Ordinal));
    }

    /// <summary>Who of them has a second order is asked of one reading, however many were in doubt.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Orders_in_doubt_that_are_found_cost_one_more_reading_of_the_lists(int people)
    {
        using var fixture = new OrderingFixture();
        int readings = 0;
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            readings = WireTap.IsOrder(call) ? 0
                : call.RequestUri!.AbsolutePath.EndsWith("/order/certificate", StringComparison.Ordinal) ? readings + 1 : readings;
            return WireTap.IsOrder(call) ? throw WireTap.Broken() : answer;
        };

        RunResult run = await fixture.RunAsync(fixture.Inputs(people));

        Assert.Equal((people, people), (run.Summary.Placed, fixture.Sends));
        Assert.Equal(2, readings);
    }

    private static List<DateTimeOffset> TimesOfOrders(OrderingFixture fixture)
    {
        var sent = new List<DateTimeOffset>();
        fixture.Wire.Meddle = (call, passOn, _) =>
        {
            if (WireTap.IsOrder(call))
            {
                sent.Add(fixture.Time.GetUtcNow());
            }

            return passOn();
        };
        return sent;
    }
}
