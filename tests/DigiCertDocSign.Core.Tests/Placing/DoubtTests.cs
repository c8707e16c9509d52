using CertCentral.Errors;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Tests.Following;
using DigiCertDocSign.Tests.Orders;
using Microsoft.Extensions.Time.Testing;

namespace DigiCertDocSign.Tests.Placing;

/// <summary>An order whose answer never came is looked for, and never sent again blindly.</summary>
public class DoubtTests
{
    private const string Page503 = "<html><body>503 Service Temporarily Unavailable</body></html>";

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
        await using var desk = await Desk.OpenAsync(clientTime: clientTime);
        using var office = new Office();
        var sent = false;
        desk.Server.Answering = call =>
        {
            if (call.Method == "GET")
            {
                return sent ? ByHand.Answer(403, "application/json", """{"errors":[{"code":"access_denied|missing_permission","message":"x"}]}""") : null;
            }

            sent = true;
            if (answer == ByHand.HangAfter)
            {
                clientTime.Advance(TimeSpan.FromMinutes(6));
            }

            return (ByHand)answer;
        };
        var run = await RunResult.OfAsync(desk.Client, office.Journal, new PlacingOptions(), desk.Time, [office.Row(Drafts.Mira)], CancellationToken.None);
        var error = Assert.IsType<DocSigningException>(run.Single.Fault);
        Assert.Equal(FaultKind.OrderOutcomeUnknown, error.Kind);
        Assert.IsAssignableFrom<CertCentralException>(error.InnerException);
        Assert.Contains(Drafts.Mira.Email, error.Message, StringComparison.Ordinal);
        Assert.Contains("Do not order for this person elsewhere", error.Message, StringComparison.Ordinal);
        Assert.Single(desk.Calls, call => call.StartsWith("POST", StringComparison.Ordinal));
        Assert.Equal((1, 0), (run.Summary.InDoubt, run.Summary.Failed));
        Assert.Equal(IntentState.InDoubt, Assert.Single(await office.IntentsAsync()).State);
    }

    [Theory]
    [InlineData(SandboxFault.DropAfterCommit, 0)]
    [InlineData(SandboxFault.DropAfterCommit, 60)]
    [InlineData(SandboxFault.ServerErrorAfterCommit, 110)]
    [InlineData(SandboxFault.TruncatedBody, 0)]
    public async Task An_order_that_was_taken_is_found_though_the_lists_lag_behind(SandboxFault fault, int lagSeconds)
    {
        var faults = new SandboxFaultPlan { Rules = [SandboxFaultRule.At(fault, SandboxRoutes.CreateOrder, 2)], ListLag = TimeSpan.FromSeconds(lagSeconds) };
        using var office = new Office(faults);
        var run = await office.RunAsync(office.Rows(3));
        Assert.Equal([1, 3, 2], run.Outcomes.Select(outcome => outcome.Row!.Tag));
        Assert.Equal(2, Assert.Single(run.Deferred).Row!.Tag);
        Assert.Equal((3, 0, 0), (run.Summary.Placed, run.Summary.Failed, run.Summary.Recovered));
        Assert.Equal(3, office.Sends);
        await office.AssertSettledAsync();
    }

    [Theory]
    [InlineData(false, "pending")]
    [InlineData(true, "submitted")]
    public async Task An_order_that_only_the_requests_show_is_found_there_and_not_bought_again(bool isNewOrganization, string requestStatus)
    {
        var faults = new SandboxFaultPlan { Rules = [SandboxFaultRule.At(SandboxFault.DropAfterCommit, SandboxRoutes.CreateOrder)] };
        using var office = new Office(faults, listsAll: false);
        OrderDraft draft = isNewOrganization ? Drafts.ForNewOrganization() : Drafts.Valid();
        var run = await office.RunAsync(office.Row(Drafts.Mira, draft: draft));
        Assert.Equal((1, 1), (run.Summary.Placed, office.Sends));
        Assert.Equal(requestStatus, Assert.Single(office.Orders).Requests[0].Status);
        await office.AssertSettledAsync();

        // Nor by a journal that knows nothing of it.
        using var journal = OrderJournal.Open(JournalPlace.InMemory());
        var again = await RunResult.OfAsync(office.Client, journal, new PlacingOptions(), office.Time, [office.Row(Drafts.Mira, draft: draft)], CancellationToken.None);
        Assert.Equal((1, 1), (again.Summary.AlreadyOrdered, office.Sends));
    }

    [Theory]
    [InlineData(SandboxFault.DropBeforeCommit)]
    [InlineData(SandboxFault.ServerErrorBeforeCommit)]
    [InlineData(SandboxFault.GatewayPage)]
    public async Task An_order_that_two_looks_do_not_find_is_sent_again_after_the_settle_time(SandboxFault fault)
    {
        using var office = new Office(new SandboxFaultPlan { Rules = [SandboxFaultRule.At(fault, SandboxRoutes.CreateOrder)] });
        var sent = new List<DateTimeOffset>();
        office.Wire.Meddle = (call, passOn, _) =>
        {
            if (WireTap.IsOrder(call))
            {
                sent.Add(office.Time.GetUtcNow());
            }

            return passOn();
        };
        var run = await office.RunAsync(office.Rows(1));
        Assert.False(run.Single.AlreadyOrdered);
        Assert.Equal(2, sent.Count);
        Assert.True(sent[1] - sent[0] >= TimeSpan.FromMinutes(2));
        await office.AssertSettledAsync();
    }

    [Fact]
    public async Task A_slow_look_does_not_pass_for_two()
    {
        // The second look reads its list at once and takes long over the rest: what it saw is as old as the list.
        using var office = new Office();
        var person = Office.Person(1);
        var twin = await office.OrderInConsoleAsync(person with { Email = "twin@fjordlab.example" }, "a twin");
        office.Time.Pass(TimeSpan.FromMinutes(5));
        await office.LeaveBehindAsync(person, IntentState.Sent);
        var reads = 0;
        office.Wire.Meddle = async (call, passOn, _) =>
        {
            var answer = await passOn();
            if (call.RequestUri!.AbsolutePath.EndsWith($"/{twin}", StringComparison.Ordinal) && ++reads == 2)
            {
                office.Time.Pass(TimeSpan.FromMinutes(4));
            }

            return answer;
        };

        // Looks in vain for the first time, and ends.
        await office.RunAsync();
        var first = Assert.Single(await office.IntentsAsync());
        Assert.Equal(IntentState.InDoubt, first.State);
        office.Time.Pass(TimeSpan.FromSeconds(1));
        await office.RunAsync();
        Assert.Equal(IntentState.InDoubt, Assert.Single(await office.IntentsAsync()).State);
    }

    [Fact]
    public async Task An_order_that_is_lost_each_time_is_given_up_and_its_person_is_free()
    {
        using var office = new Office(new SandboxFaultPlan { Rules = [new() { Fault = SandboxFault.DropBeforeCommit, Route = SandboxRoutes.CreateOrder, Calls = 3 }] });
        var run = await office.RunAsync(office.Rows(1));
        Assert.Equal(FaultKind.OrderNotPlaced, RunResult.Kind(run.Single));
        Assert.Equal(3, office.Sends);
        Assert.Empty(office.Orders);
        await office.AssertSettledAsync();
        Assert.Equal(1, (await office.RunAsync(office.Rows(1))).Summary.Placed);
        await office.AssertSettledAsync();
    }

    [Fact]
    public async Task A_network_that_is_gone_for_ten_minutes_delays_a_run_and_fails_nothing()
    {
        using var office = new Office();
        var gone = office.Time.GetUtcNow().AddMinutes(10);
        var calls = 0;
        office.Wire.Meddle = (_, passOn, _) => ++calls > 5 && office.Time.GetUtcNow() < gone ? throw WireTap.Unreachable() : passOn();
        var run = await office.RunAsync(office.Rows(6));
        Assert.Equal((6, 0), (run.Summary.Placed, run.Summary.Failed));
        Assert.Equal(6, office.Orders.Count);
        Assert.True(office.Time.GetUtcNow() >= gone);

        // The same with orders in doubt: the outage is no three sends.
        gone = office.Time.GetUtcNow().AddMinutes(10);
        var drops = 0;
        office.Wire.Meddle = (call, passOn, _) => office.Time.GetUtcNow() < gone ? throw WireTap.Unreachable()
            : WireTap.IsOrder(call) && drops++ == 0 ? throw WireTap.Broken() : passOn();
        run = await office.RunAsync([.. office.Rows(7).Skip(6)]);
        Assert.Equal((1, 0), (run.Summary.Placed, run.Summary.Failed));
        Assert.Equal(7, office.Orders.Count);
        await office.AssertSettledAsync();
    }

    [Fact]
    public async Task A_network_that_stays_away_is_an_error_that_says_so_and_leaves_the_person_free()
    {
        using var office = new Office();
        office.Wire.Meddle = (call, passOn, _) => WireTap.IsOrder(call) ? throw WireTap.Unreachable() : passOn();
        var run = await office.RunAsync(office.Rows(1));
        Assert.IsType<ServerUnreachableException>(run.Single.Fault);
        Assert.True(office.Time.GetUtcNow() - Drafts.Now > TimeSpan.FromMinutes(13));
        Assert.Empty(office.Orders);
        await office.AssertSettledAsync();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_clock_that_is_set_between_the_looks_does_not_shorten_the_time_between_them(int hours)
    {
        using var office = new Office(new SandboxFaultPlan { Rules = [SandboxFaultRule.At(SandboxFault.DropBeforeCommit, SandboxRoutes.CreateOrder)] });
        var sent = new List<long>();
        office.Wire.Meddle = (call, passOn, _) =>
        {
            if (WireTap.IsOrder(call))
            {
                sent.Add(office.Time.GetTimestamp());
            }

            return passOn();
        };
        var waits = 0;
        var run = await office.RunAsync(
            new PlacingOptions
            {
                OnWaiting = _ =>
                {
                    if (waits++ == 0)
                    {
                        office.Time.SetClock(TimeSpan.FromHours(hours));
                    }
                },
            },
            office.Rows(1));
        Assert.Equal(1, run.Summary.Placed);
        Assert.True(office.Time.GetElapsedTime(sent[0], sent[1]) >= TimeSpan.FromMinutes(2));
        await office.AssertSettledAsync();
    }

    [Fact]
    public async Task What_an_earlier_run_left_in_doubt_is_recovered_by_the_next_one()
    {
        using var office = new Office();
        using var stop = new CancellationTokenSource();
        office.Wire.Meddle = async (call, passOn, token) =>
        {
            var answer = await passOn();
            if (WireTap.IsOrder(call))
            {
                await stop.CancelAsync();
                token.ThrowIfCancellationRequested();
            }

            return answer;
        };
        var stopped = await Assert.ThrowsAsync<DocSigningException>(
            () => RunResult.OfAsync(office.Client, office.Journal, new PlacingOptions(), office.Time, office.Rows(1), stop.Token));
        Assert.Equal(FaultKind.OrderOutcomeUnknown, stopped.Kind);
        office.Wire.Meddle = null;
        var next = await office.RunAsync([.. office.Rows(2).Skip(1)]);
        Assert.Equal((1, 1), (next.Summary.Placed, next.Summary.Recovered));
        Assert.Contains(next.Outcomes, outcome => outcome.Row is null && outcome.Warning!.Contains("earlier run", StringComparison.Ordinal));
        await office.AssertSettledAsync();
    }
}
