using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Following;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Placing;

/// <summary>One live order per person, whoever made it.</summary>
public class OrderOnceTests
{
    private const string NoRows = """{"requests":[],"orders":[],"page":{"total":0}}""";

    [Theory]
    [InlineData("""{"id":7,"requests":[{"id":52,"status":"pending"}]}""", "NeedsApproval", "Pending", null, null, "approve request 52")]
    [InlineData("""{"id":7,"organization":{"id":610987},"requests":[{"id":"52","status":"submitted"}]}""", "NeedsApproval", "Submitted", null, 610987L, "approve request 52")]
    [InlineData("""{"id":7,"requests":[{"id":52,"status":"approved"}],"certificate_id":340}""", "Pending", "Approved", 340L, null, "DigiCert validates")]
    [InlineData("""{"id":7,"requests":[{"id":52,"status":"rejected"}]}""", "Rejected", "Rejected", null, null, "was rejected")]
    [InlineData("""{"id":7}""", "NeedsApproval", null, null, null, "approve the request of order 7")]
    public async Task The_answer_says_where_the_order_stands(
        string answer, string status, string? requestStatus, long? certificateId, long? newOrganizationId, string next)
    {
        using var office = new Office();
        using var client = Desk.Scripted(path => path.Contains('?', StringComparison.Ordinal) ? NoRows : answer);
        var run = await RunResult.OfAsync(client, office.Journal, new PlacingOptions(), office.Time, [office.Row(Drafts.Mira)], CancellationToken.None);
        var placed = run.Single.Order!;
        Assert.Equal((7, status, requestStatus, certificateId, newOrganizationId), (placed.OrderId, placed.Status, placed.RequestStatus, placed.CertificateId, placed.NewOrganizationId));
        Assert.Equal(("Mira K.", "Solberg", Drafts.Mira.Email, 610233), (placed.GivenName, placed.Surname, placed.Email, placed.OrganizationId));
        Assert.Contains(next, placed.NextAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_list_twice_buys_once_and_gives_the_same_orders()
    {
        using var office = new Office();
        var first = await office.RunAsync(office.Rows(5));
        var second = await office.RunAsync(office.Rows(5));
        Assert.Equal((5, 0), (first.Summary.Placed, first.Summary.AlreadyOrdered));
        Assert.Equal((0, 5), (second.Summary.Placed, second.Summary.AlreadyOrdered));
        Assert.Equal(first.OrderIds, second.OrderIds);
        Assert.All(second.Outcomes, outcome => Assert.Contains("nothing was bought", outcome.Warning, StringComparison.Ordinal));
        Assert.Equal(5, office.Sends);
        await office.AssertSettledAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_person_who_stands_twice_in_a_list_in_other_letter_case_is_ordered_for_once(int throttleLimit)
    {
        using var office = new Office();
        var person = Office.Person(1);
        var run = await office.RunAsync(
            new PlacingOptions { ThrottleLimit = throttleLimit }, office.Row(person), office.Row(person with { Email = person.Email.ToUpperInvariant(), Surname = "HAGEN 1" }));
        Assert.Equal([false, true], run.Outcomes.Select(outcome => outcome.AlreadyOrdered));
        Assert.Equal(run.OrderIds[0], run.OrderIds[1]);
        Assert.Single(office.Orders);
        await office.AssertSettledAsync();
    }

    [Fact]
    public async Task A_live_order_from_the_web_console_is_given_back_and_a_canceled_one_is_not()
    {
        using var office = new Office();
        var orderId = await office.OrderInConsoleAsync(Office.Person(1));
        var canceled = await office.OrderInConsoleAsync(Office.Person(2));
        await office.CancelInConsoleAsync(canceled);
        var run = await office.RunAsync(office.Rows(2));
        Assert.Equal(orderId, run.OrderIds[0]);
        Assert.True(run.Outcomes[0].AlreadyOrdered);
        Assert.False(run.Outcomes[1].AlreadyOrdered);
        Assert.NotEqual(canceled, run.OrderIds[1]);
        Assert.Equal(3, office.Orders.Count);
    }

    [Theory]
    [InlineData(IntentState.Planned)]
    [InlineData(IntentState.Sent)]
    [InlineData(IntentState.InDoubt)]
    public async Task An_order_made_in_the_web_console_after_a_run_had_died_is_not_bought_again(IntentState left)
    {
        using var office = new Office();
        await office.LeaveBehindAsync(Office.Person(1), left);
        office.Time.Pass(TimeSpan.FromMinutes(1));
        var orderId = await office.OrderInConsoleAsync(Office.Person(1), "made by hand, since the script died");
        var run = await office.RunAsync(office.Rows(1));
        Assert.Equal((orderId, true), (run.Single.Order?.OrderId, run.Single.AlreadyOrdered));
        Assert.Single(office.Orders);
        Assert.Equal(IntentState.Abandoned, Assert.Single(await office.IntentsAsync()).State);
    }

    [Fact]
    public async Task An_address_that_is_now_another_person_s_is_an_error_and_ordered_only_on_demand()
    {
        using var office = new Office();
        var old = Office.Person(1);
        var heir = new Person("Berit", "Dahl", "Clerk", old.Phone, old.Email);
        await office.RunAsync(office.Row(old));
        var run = await office.RunAsync(office.Row(heir));
        Assert.Equal(FaultKind.EmailOfAnotherPerson, RunResult.Kind(run.Single));
        Assert.Contains("Hagen 1", run.Single.Fault!.Message, StringComparison.Ordinal);
        Assert.Single(office.Orders);
        Assert.NotNull((await office.RunAsync(new PlacingOptions { AllowDuplicate = true }, office.Row(heir))).Single.Order);
        await office.AssertSettledAsync();
    }

    [Fact]
    public async Task An_order_that_has_ended_frees_its_person()
    {
        using var office = new Office();
        var first = await office.RunAsync(office.Rows(2));
        await office.CancelInConsoleAsync(first.OrderIds[0]);
        await office.Client.Requests.RejectAsync(first.Outcomes[1].Order!.RequestId!.Value, null, CancellationToken.None);
        var second = await office.RunAsync(office.Rows(2));
        Assert.Equal(2, second.Summary.Placed);
        Assert.Equal(4, office.Orders.Count);
        Assert.Equal(
            [IntentState.Placed, IntentState.Placed, IntentState.Closed, IntentState.Closed],
            (await office.IntentsAsync()).Select(intent => intent.State).Order());
        await office.AssertSettledAsync();
    }

    [Fact]
    public async Task Duplicates_are_bought_when_asked_for()
    {
        using var office = new Office();
        await office.RunAsync(office.Rows(1));
        var run = await office.RunAsync(new PlacingOptions { AllowDuplicate = true }, [.. office.Rows(1), .. office.Rows(1)]);
        Assert.Equal(2, run.Summary.Placed);
        Assert.Equal(3, office.Orders.Count);
        await office.AssertSettledAsync();
    }

    [Fact]
    public async Task Two_journals_for_one_account_buy_once_by_the_servers_own_records()
    {
        using var office = new Office();
        var first = await office.RunAsync(office.Rows(3));
        using var other = OrderJournal.Open(JournalPlace.InMemory());
        var second = await RunResult.OfAsync(office.Client, other, new PlacingOptions(), office.Time, office.Rows(3), CancellationToken.None);
        Assert.Equal(first.OrderIds, second.OrderIds);
        Assert.Equal((0, 3), (second.Summary.Placed, second.Summary.AlreadyOrdered));
        Assert.Equal(3, office.Orders.Count);
    }

    [Fact]
    public async Task An_intent_of_a_run_that_is_over_is_taken_over_and_one_at_work_is_waited_for()
    {
        using var office = new Office();
        var dead = await office.LeaveBehindAsync(Office.Person(1), IntentState.Planned);
        await office.LeaveBehindAsync(Office.Person(2), IntentState.Planned, "alive");
        var alive = office.Journal.Runs.Enter("alive");
        var waits = 0;
        var options = new PlacingOptions
        {
            OnWaiting = _ =>
            {
                if (++waits == 3)
                {
                    alive.Dispose();
                }
            },
        };
        var run = await office.RunAsync(options, office.Rows(2));
        Assert.Equal((2, 3), (run.Summary.Placed, waits));
        Assert.Contains(dead.Reference, (await office.IntentsAsync()).Where(intent => intent.State == IntentState.Placed).Select(intent => intent.Reference));
        await office.AssertSettledAsync();
    }

    [Fact]
    public async Task A_reply_about_another_order_decides_nothing()
    {
        using var office = new Office();
        var first = await office.RunAsync(office.Rows(2));
        var canceled = await office.OrderInConsoleAsync(Office.Person(9));
        await office.CancelInConsoleAsync(canceled);

        // The lists show nothing, so the order is asked for by itself; a proxy gives the page of a canceled one.
        office.Wire.Meddle = async (call, passOn, _) =>
        {
            var path = call.RequestUri!.AbsolutePath;
            if (path.EndsWith($"/{first.OrderIds[0]}", StringComparison.Ordinal))
            {
                call.RequestUri = new Uri(call.RequestUri.AbsoluteUri.Replace($"{first.OrderIds[0]}", $"{canceled}", StringComparison.Ordinal));
            }

            var answer = await passOn();
            if (call.Method == HttpMethod.Get && (path.EndsWith("order/certificate", StringComparison.Ordinal) || path.EndsWith("request", StringComparison.Ordinal)))
            {
                answer.Content = new StringContent(NoRows, System.Text.Encoding.UTF8, "application/json");
            }

            return answer;
        };
        var second = await office.RunAsync(office.Rows(1));
        Assert.Equal(FaultKind.OrderOutcomeUnknown, RunResult.Kind(second.Single));
        Assert.Equal(3, office.Orders.Count);
        await office.AssertSettledAsync();
    }

    [Fact]
    public async Task A_likely_order_that_is_answered_with_another_one_is_not_overlooked()
    {
        using var office = new Office();
        var live = await office.OrderInConsoleAsync(Office.Person(1));
        var other = await office.OrderInConsoleAsync(Office.Person(2));
        office.Wire.Meddle = (call, passOn, _) =>
        {
            call.RequestUri = new Uri(call.RequestUri!.AbsoluteUri.Replace($"/{live}", $"/{other}", StringComparison.Ordinal));
            return passOn();
        };
        var run = await office.RunAsync(office.Rows(1));
        Assert.Equal(FaultKind.OrderOutcomeUnknown, RunResult.Kind(run.Single));
        office.Wire.Meddle = null;
        Assert.Equal(live, (await office.RunAsync(office.Rows(1))).Single.Order!.OrderId);
        Assert.Equal(2, office.Orders.Count);
    }

    [Fact]
    public async Task A_taken_order_that_bears_the_number_of_another_is_found_by_its_reference()
    {
        using var office = new Office();
        var first = await office.RunAsync(office.Rows(1));
        office.Wire.Meddle = async (call, passOn, _) =>
        {
            var answer = await passOn();
            if (WireTap.IsOrder(call))
            {
                answer.Content = new StringContent($$"""{"id":{{first.OrderIds[0]}} }""", System.Text.Encoding.UTF8, "application/json");
            }

            return answer;
        };
        var second = await office.RunAsync(office.Rows(2));
        Assert.Equal(office.Orders.Select(order => order.Id), second.OrderIds.Order());
        Assert.Equal((1, 1), (second.Summary.Placed, second.Summary.AlreadyOrdered));
        await office.AssertSettledAsync();
    }
}
