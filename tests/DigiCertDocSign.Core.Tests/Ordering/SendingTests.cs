using System.Text;
using CertCentral.Sandbox;
using DigiCertDocSign.Journal;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Journal;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>What the journal and the outcome say of an order that waits, is sent again, or is answered late.</summary>
public class SendingTests
{
    private static readonly Person Nils = OrderingFixture.Person(1);
    private static readonly Person Other = OrderingFixture.Person(2);

    /// <summary>Another run has taken the intent over while its order was on the way.</summary>
    [Theory]
    [InlineData("in doubt")]
    [InlineData("placed, with this order")]
    [InlineData("placed, with another order")]
    public async Task A_late_answer_is_noted_and_a_second_order_is_told(string meanwhile)
    {
        using var fixture = new OrderingFixture();
        long another = 0;
        fixture.Wire.Meddle = async (call, passOn, token) =>
        {
            HttpResponseMessage answer = await passOn();
            if (WireTap.IsOrder(call))
            {
                OrderIntent sent = Assert.Single(await fixture.IntentsAsync());
                long order = fixture.Orders.Single().Id;
                another = order + 1;
                OrderIntent taken = meanwhile == "in doubt"
                    ? sent with { RunId = "other", State = IntentState.InDoubt }
                    : sent with
                    {
                        RunId = "other",
                        State = IntentState.Placed,
                        OrderId = meanwhile.EndsWith("this order", StringComparison.Ordinal) ? order : another,
                    };
                Assert.True(await fixture.Storage.TryChangeAsync(null, sent, taken, token));
            }

            return answer;
        };

        RunResult run = await fixture.RunAsync(fixture.Input(Nils));

        OrderIntent intent = Assert.Single(await fixture.IntentsAsync());
        bool isTwice = meanwhile.EndsWith("another order", StringComparison.Ordinal);
        Assert.Equal((IntentState.Placed, isTwice ? another : run.Single.Order!.OrderId), (intent.State, intent.OrderId));
        Assert.Equal(meanwhile == "in doubt", intent.RunId != "other");
        Assert.Equal(fixture.Orders.Single().Id, run.Single.Order!.OrderId);
        Assert.Equal(isTwice ? FaultKind.OrderOutcomeUnknown : null, RunResult.Kind(run.Single));
        Assert.Equal(
            isTwice,
            run.Single.Fault?.Message.Contains($"order {run.Single.Order.OrderId} is the one too much", StringComparison.Ordinal) == true);
    }

    /// <summary>A database that failed over to a standby which had not got the last commits.</summary>
    [Theory]
    [InlineData("nothing")]
    [InlineData("another run has claimed the person")]
    [InlineData("the order is noted from the lists")]
    public async Task An_order_whose_entry_is_lost_is_noted_anew(string meanwhile)
    {
        using var fixture = new OrderingFixture();
        OrderIntent? lost = null;
        OrderIntent? there = null;
        fixture.Wire.Meddle = async (call, passOn, token) =>
        {
            HttpResponseMessage answer = await passOn();
            if (WireTap.IsOrder(call))
            {
                lost = Assert.Single(await fixture.IntentsAsync());
                OrderIntent ended = lost with { State = IntentState.Abandoned };
                Assert.True(await fixture.Storage.TryChangeAsync(null, lost, ended, token));
                Assert.Equal(1, (await fixture.Storage.RemoveAsync([ended], token)).Count);
                there = meanwhile == "nothing" ? null : lost with
                {
                    Reference = IntentReference.Create(),
                    State = meanwhile.StartsWith("another", StringComparison.Ordinal) ? IntentState.Planned : IntentState.Placed,
                    OrderId = meanwhile.StartsWith("another", StringComparison.Ordinal) ? null : fixture.Orders.Single().Id,
                    RunId = "other",
                };
                Assert.True(there is null || await Intents.ClaimAsync(fixture.Storage, new StandInRun("other", () => { }), there));
            }

            return answer;
        };

        RunResult run = await fixture.RunAsync(fixture.Input(Nils));

        long order = fixture.Orders.Single().Id;
        Assert.Equal((order, null), (run.Single.Order?.OrderId, run.Single.Fault?.Message));
        OrderIntent noted = Assert.Single(await fixture.IntentsAsync(), intent => intent.OrderId == order);
        bool isOthers = there?.State == IntentState.Placed;
        Assert.Equal((IntentState.Placed, (isOthers ? there : lost)!.Reference), (noted.State, noted.Reference));
        Assert.Equal(there is null || isOthers ? 1 : 2, (await fixture.IntentsAsync()).Count);
    }

    /// <summary>The lists do not show the order, and that of the other person or not.</summary>
    [Theory]
    [InlineData(false, "stands in the journal for somebody else")]
    [InlineData(true, "stood in its list before the order was sent")]
    public async Task An_answer_that_bears_the_number_of_anothers_order_leaves_the_order_in_doubt(bool isListed, string said)
    {
        using var fixture = new OrderingFixture(habits: new SandboxHabits { EmailFilter = SandboxFilterHabit.Ignored });
        long others = (await fixture.RunAsync(fixture.Input(Other))).Single.Order!.OrderId;
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            string path = call.RequestUri!.AbsolutePath;
            string? instead = WireTap.IsOrder(call) ? $$"""{"id":{{others}} }"""
                : isListed && path.EndsWith("order/certificate", StringComparison.Ordinal)
                    ? $$"""{"orders":[{"id":{{others}},"certificate":{"common_name":"{{Other.Name}}"} }],"page":{"total":1} }"""
                : path.EndsWith("order/certificate", StringComparison.Ordinal) || path.EndsWith("/request", StringComparison.Ordinal)
                    ? """{"orders":[],"requests":[],"page":{"total":0}}"""
                    : null;
            answer.Content = instead is null ? answer.Content : new StringContent(instead, Encoding.UTF8, "application/json");
            return answer;
        };

        RunResult run = await fixture.RunAsync(fixture.Input(Nils));

        Assert.Equal(FaultKind.OrderOutcomeUnknown, RunResult.Kind(run.Single));
        Assert.Contains(
            $"The server answered with order {others}, which {said}.",
            run.Single.Fault!.Message,
            StringComparison.Ordinal);
        Assert.Equal(2, fixture.Sends);
    }

    [Fact]
    public async Task An_order_that_is_lost_when_the_journal_is_full_is_told_with_both_reasons()
    {
        using var fixture = new OrderingFixture();
        fixture.Wire.Meddle = (call, passOn, _) => WireTap.IsOrder(call) ? throw WireTap.Broken() : passOn();
        var full = new FailingStorage(fixture.Storage, to => to.State == IntentState.InDoubt);

        RunResult run = await RunResult.OfAsync(
            fixture.Client, full, new(), fixture.Time, [fixture.Input(Nils)], CancellationToken.None);

        Assert.Equal(FaultKind.OrderOutcomeUnknown, RunResult.Kind(run.Single));
        Assert.Contains("connection", run.Single.Fault!.Message, StringComparison.Ordinal);
        Assert.Contains("There is no room on the disk.", run.Single.Fault.Message, StringComparison.Ordinal);
        Assert.Equal(IntentState.Sent, Assert.Single(await fixture.IntentsAsync()).State);
    }

    /// <summary>The earlier time and the lower number hide no order of the intent's from a later look.</summary>
    [Fact]
    public async Task What_is_sent_again_keeps_the_time_and_the_highest_number_of_its_first_sending()
    {
        using var fixture = new OrderingFixture();
        await fixture.OrderInConsoleAsync(Other);
        fixture.Time.Pass(TimeSpan.FromHours(1));
        long highest = await fixture.OrderInConsoleAsync(OrderingFixture.Person(3));
        fixture.Time.Pass(TimeSpan.FromHours(1));
        DateTimeOffset first = default;
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            if (WireTap.IsOrder(call) && first == default)
            {
                first = fixture.Time.GetUtcNow();
                await fixture.OrderInConsoleAsync(OrderingFixture.Person(4));
                fixture.Time.Pass(TimeSpan.FromMinutes(5));
                throw WireTap.Unreachable();
            }

            return await passOn();
        };

        RunResult run = await fixture.RunAsync(fixture.Input(Nils));

        OrderIntent intent = Assert.Single(await fixture.IntentsAsync());
        Assert.Equal((1, 2, highest), (run.Summary.Placed, intent.Sends, intent.HighestOrderIdBefore));
        Assert.InRange(intent.ServerTimeAtSend!.Value, first.AddMinutes(-1), first.AddMinutes(1));

        // Each further reading of the lists bears out that ids rise.
        await fixture.RunAsync(fixture.Input(OrderingFixture.Person(5)), fixture.Input(OrderingFixture.Person(6)));
        Assert.All(await fixture.IntentsAsync(), one => Assert.NotNull(one.HighestOrderIdBefore));
    }

    /// <summary>The connection took two minutes, in which the console ordered.</summary>
    [Fact]
    public async Task An_order_that_would_leave_on_the_strength_of_old_lists_is_decided_about_anew()
    {
        using var fixture = new OrderingFixture();
        int tries = 0;
        fixture.Wire.OnConnecting = call =>
        {
            if (WireTap.IsOrder(call) && ++tries == 1)
            {
                fixture.Time.Pass(TimeSpan.FromMinutes(2));
                fixture.Sandbox.Console.Order(new SandboxConsoleOrder
                {
                    GivenName = Nils.GivenName,
                    Surname = Nils.Surname,
                    Email = Nils.Email,
                });
            }
        };

        RunResult run = await fixture.RunAsync(fixture.Input(Nils));

        Assert.True(run.Single.AlreadyOrdered, run.Single.Fault?.Message);
        Assert.Equal((1, 0), (tries, fixture.Sends));
    }

    [Fact]
    public async Task A_stop_before_the_order_may_leave_leaves_it_planned()
    {
        using var fixture = new OrderingFixture();
        using var stop = new CancellationTokenSource();
        fixture.Wire.OnConnecting = call =>
        {
            if (WireTap.IsOrder(call))
            {
                fixture.Time.Pass(TimeSpan.FromSeconds(1));
                stop.Cancel();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunResult.OfAsync(
            fixture.Client, fixture.Storage, new(), fixture.Time, [fixture.Input(Nils)], stop.Token));

        // Nothing has happened to it, so nothing is noted.
        OrderIntent intent = Assert.Single(await fixture.IntentsAsync());
        Assert.Equal((IntentState.Planned, intent.CreatedAt, 0), (intent.State, intent.UpdatedAt, fixture.Sends));
    }

    [Fact]
    public async Task An_order_that_the_full_journal_cannot_note_is_given_out_with_the_fault()
    {
        using var fixture = new OrderingFixture();
        var full = new FailingStorage(fixture.Storage, to => to.State == IntentState.Placed);

        RunResult run = await RunResult.OfAsync(
            fixture.Client, full, new(), fixture.Time, [fixture.Input(Nils)], CancellationToken.None);

        Assert.Equal((fixture.Orders.Single().Id, FaultKind.JournalFull), (run.Single.Order?.OrderId, RunResult.Kind(run.Single)));
        Assert.Contains("was placed, but the journal could not note it", run.Single.Fault!.Message, StringComparison.Ordinal);
    }

    /// <summary>Another process changes the intent each time, for as long as this one tries.</summary>
    [Fact]
    public async Task An_answer_that_cannot_be_noted_in_five_tries_is_found_again()
    {
        using var fixture = new OrderingFixture();
        int tries = 0;
        bool isOver = false;
        var busy = new FailingStorage(fixture.Storage, to =>
        {
            isOver |= to.State == IntentState.InDoubt || tries == 20;
            if (!isOver && to.State == IntentState.Placed)
            {
                tries++;
                OrderIntent now = Assert.Single(fixture.IntentsAsync().GetAwaiter().GetResult());
                OrderIntent changed = now with { UpdatedAt = now.UpdatedAt.AddSeconds(1) };
                Assert.True(fixture.Storage.TryChangeAsync(null, now, changed, CancellationToken.None).GetAwaiter().GetResult());
            }

            return false;
        });

        RunResult run = await RunResult.OfAsync(
            fixture.Client, busy, new(), fixture.Time, [fixture.Input(Nils)], CancellationToken.None);

        Assert.Equal((5, 1, 1), (tries, run.Summary.Placed, fixture.Sends));
        await fixture.AssertNothingIsOpenAsync();
    }
}
