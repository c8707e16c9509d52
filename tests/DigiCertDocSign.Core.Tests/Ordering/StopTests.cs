using CertCentral;
using CertCentral.Errors;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Journal;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>What ends a run, and what it leaves behind.</summary>
public class StopTests
{
    [Fact]
    public async Task A_refused_input_is_an_error_and_the_others_go_on()
    {
        using var fixture = new OrderingFixture();
        OrderInput[] inputs = fixture.Inputs(3);
        inputs[1].Body.Organization!.Id = 1;

        RunResult run = await fixture.RunAsync(inputs);
        Assert.IsType<CallRefusedException>(run.Outcomes[1].Fault);
        Assert.Equal((2, 1, null), (run.Summary.Placed, run.Summary.Failed, run.StoppedBy));
        await fixture.AssertNothingIsOpenAsync();

        Assert.Equal(1, (await fixture.RunAsync(fixture.Inputs(3))).Summary.Placed);
    }

    [Fact]
    public async Task A_key_that_is_revoked_in_the_middle_ends_the_run_at_once()
    {
        using var fixture = new OrderingFixture();
        int orders = 0;
        fixture.Wire.Meddle = (call, passOn, _) =>
        {
            if (WireTap.IsOrder(call) && ++orders > 3)
            {
                call.Headers.Remove("X-DC-DEVKEY");
            }

            return passOn();
        };

        RunResult run = await fixture.RunAsync(fixture.Inputs(50));
        Assert.Equal((3, 1), (run.Summary.Placed, run.Summary.Failed));
        Assert.IsType<ApiKeyRefusedException>(run.StoppedBy);
        Assert.Equal(4, orders);
        fixture.Wire.Meddle = null;
        Assert.Equal(
            (47, 3),
            (await fixture.RunAsync(fixture.Inputs(50))).Summary is var next ? (next.Placed, next.AlreadyOrdered) : default);
        await fixture.AssertNothingIsOpenAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task MaxOrders_counts_new_orders_alone(int throttleLimit)
    {
        using var fixture = new OrderingFixture();
        await fixture.RunAsync(fixture.Inputs(2));

        RunResult run = await fixture.RunAsync(new OrderingOptions { MaxOrders = 3, ThrottleLimit = throttleLimit }, fixture.Inputs(20));

        Assert.Equal((3, 2), (run.Summary.Placed, run.Summary.AlreadyOrdered));
        Assert.Equal(FaultKind.MaxOrdersReached, Assert.IsType<DocSigningException>(run.StoppedBy).Kind);
        Assert.Equal(5, fixture.Orders.Count);
        await fixture.AssertNothingIsOpenAsync();
    }

    [Fact]
    public async Task MaxErrors_ends_a_run_when_more_inputs_have_failed()
    {
        using var fixture = new OrderingFixture();
        OrderInput[] inputs = fixture.Inputs(10);
        foreach (OrderInput? input in inputs.Skip(1))
        {
            input.Body.Organization!.Id = 1;
        }

        RunResult run = await fixture.RunAsync(new OrderingOptions { MaxErrors = 2 }, inputs);

        Assert.Equal((1, 3), (run.Summary.Placed, run.Summary.Failed));
        Assert.Equal(FaultKind.MaxErrorsReached, Assert.IsType<DocSigningException>(run.StoppedBy).Kind);
    }

    [Fact]
    public async Task Funds_that_are_out_end_the_run_and_are_named()
    {
        using var probe = new OrderingFixture();
        decimal price = probe.Sandbox.State.Balance;
        await probe.RunAsync(BalanceRow(probe, 1));
        price -= probe.Sandbox.State.Balance;

        Assert.True(price > 0);

        using var fixture = new OrderingFixture(funds: price * 2.5m);
        RunResult run = await fixture.RunAsync([.. Enumerable.Range(1, 9).Select(number => BalanceRow(fixture, number))]);
        Assert.Equal((2, 1), (run.Summary.Placed, run.Summary.Failed));
        Assert.Equal(FaultKind.FundsExhausted, Assert.IsType<DocSigningException>(run.StoppedBy).Kind);
        Assert.Equal(3, fixture.Sends);
    }

    [Fact]
    public async Task Funds_in_another_currency_than_the_price_end_no_run()
    {
        using var fixture = new OrderingFixture(funds: 1);
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            if (call.RequestUri!.AbsolutePath.EndsWith("/finance/balance", StringComparison.Ordinal))
            {
                const string json = """{"currency":"JPY","total_available_funds":"1.00"}""";
                answer.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
            }

            return answer;
        };

        RunResult run = await fixture.RunAsync([.. Enumerable.Range(1, 3).Select(number => BalanceRow(fixture, number))]);

        Assert.Equal((0, 3), (run.Summary.Placed, run.Summary.Failed));
        Assert.Null(run.StoppedBy);
        Assert.Equal(3, fixture.Sends);
    }

    [Fact]
    public async Task Outcomes_come_in_the_order_of_the_inputs_however_many_are_on_their_way()
    {
        using var fixture = new OrderingFixture();
        var held = new Queue<TaskCompletionSource>();
        int most = 0;
        fixture.Wire.Meddle = async (call, passOn, _) =>
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

                foreach (TaskCompletionSource one in ready)
                {
                    one.SetResult();
                }

                await turn.Task;
            }

            return await passOn();
        };

        RunResult run = await fixture.RunAsync(new OrderingOptions { ThrottleLimit = 4 }, fixture.Inputs(16));
        Assert.Equal(Enumerable.Range(1, 16).Cast<object>(), run.Outcomes.Select(outcome => outcome.Input!.Tag!));
        Assert.Equal((16, 4), (run.Summary.Placed, most));
        await fixture.AssertNothingIsOpenAsync();
    }

    [Fact]
    public async Task A_stop_while_an_order_is_on_its_way_leaves_it_unknown_and_sends_nothing_more()
    {
        using var fixture = new OrderingFixture();
        using var stop = new CancellationTokenSource();
        fixture.Wire.Meddle = async (call, passOn, token) =>
        {
            if (WireTap.IsOrder(call) && fixture.Orders.Count == 2)
            {
                await stop.CancelAsync();
                token.ThrowIfCancellationRequested();
            }

            return await passOn();
        };

        DocSigningException error = await Assert.ThrowsAsync<DocSigningException>(
            () => RunResult.OfAsync(fixture.Client, fixture.Storage, new OrderingOptions(), fixture.Time, fixture.Inputs(9), stop.Token));
        Assert.Equal(FaultKind.OrderOutcomeUnknown, error.Kind);
        Assert.Contains(OrderingFixture.Person(3).Email, error.Message, StringComparison.Ordinal);
        Assert.Equal(
            [IntentState.InDoubt, IntentState.Placed, IntentState.Placed],
            (await fixture.IntentsAsync()).Select(intent => intent.State).Order());
        fixture.Wire.Meddle = null;
        var waits = new OrderingOptions { SettleTime = TimeSpan.FromMinutes(2) };
        Assert.Equal(7, (await fixture.RunAsync(waits, fixture.Inputs(9))).Summary.Placed);
        Assert.Equal(9, fixture.Orders.Count);
        await fixture.AssertNothingIsOpenAsync();
    }

    [Fact]
    public async Task A_stop_while_an_order_waits_for_its_turn_sends_nothing_and_leaves_no_doubt()
    {
        using var fixture = new OrderingFixture();
        using var stop = new CancellationTokenSource();
        using var paced = new CertCentralClient(new CertCentralOptions
        {
            ApiKey = ApiKey.From(Secret.Of("sandbox")),
            Limits = new CallLimits([new CallLimit(10, TimeSpan.FromHours(1))]),
            PrimaryHandler = () => new WireTap(fixture.Sandbox),
        });

        // The lists twice and one order are sent, and the lists again; the second order waits for an hour.
        Task<RunResult> run = RunResult.OfAsync(paced, fixture.Storage, new OrderingOptions(), fixture.Time, fixture.Inputs(9), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal((1, 1), (fixture.Sends, fixture.Orders.Count));
        Assert.DoesNotContain(await fixture.IntentsAsync(), intent => intent.State is IntentState.Sent or IntentState.InDoubt);
        Assert.Equal(8, (await fixture.RunAsync(fixture.Inputs(9))).Summary.Placed);
        await fixture.AssertNothingIsOpenAsync();
    }

    [Fact]
    public async Task A_stop_among_namesakes_at_the_end_gives_out_what_was_placed_before()
    {
        using var fixture = new OrderingFixture();
        using var stop = new CancellationTokenSource();
        for (int number = 1; number <= 3; number++)
        {
            await fixture.OrderInConsoleAsync(OrderingFixture.Person(number) with { Email = $"old.address{number}@fjordlab.example" });
        }

        fixture.Wire.Meddle = async (call, passOn, token) =>
        {
            if (WireTap.IsOrder(call) && fixture.Orders.Count == 4)
            {
                await stop.CancelAsync();
                token.ThrowIfCancellationRequested();
            }

            return await passOn();
        };
        var given = new List<OrderOutcome>();
        await using OrderRun run = await OrderRun.StartAsync(
            fixture.Client,
            new OrderJournal(fixture.Storage, fixture.Time),
            OrderingFixture.AccountId,
            new OrderingOptions(),
            fixture.Time,
            CancellationToken.None);
        foreach (OrderInput input in fixture.Inputs(3))
        {
            await run.AddAsync(input, stop.Token);
        }

        await Assert.ThrowsAsync<DocSigningException>(async () =>
        {
            await foreach (OrderOutcome outcome in run.FinishAsync(stop.Token))
            {
                given.Add(outcome);
            }
        });

        Assert.Equal(OrderingFixture.Person(1).Email, Assert.Single(given, outcome => outcome.Order is not null).Order!.Email);
    }

    [Fact]
    public async Task A_stop_while_doubts_are_reconciled_gives_out_what_is_known_by_then()
    {
        using var fixture = new OrderingFixture();
        using var stop = new CancellationTokenSource();
        DateTimeOffset shown = fixture.Time.GetUtcNow() + TimeSpan.FromSeconds(30);
        bool isFound = false;
        fixture.Wire.Meddle = async (call, passOn, token) =>
        {
            if (WireTap.IsOrder(call) && fixture.Orders.Count == 1)
            {
                throw WireTap.Broken();
            }

            string path = call.RequestUri!.AbsolutePath;
            if (isFound && path.EndsWith("/request", StringComparison.Ordinal))
            {
                await stop.CancelAsync();
                token.ThrowIfCancellationRequested();
            }

            isFound |= fixture.Orders.Any(order => path.EndsWith($"/{order.Id}", StringComparison.Ordinal));
            HttpResponseMessage answer = await passOn();
            if (!WireTap.IsOrder(call) && fixture.Time.GetUtcNow() < shown)
            {
                answer.Content = new StringContent("""{"orders":[],"requests":[],"page":{"total":0}}""", null, "application/json");
            }

            return WireTap.IsOrder(call) ? throw WireTap.Broken() : answer;
        };
        await using OrderRun run = await OrderRun.StartAsync(
            fixture.Client,
            new OrderJournal(fixture.Storage, fixture.Time),
            OrderingFixture.AccountId,
            new OrderingOptions { SettleTime = TimeSpan.FromMinutes(1) },
            fixture.Time,
            CancellationToken.None);
        foreach (OrderInput input in fixture.Inputs(2))
        {
            await run.AddAsync(input, stop.Token);
        }

        var given = new List<OrderOutcome>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (OrderOutcome outcome in run.FinishAsync(stop.Token))
            {
                given.Add(outcome);
            }
        });

        Assert.Equal(fixture.Orders.Single().Id, Assert.Single(given, outcome => outcome.Order is not null).Order!.OrderId);
    }

    [Fact]
    public async Task A_run_that_begins_stopped_sends_nothing()
    {
        using var fixture = new OrderingFixture();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            RunResult.OfAsync(
                fixture.Client,
                fixture.Storage,
                new OrderingOptions(),
                fixture.Time,
                fixture.Inputs(1),
                new CancellationToken(canceled: true)));
        Assert.Equal(0, fixture.Sends);
        Assert.Empty(await fixture.IntentsAsync());
    }

    [Fact]
    public async Task Two_runs_that_give_up_on_a_person_do_not_wait_for_each_other()
    {
        // Each has a person that it could not order for, and each has the other's person next.
        using var fixture = new OrderingFixture();
        bool refuses = true;
        fixture.Wire.Meddle = (call, passOn, _) => refuses && WireTap.IsOrder(call) ? throw WireTap.Unreachable() : passOn();
        await using OrderRun one = await StartAsync(fixture);
        await using OrderRun two = await StartAsync(fixture);
        await one.AddAsync(fixture.Input(OrderingFixture.Person(1)), CancellationToken.None);
        await two.AddAsync(fixture.Input(OrderingFixture.Person(2)), CancellationToken.None);

        refuses = false;
        await one.AddAsync(fixture.Input(OrderingFixture.Person(2)), CancellationToken.None);
        await two.AddAsync(fixture.Input(OrderingFixture.Person(1)), CancellationToken.None);

        Assert.Equal(2, fixture.Orders.Count);
    }

    /// <summary>
    /// One look finds the order of the first person and that the second one's has been lost for the third time, which the journal cannot
    /// note.
    /// </summary>
    [Fact]
    public async Task What_a_look_has_found_is_told_before_the_fault_of_the_journal_in_the_same_step()
    {
        SandboxFault[] faults = [.. Enumerable.Repeat(SandboxFault.DropBeforeCommit, 6)];
        faults[4] = SandboxFault.DropAfterCommit;
        using var fixture = new OrderingFixture(new SandboxFaultPlan
        {
            Rules = [.. faults.Select((fault, place) => SandboxFaultRule.At(fault, SandboxRoutes.CreateOrder, place + 1))],
            ListLag = TimeSpan.FromSeconds(30),
            RequestLag = TimeSpan.FromSeconds(30),
        });
        var full = new FailingStorage(fixture.Storage, to => to.State == IntentState.Abandoned);
        await using OrderRun run = await OrderRun.StartAsync(
            fixture.Client,
            new OrderJournal(full, fixture.Time),
            OrderingFixture.AccountId,
            new OrderingOptions { SettleTime = TimeSpan.FromMinutes(1) },
            fixture.Time,
            CancellationToken.None);
        foreach (OrderInput input in fixture.Inputs(2))
        {
            Assert.True(await run.AddAsync(input, CancellationToken.None));
        }

        var told = new List<OrderOutcome>();
        DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(async () =>
        {
            await foreach (OrderOutcome outcome in run.FinishAsync(CancellationToken.None))
            {
                told.Add(outcome);
            }
        });

        Assert.Equal(FaultKind.JournalFull, fault.Kind);
        Assert.Equal(Assert.Single(fixture.Orders).Id, Assert.Single(told, outcome => !outcome.IsDeferred).Order?.OrderId);
        Assert.Equal(faults.Length, fixture.Sends);
    }

    private static Task<OrderRun> StartAsync(OrderingFixture fixture)
    {
        int waits = 0;
        var options = new OrderingOptions { OnWaiting = _ => Assert.True(++waits < 1_000, "The run waits without end.") };
        return OrderRun.StartAsync(
            fixture.Client,
            new OrderJournal(fixture.Storage, fixture.Time),
            OrderingFixture.AccountId,
            options,
            fixture.Time,
            CancellationToken.None);
    }

    private static OrderInput BalanceRow(OrderingFixture fixture, int number)
    {
        OrderDraft draft = Drafts.Valid();
        draft.PaymentMethod = PaymentMethod.Balance;
        Person person = OrderingFixture.Person(number);
        return new OrderInput { Person = person, Body = OrderRules.Build(draft, person, null, fixture.Time.GetUtcNow()) };
    }
}
