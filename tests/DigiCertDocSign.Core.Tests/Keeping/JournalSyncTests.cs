using System.Net;
using CertCentral;
using CertCentral.Errors;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Keeping;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Following;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Keeping;

/// <summary>
/// A journal that knows nothing is filled from the account, once for each order. What it says then never makes a person be bought for
/// again, and never takes an order from the entry that it belongs to.
/// </summary>
public class JournalSyncTests
{
    private static readonly Person Mira = new("Mira", "Solberg", "Clerk", "+47 55 50 01 42", "mira.solberg@fjordlab.example");

    [Fact]
    public async Task A_journal_is_filled_at_a_call_for_each_order_and_a_second_time_nothing_changes()
    {
        using var fixture = new OrderingFixture();
        long canceled = await fixture.OrderInConsoleAsync(OrderingFixture.Person(1));
        await fixture.CancelInConsoleAsync(canceled);
        for (int number = 2; number <= 5; number++)
        {
            OrderInConsole(fixture, OrderingFixture.Person(number));
        }

        OrderInConsole(fixture, OrderingFixture.Person(6), product: "ds_org");
        int before = AllCalls(fixture);

        JournalSyncSummary first = await SyncAsync(fixture);

        Assert.Equal("5 listed, 0 known before, 5 added, 0 closed, 0 untold, 0 in doubt, 0 not read", first.ToString());
        Assert.Equal((5, 8), (first.Asked, AllCalls(fixture) - before)); // two lists of requests, one page of orders, five orders
        IReadOnlyList<OrderIntent> filled = await fixture.IntentsAsync();
        Assert.Equal(
            fixture.Orders.Where(order => order.ProductNameId == "ds_org_individual").Select(order => (order.Id, order.Email)),
            filled.Select(intent => (intent.OrderId!.Value, intent.Email)));
        Assert.All(filled, intent => Assert.Equal(
            intent.OrderId == canceled ? (IntentState.Closed, "Canceled") : (IntentState.Placed, "NeedsApproval"),
            (intent.State, intent.OrderStatus)));
        int calls = AllCalls(fixture);

        JournalSyncSummary second = await SyncAsync(fixture);

        Assert.Equal("5 listed, 5 known before, 0 added, 0 closed, 0 untold, 0 in doubt, 0 not read", second.ToString());
        Assert.Equal(3, AllCalls(fixture) - calls);
        Assert.Equal(filled, await fixture.IntentsAsync());
    }

    [Theory]
    [InlineData(false, 1)] // without the journal, nothing leads from the name in the directory to the order: it would be bought again
    [InlineData(true, 0)]
    public async Task Whose_console_order_is_known_by_address_is_not_bought_for_again(bool isSynced, int bought)
    {
        using var fixture = new OrderingFixture();
        OrderInConsole(fixture, Mira with { GivenName = "M.", Surname = "Vik Hansen" });
        if (isSynced)
        {
            await SyncAsync(fixture);
        }

        RunResult run = await fixture.RunAsync(fixture.Input(Mira));

        Assert.Equal(bought, fixture.Sends);
        Assert.Equal(isSynced ? FaultKind.EmailOfAnotherPerson : null, RunResult.Kind(run.Single));
    }

    [Fact]
    public async Task A_console_order_of_the_same_name_is_given_back_without_a_call_for_it()
    {
        using var fixture = new OrderingFixture();
        long id = OrderInConsole(fixture, Mira);
        await SyncAsync(fixture);
        int details = Calls(fixture, SandboxRoutes.GetOrder);

        RunResult run = await fixture.RunAsync(fixture.Input(Mira));

        Assert.Equal((id, 0, details), (run.Single.Order!.OrderId, fixture.Sends, Calls(fixture, SandboxRoutes.GetOrder)));
    }

    [Theory]
    [InlineData(true, IntentState.Sent)]
    [InlineData(false, IntentState.InDoubt)]
    public async Task An_order_that_may_be_that_of_an_entry_in_doubt_is_left_to_it(bool showsComments, IntentState state)
    {
        using var fixture = new OrderingFixture(habits: new SandboxHabits { ShowsComments = showsComments });
        OrderIntent doubtful = await fixture.LeaveBehindAsync(Mira, state);
        long id = await fixture.OrderInConsoleAsync(Mira, $"[{doubtful.Reference}]");
        int sent = fixture.Sends;

        JournalSyncSummary summary = await SyncAsync(fixture);

        Assert.Equal([id], summary.InDoubt);
        Assert.Equal([doubtful], await fixture.IntentsAsync());

        // The run that comes next still finds it, or asks for a look; it buys none.
        await fixture.RunAsync(new OrderingOptions { SettleTime = TimeSpan.FromMinutes(1) }, fixture.Input(Mira));
        Assert.Equal(sent, fixture.Sends);
        OrderIntent after = Assert.Single(await fixture.IntentsAsync());
        Assert.Equal(showsComments ? (IntentState.Placed, id) : (IntentState.InDoubt, null), (after.State, after.OrderId));
        DocSigningException? byHand = showsComments
            ? null
            : await Assert.ThrowsAsync<DocSigningException>(() => NoteAsync(fixture, id, "somebody.else@fjordlab.example"));
        Assert.Equal(showsComments ? null : FaultKind.OrderOwnerShown, byHand?.Kind);
    }

    [Fact]
    public async Task An_order_on_its_way_is_left_to_the_run_that_sends_it()
    {
        using var fixture = new OrderingFixture();
        JournalSyncSummary? meanwhile = null;
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            if (WireTap.IsOrder(call))
            {
                fixture.Wire.Meddle = null;
                meanwhile = await SyncAsync(fixture);
            }

            return answer;
        };

        RunResult run = await fixture.RunAsync(fixture.Input(Mira));

        Assert.Equal([run.Single.Order!.OrderId], meanwhile!.InDoubt);
        await fixture.AssertNothingIsOpenAsync();
        Assert.Single(await fixture.IntentsAsync());
    }

    [Fact]
    public async Task A_journal_that_was_lost_has_its_references_again()
    {
        using var fixture = new OrderingFixture();
        await fixture.RunAsync(fixture.Inputs(3));
        using IJournalStorage anew = JournalPlace.InMemory().OpenStorage();

        await SyncAsync(fixture, anew);

        IReadOnlyList<OrderIntent> lost = await fixture.IntentsAsync();
        Assert.Equal(
            lost.Select(intent => (intent.Reference, intent.OrderId, intent.Key, intent.State, intent.RequestId, intent.OrganizationId)),
            (await IntentsAsync(anew))
                .Select(intent => (intent.Reference, intent.OrderId, intent.Key, intent.State, intent.RequestId, intent.OrganizationId)));
    }

    [Fact]
    public async Task A_renewal_is_known_as_one_so_that_nobody_seems_to_have_two_orders()
    {
        using var fixture = new OrderingFixture();
        long old = OrderInConsole(fixture, Mira);
        long renewal = OrderInConsole(fixture, Mira, renews: old);

        await SyncAsync(fixture);
        RunResult run = await fixture.RunAsync(fixture.Input(Mira));

        IReadOnlyList<OrderIntent> filled = await fixture.IntentsAsync();
        Assert.Equal([(IntentKind.Order, null), (IntentKind.Renewal, old)], filled.Select(intent => (intent.Kind, intent.TargetOrderId)));
        Assert.Equal(renewal, run.Single.Order!.OrderId);
        Assert.DoesNotContain(run.Single.Warnings, warning => warning.Contains("two", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(0, fixture.Sends);
    }

    [Fact]
    public async Task An_order_without_an_address_is_told_and_known_once_somebody_says_whose_it_is()
    {
        using var fixture = new OrderingFixture(habits: new SandboxHabits { Subject = SandboxSubjectPlace.Nowhere });
        long id = OrderInConsole(fixture, Mira);

        Assert.Equal([id], (await SyncAsync(fixture)).Untold);
        Assert.Empty(await fixture.IntentsAsync());
        Assert.Equal(IntentState.Placed, (await NoteAsync(fixture, id, " MIRA.Solberg@fjordlab.example "))!.State);
        Assert.Null(await NoteAsync(fixture, id, Mira.Email));
        DocSigningException other = await Assert.ThrowsAsync<DocSigningException>(() => NoteAsync(fixture, id, "kari@fjordlab.example"));
        DocSigningException none = await Assert.ThrowsAsync<DocSigningException>(() => NoteAsync(fixture, id, "Mira Solberg"));

        Assert.Equal((FaultKind.OrderOwnerShown, FaultKind.EmailInvalid), (other.Kind, none.Kind));
        int details = Calls(fixture, SandboxRoutes.GetOrder);
        Assert.Equal((0, 1), ((await SyncAsync(fixture)).Untold.Count, (await fixture.IntentsAsync()).Count));
        Assert.Equal(id, (await fixture.RunAsync(fixture.Input(Mira))).Single.Order!.OrderId);
        Assert.Equal((0, details), (fixture.Sends, Calls(fixture, SandboxRoutes.GetOrder)));
    }

    [Theory]
    [InlineData("""{"id":7,"status":"issued","product":{"name_id":"ssl_plus"},"subject":{"email":"m@x.example"}}""", "")]
    [InlineData("""{"id":7,"status":"issued","subject":{"email":"m@x.example"}}""", "untold")]
    [InlineData("""{"id":8,"status":"issued","product":{"name_id":"ds_org_individual"},"subject":{"email":"m@x.example"}}""", "not read")]
    [InlineData(
        """
        {"id":7,"status":"issued","product":{"name_id":"ds_org_individual"},
        "subject":{"email":"l@x.example","given_name":"Lars","surname":"Dahl"}}
        """, "untold")]
    public async Task What_is_not_certainly_an_order_of_the_product_and_the_person_is_not_noted(string details, string became)
    {
        const string List =
            """{"orders":[{"id":7,"status":"issued","certificate":{"common_name":"Mira Solberg"}}],"page":{"total":1}}""";
        using CertCentralClient client = LoopbackFixture.Scripted(path =>
            path.StartsWith("request", StringComparison.Ordinal) ? """{"requests":[],"page":{"total":0}}"""
            : path.StartsWith("order/certificate?", StringComparison.Ordinal) ? List
            : details);
        using IJournalStorage storage = JournalPlace.InMemory().OpenStorage();

        JournalSyncSummary summary = await SyncAsync(client, storage, new JumpingTime(Drafts.Now));

        Assert.Empty(await IntentsAsync(storage));
        Assert.Equal((became == "untold" ? 1 : 0, became == "not read" ? 1 : 0), (summary.Untold.Count, summary.NotRead.Count));
        using var journal = new OrderJournal(storage, new JumpingTime(Drafts.Now));
        var byHand = new JournalSync(client, journal, OrderingFixture.AccountId, new JumpingTime(Drafts.Now));
        await Assert.ThrowsAsync<DocSigningException>(() => byHand.FindAsync(7, "mira@x.example", CancellationToken.None));
    }

    [Fact]
    public async Task An_order_that_is_not_shown_is_asked_for_the_next_time()
    {
        using var fixture = new OrderingFixture(
            faults: null, lies: new SandboxLies { Details = SandboxDetailLie.NotFound, Calls = 1 });
        long first = OrderInConsole(fixture, OrderingFixture.Person(1));
        OrderInConsole(fixture, OrderingFixture.Person(2));

        Assert.Equal([first], (await SyncAsync(fixture)).NotRead);
        Assert.Single(await fixture.IntentsAsync());
        Assert.Equal((1, 1), ((await SyncAsync(fixture)) is var again ? again.Known : 0, again.Added));
    }

    /// <summary>What is refused keeps no other order from the journal; a refusal that says nothing of the order is told.</summary>
    [Theory]
    [InlineData(HttpStatusCode.Forbidden, false)]
    [InlineData(HttpStatusCode.NotFound, false)]
    [InlineData(HttpStatusCode.BadRequest, true)]
    public async Task Orders_that_are_refused_are_left_out_and_the_others_are_read(HttpStatusCode code, bool isTold)
    {
        using var fixture = new OrderingFixture();
        long[] ids = [.. Enumerable.Range(1, 6).Select(number => OrderInConsole(fixture, OrderingFixture.Person(number)))];
        long[] hidden = ids;
        fixture.Wire.Meddle = (call, passOn, _) =>
            hidden.Any(id => WireTap.IsDetailsOf(id, call)) ? Task.FromResult(WireTap.Refusal(code)) : passOn();

        Assert.Equal(ids, (await SyncAsync(fixture)).NotRead);

        hidden = [ids[2]];
        var failed = new List<long>();
        JournalSyncSummary summary = await SyncAsync(fixture, onFailed: failed.Add);

        Assert.Equal(5, summary.Added);
        Assert.Equal([ids[2]], summary.NotRead);
        Assert.Equal(isTold ? [ids[2]] : [], failed);
    }

    [Theory]
    [InlineData(SandboxListLie.LosesPage)]
    [InlineData(SandboxListLie.StopsShort)]
    [InlineData(SandboxListLie.LosesId)]
    public async Task A_list_that_contradicts_itself_fills_nothing(SandboxListLie lie)
    {
        using var fixture = new OrderingFixture(lies: new SandboxLies { Lists = lie });
        OrderInConsole(fixture, OrderingFixture.Person(1));
        OrderInConsole(fixture, OrderingFixture.Person(2));

        await Assert.ThrowsAsync<UnreadableAnswerException>(() => SyncAsync(fixture));
        Assert.Empty(await fixture.IntentsAsync());
    }

    [Fact]
    public async Task What_a_list_shows_late_is_known_the_next_time()
    {
        var lag = TimeSpan.FromHours(1);
        using var fixture = new OrderingFixture(new SandboxFaultPlan { ListLag = lag, RequestLag = lag });
        OrderInConsole(fixture, OrderingFixture.Person(1));
        fixture.Time.Pass(lag);
        OrderInConsole(fixture, OrderingFixture.Person(2));

        Assert.Equal(1, (await SyncAsync(fixture)).Added);
        fixture.Time.Pass(lag);
        Assert.Equal(1, (await SyncAsync(fixture)).Added);
    }

    [Fact]
    public async Task The_end_of_an_order_is_noted_without_a_call_for_it()
    {
        using var fixture = new OrderingFixture();
        RunResult run = await fixture.RunAsync(fixture.Inputs(2));
        await fixture.CancelInConsoleAsync(run.OrderIds[0]);
        int details = Calls(fixture, SandboxRoutes.GetOrder);

        Assert.Equal(1, (await SyncAsync(fixture)).Closed);
        Assert.Equal(0, (await SyncAsync(fixture)).Closed);

        Assert.Equal(details, Calls(fixture, SandboxRoutes.GetOrder));
        Assert.Equal(
            [(IntentState.Closed, "Canceled"), (IntentState.Placed, "NeedsApproval")],
            (await fixture.IntentsAsync()).Select(intent => (intent.State, intent.OrderStatus)));
    }

    [Fact]
    public async Task Orders_that_have_ended_are_left_out_where_only_live_ones_are_wanted()
    {
        using var fixture = new OrderingFixture();
        await fixture.CancelInConsoleAsync(await fixture.OrderInConsoleAsync(OrderingFixture.Person(1)));
        OrderInConsole(fixture, OrderingFixture.Person(2));

        JournalSyncSummary summary = await SyncAsync(fixture, liveOnly: true);

        Assert.Equal((2, 1, 1), (summary.Listed, summary.Asked, summary.Added));
    }

    [Fact]
    public async Task A_server_that_fails_on_and_on_ends_it_and_the_next_goes_on_where_it_stopped()
    {
        const int Orders = 12;
        using var fixture = new OrderingFixture(new SandboxFaultPlan
        {
            Rules =
            [
                new SandboxFaultRule { Fault = SandboxFault.GatewayPage, Route = SandboxRoutes.GetOrder, From = 3, Calls = 6 },
            ],
        });
        for (int number = 1; number <= Orders; number++)
        {
            OrderInConsole(fixture, OrderingFixture.Person(number));
        }

        await Assert.ThrowsAnyAsync<CertCentralException>(() => SyncAsync(fixture));
        Assert.Equal((2, 7), ((await fixture.IntentsAsync()).Count, Calls(fixture, SandboxRoutes.GetOrder)));

        // One more failure, which alone is no reason to end.
        JournalSyncSummary second = await SyncAsync(fixture);

        Assert.Equal((2, 9, 1), (second.Known, second.Added, second.NotRead.Count));
        Assert.Equal(7 + 10, Calls(fixture, SandboxRoutes.GetOrder));
    }

    [Fact]
    public async Task A_process_that_is_killed_in_between_asks_for_the_rest_alone()
    {
        const int Orders = 40;
        using var folder = new TempFolder();
        await using LoopbackServer server =
            await LoopbackServer.StartAsync(new SandboxOptions { Limits = SandboxLimits.None, OpeningBalance = 10_000_000 });
        for (int number = 1; number <= Orders; number++)
        {
            server.Console.Order(Console(OrderingFixture.Person(number)));
        }

        string journal = folder.File("journal.db");
        using (var process = OrderingProcess.StartSync(server, journal))
        {
            int seen = 0;
            server.Answering = arrived =>
            {
                if (arrived.PathAndQuery.Contains("order/certificate/", StringComparison.Ordinal) && Interlocked.Increment(ref seen) == 25)
                {
                    process.Kill();
                }

                return null;
            };
            Assert.NotEqual(0, (await process.EndAsync()).Code);
        }

        server.Answering = null;
        server.ForgetCalls();
        using (var again = OrderingProcess.StartSync(server, journal))
        {
            Assert.Equal((0, ""), await again.EndAsync());
        }

        using IJournalStorage storage = JournalPlace.At(journal).OpenStorage();
        IReadOnlyList<OrderIntent> filled = await IntentsAsync(storage);
        Assert.Equal(Orders, filled.Select(intent => intent.OrderId).Distinct().Count());
        Assert.Equal(Orders, filled.Count);
        Assert.Equal(16, server.Calls.Count(call => call.PathAndQuery.Contains("order/certificate/", StringComparison.Ordinal)));
    }

    private static Task<JournalSyncSummary> SyncAsync(
        OrderingFixture fixture, IJournalStorage? storage = null, bool liveOnly = false, Action<long>? onFailed = null) =>
        SyncAsync(fixture.Client, storage ?? fixture.Storage, fixture.Time, liveOnly, onFailed);

    private static async Task<JournalSyncSummary> SyncAsync(
        CertCentralClient client, IJournalStorage storage, TimeProvider time, bool liveOnly = false, Action<long>? onFailed = null)
    {
        var journal = new OrderJournal(storage, time);
        JournalGap gap =
            await JournalGap.ReadAsync(client, journal, OrderingFixture.AccountId, liveOnly, time, CancellationToken.None);
        var sync = new JournalSync(client, journal, OrderingFixture.AccountId, time) { OnFailed = (id, _) => onFailed?.Invoke(id) };
        return await sync.FillAsync(gap, CancellationToken.None);
    }

    private static async Task<OrderIntent?> NoteAsync(OrderingFixture fixture, long orderId, string email)
    {
        var journal = new OrderJournal(fixture.Storage, fixture.Time);
        var sync = new JournalSync(fixture.Client, journal, OrderingFixture.AccountId, fixture.Time);
        return await sync.FindAsync(orderId, email, CancellationToken.None) is { } found
            ? await sync.AddAsync(found, CancellationToken.None)
            : null;
    }

    private static long OrderInConsole(
        OrderingFixture fixture, Person person, string product = "ds_org_individual", long? renews = null) =>
        fixture.Sandbox.Console.Order(Console(person) with { ProductNameId = product, RenewalOfOrderId = renews });

    private static SandboxConsoleOrder Console(Person person) =>
        new() { GivenName = person.GivenName, Surname = person.Surname, Email = person.Email };

    private static async Task<IReadOnlyList<OrderIntent>> IntentsAsync(IJournalStorage storage)
    {
        var intents = new List<OrderIntent>();
        await foreach (OrderIntent intent in storage.ReadAsync(new JournalFilter(), CancellationToken.None))
        {
            intents.Add(intent);
        }

        return intents;
    }

    private static int Calls(OrderingFixture fixture, string route) =>
        fixture.Sandbox.State.CallsByRoute.TryGetValue(route, out int count) ? count : 0;

    private static int AllCalls(OrderingFixture fixture) => fixture.Sandbox.State.CallsByRoute.Values.Sum();
}
