using CertCentral;
using CertCentral.Errors;
using CertCentral.Pacing;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Placing;

/// <summary>What ends a run, and what it leaves behind.</summary>
public class StopTests
{
    [Fact]
    public async Task A_refused_row_is_an_error_and_the_others_go_on()
    {
        using var office = new Office();
        var rows = office.Rows(3);
        rows[1].Request.Organization!.Id = 1;
        var run = await office.RunAsync(rows);
        Assert.IsType<RequestRefusedException>(run.Outcomes[1].Fault);
        Assert.Equal((2, 1, null), (run.Summary.Placed, run.Summary.Failed, run.StoppedBy));
        await office.AssertSettledAsync();
        Assert.Equal(1, (await office.RunAsync(office.Rows(3))).Summary.Placed);
    }

    [Fact]
    public async Task A_key_that_is_revoked_in_the_middle_ends_the_run_at_once()
    {
        using var office = new Office();
        var orders = 0;
        office.Wire.Meddle = (call, passOn, _) =>
        {
            if (WireTap.IsOrder(call) && ++orders > 3)
            {
                call.Headers.Remove("X-DC-DEVKEY");
            }

            return passOn();
        };
        var run = await office.RunAsync(office.Rows(50));
        Assert.Equal((3, 1), (run.Summary.Placed, run.Summary.Failed));
        Assert.IsType<ApiKeyRefusedException>(run.StoppedBy);
        Assert.Equal(4, orders);
        office.Wire.Meddle = null;
        Assert.Equal((47, 3), (await office.RunAsync(office.Rows(50))).Summary is var next ? (next.Placed, next.AlreadyOrdered) : default);
        await office.AssertSettledAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task MaxOrders_counts_new_orders_alone(int throttleLimit)
    {
        using var office = new Office();
        await office.RunAsync(office.Rows(2));
        var run = await office.RunAsync(new PlacingOptions { MaxOrders = 3, ThrottleLimit = throttleLimit }, office.Rows(20));
        Assert.Equal((3, 2), (run.Summary.Placed, run.Summary.AlreadyOrdered));
        Assert.Equal(FaultKind.MaxOrdersReached, Assert.IsType<DocSigningException>(run.StoppedBy).Kind);
        Assert.Equal(5, office.Orders.Count);
        await office.AssertSettledAsync();
    }

    [Fact]
    public async Task MaxErrors_ends_a_run_when_more_rows_have_failed()
    {
        using var office = new Office();
        var rows = office.Rows(10);
        foreach (var row in rows.Skip(1))
        {
            row.Request.Organization!.Id = 1;
        }

        var run = await office.RunAsync(new PlacingOptions { MaxErrors = 2 }, rows);
        Assert.Equal((1, 3), (run.Summary.Placed, run.Summary.Failed));
        Assert.Equal(FaultKind.MaxErrorsReached, Assert.IsType<DocSigningException>(run.StoppedBy).Kind);
    }

    [Fact]
    public async Task Funds_that_are_out_end_the_run_and_are_named()
    {
        using var probe = new Office();
        var price = probe.Sandbox.State.Balance;
        await probe.RunAsync(BalanceRow(probe, 1));
        price -= probe.Sandbox.State.Balance;
        Assert.True(price > 0);

        using var office = new Office(funds: price * 2.5m);
        var run = await office.RunAsync([.. Enumerable.Range(1, 9).Select(number => BalanceRow(office, number))]);
        Assert.Equal((2, 1), (run.Summary.Placed, run.Summary.Failed));
        Assert.Equal(FaultKind.FundsExhausted, Assert.IsType<DocSigningException>(run.StoppedBy).Kind);
        Assert.Equal(3, office.Sends);
    }

    [Fact]
    public async Task Outcomes_come_in_the_order_of_the_rows_however_many_are_on_their_way()
    {
        using var office = new Office();
        var held = new Queue<TaskCompletionSource>();
        var most = 0;
        office.Wire.Meddle = async (call, passOn, _) =>
        {
            if (WireTap.IsOrder(call))
            {
                var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                TaskCompletionSource[] ready;
                lock (held)
                {
                    held.Enqueue(turn);
                    most = Math.Max(most, held.Count);

                    // Four are on their way: they are answered last come, first served.
                    ready = held.Count == 4 ? [.. held.Reverse()] : [];
                    if (ready.Length > 0)
                    {
                        held.Clear();
                    }
                }

                foreach (var one in ready)
                {
                    one.SetResult();
                }

                await turn.Task;
            }

            return await passOn();
        };
        var run = await office.RunAsync(new PlacingOptions { ThrottleLimit = 4 }, office.Rows(16));
        Assert.Equal(Enumerable.Range(1, 16).Cast<object>(), run.Outcomes.Select(outcome => outcome.Row!.Tag!));
        Assert.Equal((16, 4), (run.Summary.Placed, most));
        await office.AssertSettledAsync();
    }

    [Fact]
    public async Task A_stop_while_an_order_is_on_its_way_leaves_it_unknown_and_sends_nothing_more()
    {
        using var office = new Office();
        using var stop = new CancellationTokenSource();
        office.Wire.Meddle = async (call, passOn, token) =>
        {
            if (WireTap.IsOrder(call) && office.Orders.Count == 2)
            {
                await stop.CancelAsync();
                token.ThrowIfCancellationRequested();
            }

            return await passOn();
        };
        var error = await Assert.ThrowsAsync<DocSigningException>(
            () => RunResult.OfAsync(office.Client, office.Journal, new PlacingOptions(), office.Time, office.Rows(9), stop.Token));
        Assert.Equal(FaultKind.OrderOutcomeUnknown, error.Kind);
        Assert.Contains(Office.Person(3).Email, error.Message, StringComparison.Ordinal);
        Assert.Equal(
            [IntentState.InDoubt, IntentState.Placed, IntentState.Placed],
            (await office.IntentsAsync()).Select(intent => intent.State).Order());
        office.Wire.Meddle = null;
        Assert.Equal(7, (await office.RunAsync(office.Rows(9))).Summary.Placed);
        Assert.Equal(9, office.Orders.Count);
        await office.AssertSettledAsync();
    }

    [Fact]
    public async Task A_stop_while_an_order_waits_for_its_turn_sends_nothing_and_leaves_no_doubt()
    {
        using var office = new Office();
        using var stop = new CancellationTokenSource();
        using var paced = new CertCentralClient(new CertCentralOptions
        {
            ApiKey = ApiKey.From(Secret.Of("sandbox")),
            Limits = new RequestLimits([new RequestLimit(4, TimeSpan.FromHours(1))]),
            PrimaryHandler = () => new WireTap(office.Sandbox),
        });

        // Three lists and one order are sent; the second order waits for an hour.
        var run = RunResult.OfAsync(paced, office.Journal, new PlacingOptions(), office.Time, office.Rows(9), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal((1, 1), (office.Sends, office.Orders.Count));
        Assert.DoesNotContain(await office.IntentsAsync(), intent => intent.State is IntentState.Sent or IntentState.InDoubt);
        Assert.Equal(8, (await office.RunAsync(office.Rows(9))).Summary.Placed);
        await office.AssertSettledAsync();
    }

    [Fact]
    public async Task A_run_that_begins_stopped_sends_nothing()
    {
        using var office = new Office();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            RunResult.OfAsync(office.Client, office.Journal, new PlacingOptions(), office.Time, office.Rows(1), new CancellationToken(canceled: true)));
        Assert.Equal(0, office.Sends);
        Assert.Empty(await office.IntentsAsync());
    }

    [Fact]
    public async Task Two_runs_that_give_up_on_a_person_do_not_wait_for_each_other()
    {
        // Each has a person that it could not order for, and each has the other's person next.
        using var office = new Office();
        var refuses = true;
        office.Wire.Meddle = (call, passOn, _) => refuses && WireTap.IsOrder(call) ? throw WireTap.Unreachable() : passOn();
        await using var one = await StartAsync(office);
        await using var two = await StartAsync(office);
        await one.AddAsync(office.Row(Office.Person(1)), CancellationToken.None);
        await two.AddAsync(office.Row(Office.Person(2)), CancellationToken.None);
        refuses = false;
        await one.AddAsync(office.Row(Office.Person(2)), CancellationToken.None);
        await two.AddAsync(office.Row(Office.Person(1)), CancellationToken.None);
        Assert.Equal(2, office.Orders.Count);
    }

    private static Task<OrderRun> StartAsync(Office office)
    {
        var waits = 0;
        var options = new PlacingOptions { OnWaiting = _ => Assert.True(++waits < 1_000, "The run waits without end.") };
        return OrderRun.StartAsync(office.Client, office.Journal, Office.AccountId, options, office.Time, CancellationToken.None);
    }

    private static OrderRow BalanceRow(Office office, int number)
    {
        var draft = Drafts.Valid();
        draft.PaymentMethod = PaymentMethod.Balance;
        var person = Office.Person(number);
        return new OrderRow { Person = person, Request = OrderRules.Build(draft, person, null, office.Time.GetUtcNow()) };
    }
}
