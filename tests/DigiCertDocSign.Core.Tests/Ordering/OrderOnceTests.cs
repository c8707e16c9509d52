using CertCentral;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Following;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>One live order per person, also when another program or the web console made it.</summary>
public class OrderOnceTests
{
    private const string NoRows = """{"requests":[],"orders":[],"page":{"total":0}}""";

    [Theory]
    [InlineData("""{"id":7,"requests":[{"id":52,"status":"pending"}]}""", "NeedsApproval", "Pending", null, null, "approve request 52")]
    [InlineData(
        """{"id":7,"organization":{"id":610987},"requests":[{"id":"52","status":"submitted"}]}""",
        "NeedsApproval",
        "Submitted",
        null,
        610987L,
        "approve request 52")]
    [InlineData(
        """{"id":7,"requests":[{"id":52,"status":"approved"}],"certificate_id":340}""",
        "Pending",
        "Approved",
        340L,
        null,
        "DigiCert validates")]
    [InlineData("""{"id":7,"requests":[{"id":52,"status":"rejected"}]}""", "Rejected", "Rejected", null, null, "was rejected")]
    [InlineData("""{"id":7}""", "NeedsApproval", null, null, null, "approve the request of order 7")]
    public async Task The_answer_says_where_the_order_stands(
        string answer, string status, string? requestStatus, long? certificateId, long? newOrganizationId, string next)
    {
        using var fixture = new OrderingFixture();
        using CertCentralClient client = LoopbackFixture.Scripted(path => path.Contains('?', StringComparison.Ordinal) ? NoRows
            : path.EndsWith("/7", StringComparison.Ordinal) ? """{"id":7,"status":"pending"}""" : answer);

        RunResult run = await RunResult.OfAsync(
            client, fixture.Storage, new OrderingOptions(), fixture.Time, [fixture.Input(Drafts.Mira)], CancellationToken.None);
        PlacedOrder placed = run.Single.Order!;

        Assert.Equal(
            (7, status, requestStatus, certificateId, newOrganizationId),
            (placed.OrderId, placed.Status, placed.RequestStatus, placed.CertificateId, placed.NewOrganizationId));
        Assert.Equal(
            ("Mira K.", "Solberg", Drafts.Mira.Email, 610233),
            (placed.GivenName, placed.Surname, placed.Email, placed.OrganizationId));
        Assert.Contains(next, placed.NextAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_list_twice_buys_once_and_gives_the_same_orders()
    {
        using var fixture = new OrderingFixture();

        RunResult first = await fixture.RunAsync(fixture.Inputs(5));
        RunResult second = await fixture.RunAsync(fixture.Inputs(5));

        Assert.Equal((5, 0), (first.Summary.Placed, first.Summary.AlreadyOrdered));
        Assert.Equal((0, 5), (second.Summary.Placed, second.Summary.AlreadyOrdered));
        Assert.Equal(first.OrderIds, second.OrderIds);
        Assert.All(
            second.Outcomes,
            outcome => Assert.Contains("nothing was bought", Assert.Single(outcome.Warnings), StringComparison.Ordinal));
        Assert.Equal(5, fixture.Sends);
        Assert.All(await fixture.IntentsAsync(), intent => Assert.Equal(IntentState.Placed, intent.State));
        await fixture.AssertNothingIsOpenAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_person_who_stands_twice_in_a_list_in_other_letter_case_is_ordered_for_once(int throttleLimit)
    {
        using var fixture = new OrderingFixture();
        Person person = OrderingFixture.Person(1);

        RunResult run = await fixture.RunAsync(
            new OrderingOptions { ThrottleLimit = throttleLimit },
            fixture.Input(person),
            fixture.Input(person with { Email = person.Email.ToUpperInvariant(), Surname = "HAGEN 1" }));

        Assert.Equal([false, true], run.Outcomes.Select(outcome => outcome.AlreadyOrdered));
        Assert.Equal(run.OrderIds[0], run.OrderIds[1]);
        Assert.Single(fixture.Orders);
        await fixture.AssertNothingIsOpenAsync();
    }

    [Fact]
    public async Task A_live_order_from_the_web_console_is_given_back_and_a_canceled_one_is_not()
    {
        using var fixture = new OrderingFixture();
        long orderId = await fixture.OrderInConsoleAsync(OrderingFixture.Person(1));
        long canceled = await fixture.OrderInConsoleAsync(OrderingFixture.Person(2));
        await fixture.CancelInConsoleAsync(canceled);

        RunResult run = await fixture.RunAsync(fixture.Inputs(2));

        Assert.Equal(orderId, run.OrderIds[0]);
        Assert.True(run.Outcomes[0].AlreadyOrdered);
        Assert.False(run.Outcomes[1].AlreadyOrdered);
        Assert.NotEqual(canceled, run.OrderIds[1]);
        Assert.Equal(3, fixture.Orders.Count);
    }

    [Theory]
    [InlineData(IntentState.Planned, true)]
    [InlineData(IntentState.Sent, false)]
    [InlineData(IntentState.InDoubt, false)]
    public async Task An_order_made_in_the_web_console_after_a_run_had_died_is_not_bought_again(IntentState left, bool isClear)
    {
        using var fixture = new OrderingFixture();
        await fixture.LeaveBehindAsync(OrderingFixture.Person(1), left);
        fixture.Time.Pass(TimeSpan.FromMinutes(1));
        long orderId = await fixture.OrderInConsoleAsync(OrderingFixture.Person(1), "made by hand, since the script died");

        RunResult run = await fixture.RunAsync(fixture.Inputs(1));

        // Where one was sent, the order may be that one with its comment replaced: a person has to look.
        Assert.Single(fixture.Orders);
        OrderIntent intent = Assert.Single(await fixture.IntentsAsync());
        Assert.Equal(isClear ? IntentState.Abandoned : IntentState.InDoubt, intent.State);
        Assert.Equal(
            isClear ? (orderId, true, null) : (null, false, FaultKind.OrderOutcomeUnknown),
            (run.Single.Order?.OrderId, run.Single.AlreadyOrdered, RunResult.Kind(run.Single)));
        Assert.Equal(!isClear, run.Single.Fault?.Message.Contains($"Order {orderId} may be its order", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task An_address_that_is_now_another_person_s_is_an_error_and_ordered_only_on_demand()
    {
        using var fixture = new OrderingFixture();
        Person old = OrderingFixture.Person(1);
        var heir = new Person("Berit", "Dahl", "Clerk", old.Phone, old.Email);
        await fixture.RunAsync(fixture.Input(old));

        RunResult run = await fixture.RunAsync(fixture.Input(heir));

        Assert.Equal(FaultKind.EmailOfAnotherPerson, RunResult.Kind(run.Single));
        Assert.Contains("Hagen 1", run.Single.Fault!.Message, StringComparison.Ordinal);
        Assert.Single(fixture.Orders);

        Assert.NotNull((await fixture.RunAsync(new OrderingOptions { AllowDuplicate = true }, fixture.Input(heir))).Single.Order);
        await fixture.AssertNothingIsOpenAsync();
    }

    [Fact]
    public async Task An_order_that_has_ended_frees_its_person()
    {
        using var fixture = new OrderingFixture();
        RunResult first = await fixture.RunAsync(fixture.Inputs(2));
        await fixture.CancelInConsoleAsync(first.OrderIds[0]);
        await fixture.Client.Requests.RejectAsync(first.Outcomes[1].Order!.RequestId!.Value, null, CancellationToken.None);

        RunResult second = await fixture.RunAsync(fixture.Inputs(2));

        Assert.Equal(2, second.Summary.Placed);
        Assert.Equal(4, fixture.Orders.Count);
        Assert.Equal(
            [IntentState.Placed, IntentState.Placed, IntentState.Closed, IntentState.Closed],
            (await fixture.IntentsAsync()).Select(intent => intent.State).Order());
        await fixture.AssertNothingIsOpenAsync();
    }

    [Fact]
    public async Task Duplicates_are_bought_when_asked_for()
    {
        using var fixture = new OrderingFixture();
        await fixture.RunAsync(fixture.Inputs(1));

        RunResult run = await fixture.RunAsync(new OrderingOptions { AllowDuplicate = true }, [.. fixture.Inputs(1), .. fixture.Inputs(1)]);

        Assert.Equal(2, run.Summary.Placed);
        Assert.Equal(3, fixture.Orders.Count);
        await fixture.AssertNothingIsOpenAsync();
    }

    [Fact]
    public async Task Two_journals_for_one_account_buy_once_by_the_servers_own_records()
    {
        using var fixture = new OrderingFixture();
        RunResult first = await fixture.RunAsync(fixture.Inputs(3));
        using IJournalStorage other = JournalPlace.InMemory().OpenStorage();

        RunResult second =
            await RunResult.OfAsync(fixture.Client, other, new OrderingOptions(), fixture.Time, fixture.Inputs(3), CancellationToken.None);

        Assert.Equal(first.OrderIds, second.OrderIds);
        Assert.Equal((0, 3), (second.Summary.Placed, second.Summary.AlreadyOrdered));
        Assert.Equal(3, fixture.Orders.Count);
    }

    [Fact]
    public async Task An_intent_of_a_run_that_is_over_is_taken_over_and_one_at_work_is_waited_for()
    {
        using var fixture = new OrderingFixture();
        OrderIntent dead = await fixture.LeaveBehindAsync(OrderingFixture.Person(1), IntentState.Planned);
        await fixture.LeaveBehindAsync(OrderingFixture.Person(2), IntentState.Planned, "alive");
        IJournalRun alive = await fixture.Storage.EnterRunAsync("alive", CancellationToken.None);
        int waits = 0;
        var options = new OrderingOptions
        {
            OnWaiting = what =>
            {
                if (++waits == 1)
                {
                    Assert.Contains($"by {Environment.UserName} on {Environment.MachineName}", what, StringComparison.Ordinal);
                    Assert.True(alive.DisposeAsync().AsTask().IsCompletedSuccessfully);
                }
            },
        };

        RunResult run = await fixture.RunAsync(options, fixture.Inputs(2));

        Assert.Equal((2, 1), (run.Summary.Placed, waits));
        Assert.Contains(
            dead.Reference,
            (await fixture.IntentsAsync()).Where(intent => intent.State == IntentState.Placed).Select(intent => intent.Reference));
        await fixture.AssertNothingIsOpenAsync();
    }

    [Fact]
    public async Task A_reply_about_another_order_decides_nothing()
    {
        using var fixture = new OrderingFixture();
        RunResult first = await fixture.RunAsync(fixture.Inputs(2));
        long canceled = await fixture.OrderInConsoleAsync(OrderingFixture.Person(9));
        await fixture.CancelInConsoleAsync(canceled);

        // The lists show nothing, so the order is asked for by itself; a proxy gives the page of a canceled one.
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            string path = call.RequestUri!.AbsolutePath;
            if (path.EndsWith($"/{first.OrderIds[0]}", StringComparison.Ordinal))
            {
                call.RequestUri =
                    new Uri(call.RequestUri.AbsoluteUri.Replace($"{first.OrderIds[0]}", $"{canceled}", StringComparison.Ordinal));
            }

            HttpResponseMessage answer = await passOn();
            if (call.Method == HttpMethod.Get
                && (path.EndsWith("order/certificate", StringComparison.Ordinal) || path.EndsWith("request", StringComparison.Ordinal)))
            {
                answer.Content = new StringContent(NoRows, System.Text.Encoding.UTF8, "application/json");
            }

            return answer;
        };
        RunResult second = await fixture.RunAsync(fixture.Inputs(1));
        Assert.Equal(FaultKind.OrderOutcomeUnknown, RunResult.Kind(second.Single));
        Assert.Equal(3, fixture.Orders.Count);
        await fixture.AssertNothingIsOpenAsync();
    }

    [Fact]
    public async Task A_likely_order_that_is_answered_with_another_one_is_not_overlooked()
    {
        using var fixture = new OrderingFixture();
        long live = await fixture.OrderInConsoleAsync(OrderingFixture.Person(1));
        long other = await fixture.OrderInConsoleAsync(OrderingFixture.Person(2));
        fixture.Wire.Meddle = (call, passOn, _) =>
        {
            call.RequestUri = new Uri(call.RequestUri!.AbsoluteUri.Replace($"/{live}", $"/{other}", StringComparison.Ordinal));
            return passOn();
        };

        RunResult run = await fixture.RunAsync(fixture.Inputs(1));
        Assert.Equal(FaultKind.OrderOutcomeUnknown, RunResult.Kind(run.Single));
        fixture.Wire.Meddle = null;

        Assert.Equal(live, (await fixture.RunAsync(fixture.Inputs(1))).Single.Order!.OrderId);
        Assert.Equal(2, fixture.Orders.Count);
    }

    [Fact]
    public async Task A_taken_order_that_bears_the_number_of_another_is_found_by_its_reference()
    {
        using var fixture = new OrderingFixture();
        RunResult first = await fixture.RunAsync(fixture.Inputs(1));
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            if (WireTap.IsOrder(call))
            {
                answer.Content = new StringContent($$"""{"id":{{first.OrderIds[0]}} }""", System.Text.Encoding.UTF8, "application/json");
            }

            return answer;
        };

        RunResult second = await fixture.RunAsync(fixture.Inputs(2));
        Assert.Equal(fixture.Orders.Select(order => order.Id), second.OrderIds.Order());
        Assert.Equal((1, 1), (second.Summary.Placed, second.Summary.AlreadyOrdered));
        await fixture.AssertNothingIsOpenAsync();
    }

    [Fact]
    public async Task An_order_of_the_sandbox_says_so_and_the_callers_body_stays_as_it_was()
    {
        using var fixture = new OrderingFixture();
        OrderInput input = fixture.Input(Drafts.Mira);

        RunResult placed = await fixture.RunAsync(new OrderingOptions { IsSandbox = true }, input);
        RunResult existing = await fixture.RunAsync(new OrderingOptions { IsSandbox = true }, input);

        Assert.True(placed.Single.Order!.Sandbox);
        Assert.True(existing.Single.Order!.Sandbox);
        Assert.StartsWith("[DS-", Assert.Single(fixture.Orders).Comments, StringComparison.Ordinal);
        Assert.Null(input.Body.Comments);
    }
}
