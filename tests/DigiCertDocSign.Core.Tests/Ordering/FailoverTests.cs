using System.Net;
using System.Text;
using CertCentral.Errors;
using CertCentral.Sandbox;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Reconcile;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>
/// The team's database comes back without what was written last: a standby takes over, a dump or the files are put back. The account's
/// lists lag. Nobody is bought for twice, nothing is sent for seventeen minutes, and the journal has its orders again.
/// </summary>
public sealed class FailoverTests : IDisposable
{
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(10);

    private readonly PostgresServer _server;
    private PostgresServer? _standby;
    private string _database = "";
    private string _dump = "";

    /// <summary>The server that takes changes, where one of the two is gone.</summary>
    private PostgresServer Now => _server.IsUp ? _server : _standby!;

    public FailoverTests() => _server = PostgresServer.Missing is null ? new PostgresServer(isDurable: false) : null!;

    /// <summary>How the database loses its last commits. The files put back are known only to a process that was there.</summary>
    public enum Loss
    {
        Failover,
        DumpInItsPlace,
        DumpInNewDatabase,
        SaidByHand,
        FilesPutBack,
    }

    [PostgresTheory]
    [InlineData(Loss.Failover)]
    [InlineData(Loss.DumpInItsPlace)]
    [InlineData(Loss.DumpInNewDatabase)]
    [InlineData(Loss.SaidByHand)]
    [InlineData(Loss.FilesPutBack)]
    public async Task A_run_that_begins_later_waits_and_has_the_lost_orders_noted_before_it_buys(Loss loss)
    {
        using OrderingFixture fixture = Begin(loss);
        await fixture.RunAsync(fixture.Inputs(2));
        Prepare(loss);
        await fixture.RunAsync(fixture.Inputs(4));
        Lose(loss);

        // As on another host, which has seen nothing of the database before. Where the files are put back, only a process knows of it that
        // has: its next run.
        using IJournalStorage other = Place().OpenStorage();
        IJournalStorage host = loss == Loss.FilesPutBack ? fixture.Storage : other;
        DocSigningException refused =
            await Assert.ThrowsAsync<DocSigningException>(() => RunAsync(fixture, host, fixture.Inputs(6)));
        Assert.Equal(FaultKind.JournalCommitsLost, refused.Kind);
        Assert.Contains("Nothing is sent until 20", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await ReadAsync(host)).Count);
        await Assert.ThrowsAsync<DocSigningException>(() => fixture.RunAsync(fixture.Inputs(6)));
        Assert.Equal((4, 4), (fixture.Sends, fixture.Orders.Count));
        Assert.Equal("1", Now.Sql(_database, "SELECT count(*) FROM docsigning.losses"));

        PassGuard(fixture);
        RunResult run = await RunAsync(fixture, host, fixture.Inputs(6));

        Assert.Equal(2, run.Summary.Placed);
        Assert.Equal((6, 6), (fixture.Sends, fixture.Orders.Count));
        Assert.Equal(2, Told(run).Count(text => text.Contains("in the journal now", StringComparison.Ordinal)));
        await fixture.AssertNothingIsOpenAsync();

        // It was looked once: the next run goes on as ever.
        Assert.DoesNotContain(
            Told(await RunAsync(fixture, host, fixture.Inputs(7))), text => text.Contains("journal", StringComparison.Ordinal));
    }

    /// <summary>Nothing that the server shows says that the orders are this module's.</summary>
    [PostgresTheory]
    [InlineData(SandboxDetailLie.None)]
    [InlineData(SandboxDetailLie.NotFound)]
    public async Task Lost_orders_that_show_no_reference_are_told_and_not_bought_again(SandboxDetailLie details)
    {
        using OrderingFixture fixture = Begin(
            Loss.Failover, new SandboxLies { Comments = SandboxCommentLie.Replaced, Details = details });
        await fixture.RunAsync(fixture.Inputs(1));
        Prepare(Loss.Failover);
        await fixture.RunAsync(fixture.Inputs(3));
        Lose(Loss.Failover);
        using IJournalStorage host = Place().OpenStorage();
        await Assert.ThrowsAsync<DocSigningException>(() => RunAsync(fixture, host, fixture.Inputs(3)));
        PassGuard(fixture);

        RunResult run = await RunAsync(fixture, host, fixture.Inputs(3));

        Assert.Equal((0, 3), (run.Summary.Placed, fixture.Orders.Count));
        string told = Assert.Single(Told(run), text => text.Contains("with its last commits", StringComparison.Ordinal));
        Assert.All(fixture.Orders.Skip(1), order => Assert.Contains($"{order.Id}", told, StringComparison.Ordinal));
    }

    /// <summary>Else one order whose details the server can never show would stop the runs of all hosts.</summary>
    [PostgresFact]
    public async Task An_unreadable_lost_order_is_told_and_a_server_that_shows_none_ends_the_run()
    {
        using OrderingFixture fixture = Begin(Loss.SaidByHand);
        await fixture.RunAsync(fixture.Inputs(6));
        await LoseAllAsync(fixture);
        var unread = fixture.Orders.Select(order => order.Id).ToHashSet();
        fixture.Wire.Meddle = (call, passOn, _) => unread.Any(id => WireTap.IsDetailsOf(id, call))
            ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.InternalServerError))
            : passOn();

        await Assert.ThrowsAsync<ServerFaultException>(() => fixture.RunAsync(fixture.Inputs(7)));
        unread = [.. unread.Take(4)];
        RunResult run = await fixture.RunAsync([.. fixture.Inputs(7).Skip(4)]);

        Assert.Equal((1, 2, 7), (run.Summary.Placed, run.Summary.AlreadyOrdered, fixture.Orders.Count));
        string told = Assert.Single(Told(run), text => text.Contains("could not be read", StringComparison.Ordinal));
        Assert.All(unread, id => Assert.Contains($"{id}", told, StringComparison.Ordinal));
        Assert.Empty(Told(await fixture.RunAsync([.. fixture.Inputs(8).Skip(7)])));
    }

    /// <summary>Only what the server says of the order itself is one order's own, as where a journal is filled from the account.</summary>
    [PostgresTheory]
    [InlineData(HttpStatusCode.Forbidden, false)]
    [InlineData(HttpStatusCode.NotFound, false)]
    [InlineData(HttpStatusCode.BadRequest, true)]
    public async Task Lost_orders_that_are_not_shown_are_told_and_calls_that_are_refused_end_the_run(HttpStatusCode code, bool isFailure)
    {
        using OrderingFixture fixture = Begin(Loss.SaidByHand);
        await fixture.RunAsync(fixture.Inputs(6));
        await LoseAllAsync(fixture);
        long[] hidden = [.. fixture.Orders.Select(order => order.Id)];
        fixture.Wire.Meddle = (call, passOn, _) =>
            hidden.Any(id => WireTap.IsDetailsOf(id, call)) ? Task.FromResult(WireTap.Refusal(code)) : passOn();
        OrderInput[] another = [.. fixture.Inputs(7).Skip(6)];
        if (isFailure)
        {
            await Assert.ThrowsAsync<CallRefusedException>(() => fixture.RunAsync(another));
            Assert.Equal(6, fixture.Orders.Count);
            return;
        }

        RunResult run = await fixture.RunAsync(another);

        Assert.Equal(1, run.Summary.Placed);
        Assert.Single(Told(run), text => text.Contains("do not show whose they are", StringComparison.Ordinal));
    }

    /// <summary>
    /// Whose a lost order is in the directory is lost with it: whoever has its name and another address may be that person, and is not
    /// bought for. A run that ends before it has begun takes no warning with it, and none of its knowledge.
    /// </summary>
    [PostgresTheory]
    [InlineData(SandboxCommentLie.None)]
    [InlineData(SandboxCommentLie.Replaced)]
    public async Task A_look_that_is_cut_off_loses_no_warning_and_no_namesake_is_bought_for(SandboxCommentLie comments)
    {
        using OrderingFixture fixture = Begin(Loss.SaidByHand, new SandboxLies { Comments = comments });
        await fixture.RunAsync(fixture.Inputs(1));
        long lost = fixture.Orders.Single().Id;
        await LoseAllAsync(fixture);
        fixture.Wire.Meddle = (call, passOn, _) => call.RequestUri!.AbsolutePath.EndsWith("/validation", StringComparison.Ordinal)
            ? Task.FromResult(new HttpResponseMessage
            {
                Content = new StringContent(
                    """{"validations":[{"type":"ds","status":"expired","validated_until":"2026-01-01T00:00:00+00:00"}]}""",
                    Encoding.UTF8,
                    "application/json"),
            })
            : passOn();
        var told = new List<string>();
        DocSigningException ended = await Assert.ThrowsAsync<DocSigningException>(
            () => fixture.RunAsync(new OrderingOptions { OrganizationId = 610233, OnWaiting = told.Add }, fixture.Inputs(1)));
        Assert.Equal(FaultKind.OrganizationNotValidated, ended.Kind);
        Assert.Single(told, text => text.Contains($"{lost}", StringComparison.Ordinal));

        Person moved = OrderingFixture.Person(1) with { Email = "moved@fjordlab.example" };
        OrderInput input = new() { Person = moved, Body = fixture.Input(moved).Body, DirectoryId = "S-1-5-21-1-2-3-1104" };
        RunResult run = await fixture.RunAsync(input);

        OrderOutcome refused = Assert.Single(run.Outcomes, outcome => outcome.Input is not null);
        Assert.Equal((FaultKind.SameNameElsewhere, 1), (RunResult.Kind(refused), fixture.Orders.Count));
        Assert.Contains($"{lost}", refused.Fault!.Message, StringComparison.Ordinal);
        Assert.Equal(
            comments == SandboxCommentLie.Replaced,
            Told(run).Any(text => text.Contains("does not know", StringComparison.Ordinal)));

        // It was told: the next run does not look again, and the operator's word counts.
        RunResult meant = await fixture.RunAsync(new OrderingOptions { AllowDuplicate = true }, input);
        Assert.Equal(2, fixture.Orders.Count);
        Assert.DoesNotContain(Told(meant), text => text.Contains("journal", StringComparison.Ordinal));
    }

    /// <summary>
    /// The run knows what it has written: it writes that again, notes the answer for which it waits, and sends nothing more.
    /// </summary>
    [PostgresTheory]
    [InlineData(Loss.Failover, false)]
    [InlineData(Loss.Failover, true)]
    [InlineData(Loss.FilesPutBack, false)]
    [InlineData(Loss.FilesPutBack, true)]
    public async Task A_run_that_was_at_work_writes_again_what_it_knows_and_sends_nothing_more(Loss loss, bool isInMidCall)
    {
        using OrderingFixture fixture = Begin(loss);
        await fixture.RunAsync(fixture.Inputs(1));
        Prepare(loss);
        int orders = 0;
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            bool isLast = WireTap.IsOrder(call) && ++orders == 3;
            if (isLast && isInMidCall)
            {
                Lose(loss);
            }

            HttpResponseMessage answer = await passOn();
            if (isLast && !isInMidCall)
            {
                Lose(loss);
            }

            return answer;
        };

        RunResult run = await fixture.RunAsync(fixture.Inputs(9));

        Assert.Equal(FaultKind.JournalCommitsLost, Assert.IsType<DocSigningException>(run.StoppedBy).Kind);
        Assert.Equal((4, 3), (fixture.Orders.Count, run.Summary.Placed));
        using IJournalStorage host = Place().OpenStorage();
        IReadOnlyList<OrderIntent> there = await ReadAsync(host);
        Assert.Equal(
            fixture.Orders.Select(order => (order.Id, order.Comments!)).Order(),
            there.Where(intent => intent.State == IntentState.Placed)
                .Select(intent => (intent.OrderId!.Value, $"[{intent.Reference}]")).Order());
        Assert.DoesNotContain(there, intent => intent.State is IntentState.Sent or IntentState.InDoubt);
        await Assert.ThrowsAsync<DocSigningException>(() => RunAsync(fixture, host, fixture.Inputs(9)));

        PassGuard(fixture);
        fixture.Wire.Meddle = null;
        await RunAsync(fixture, host, fixture.Inputs(9));
        Assert.Equal(9, fixture.Orders.Count);
        await fixture.AssertNothingIsOpenAsync();
    }

    /// <summary>What was planned may have been sent since: only the server knows.</summary>
    [PostgresFact]
    public async Task What_was_planned_before_a_loss_is_in_doubt_after_it()
    {
        using OrderingFixture fixture = Begin(Loss.Failover);
        OrderIntent planned = await fixture.LeaveBehindAsync(OrderingFixture.Person(1), IntentState.Planned);
        Prepare(Loss.Failover);
        await fixture.RunAsync(fixture.Inputs(1));
        Assert.Single(fixture.Orders);
        Lose(Loss.Failover);
        using IJournalStorage host = Place().OpenStorage();
        await Assert.ThrowsAsync<DocSigningException>(() => RunAsync(fixture, host, fixture.Inputs(1)));
        Assert.Equal(IntentState.InDoubt, Assert.Single(await ReadAsync(host)).State);
        var resume = new ReconciliationOnDemand(
            fixture.Client, new OrderJournal(host, fixture.Time), OrderingFixture.AccountId, new OrderingOptions(), fixture.Time);
        DocSigningException early = await Assert.ThrowsAsync<DocSigningException>(
            async () => await resume.ReconcileAsync([], CancellationToken.None).GetAsyncEnumerator().MoveNextAsync());
        Assert.Equal(FaultKind.JournalCommitsLost, early.Kind);

        PassGuard(fixture);
        RunResult run = await RunAsync(fixture, host, fixture.Inputs(1));

        Assert.Equal((0, 1), (run.Summary.Placed, fixture.Orders.Count));
        OrderIntent found = Assert.Single(await ReadAsync(host));
        Assert.Equal((planned.Reference, IntentState.Placed, fixture.Orders[0].Id), (found.Reference, found.State, found.OrderId));
    }

    [PostgresFact]
    public async Task What_is_done_to_an_order_waits_as_well()
    {
        using OrderingFixture fixture = Begin(Loss.SaidByHand);
        await fixture.RunAsync(fixture.Inputs(1));
        SandboxOrder order = Assert.Single(fixture.Orders);
        await fixture.Client.Requests.ApproveAsync(order.Requests[0].Id, null, CancellationToken.None);
        Lose(Loss.SaidByHand);
        var journal = new OrderJournal(fixture.Storage, fixture.Time);
        var cancellation = new OrderCancellation(new OrderActs(
            fixture.Client, OrderingFixture.AccountId, journal, () => journal, new ActOptions { Time = fixture.Time }));
        OrderAct act = await cancellation.FindAsync(order.Id, CancellationToken.None);

        DocSigningException refused = await Assert.ThrowsAsync<DocSigningException>(
            () => cancellation.CancelAsync(act, "Has left", CancellationToken.None));

        Assert.Equal(FaultKind.JournalCommitsLost, refused.Kind);
        Assert.Single(await fixture.IntentsAsync());
    }

    /// <summary>A role that may not ask, or a service that has no log of its own: nothing is promised that cannot be kept.</summary>
    [PostgresFact]
    public async Task A_server_that_does_not_tell_its_timeline_is_told_by_each_run()
    {
        using OrderingFixture fixture = Begin(Loss.SaidByHand);
        _server.Sql(_database, "REVOKE EXECUTE ON FUNCTION pg_current_wal_flush_lsn() FROM PUBLIC");

        RunResult run = await fixture.RunAsync(fixture.Inputs(2));

        Assert.Equal(2, run.Summary.Placed);
        Assert.Single(Told(run), text => text.Contains("does not tell this role its timeline", StringComparison.Ordinal));

        // Another role may be told more: that is no loss.
        const string Right = "EXECUTE ON FUNCTION pg_current_wal_flush_lsn()";
        foreach (string change in new[] { $"GRANT {Right} TO PUBLIC", $"REVOKE {Right} FROM PUBLIC" })
        {
            _server.Sql(_database, change);
            Assert.Equal(1, (await fixture.RunAsync(fixture.Inputs(fixture.Orders.Count + 1))).Summary.Placed);
        }
    }

    /// <summary>What a process has seen of the server stays known to it, whatever a role is told later.</summary>
    [PostgresFact]
    public async Task What_was_told_once_counts_also_after_a_run_that_was_told_less()
    {
        using OrderingFixture fixture = Begin(Loss.FilesPutBack);
        await fixture.RunAsync(fixture.Inputs(1));
        Prepare(Loss.FilesPutBack);
        await fixture.RunAsync(fixture.Inputs(3));
        _server.Sql(_database, "REVOKE EXECUTE ON FUNCTION pg_current_wal_flush_lsn() FROM PUBLIC");
        await fixture.RunAsync(fixture.Inputs(3));
        Lose(Loss.FilesPutBack);

        DocSigningException refused =
            await Assert.ThrowsAsync<DocSigningException>(() => fixture.RunAsync(fixture.Inputs(3)));

        Assert.Equal((FaultKind.JournalCommitsLost, 3), (refused.Kind, fixture.Orders.Count));
    }

    /// <summary>
    /// A former primary goes on, and a host that reaches it writes and sends there, long after others have noted the failover. When that
    /// host comes to the present one, nobody knows there what it has sent, and the lists lag.
    /// </summary>
    [PostgresTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_sent_on_a_former_primary_is_looked_for_when_its_host_comes_over(bool isAtWork)
    {
        using OrderingFixture fixture = Begin(Loss.Failover);
        await fixture.RunAsync(fixture.Inputs(2));
        Prepare(Loss.Failover);
        _standby!.Promote();
        using IJournalStorage host = Place(_standby).OpenStorage();
        await Assert.ThrowsAsync<DocSigningException>(() => RunAsync(fixture, host, fixture.Inputs(1)));
        PassGuard(fixture, _standby);
        await RunAsync(fixture, host, fixture.Inputs(1));

        // A run that is at work when its server goes writes again what it knows.
        int orders = 0;
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            HttpResponseMessage answer = await passOn();
            if (isAtWork && WireTap.IsOrder(call) && ++orders == 2)
            {
                _server.Stop("immediate");
            }

            return answer;
        };
        await fixture.RunAsync(fixture.Inputs(4));
        fixture.Wire.Meddle = null;
        if (!isAtWork)
        {
            _server.Stop("immediate");
        }

        DocSigningException refused = await Assert.ThrowsAsync<DocSigningException>(() => fixture.RunAsync(fixture.Inputs(4)));
        Assert.Equal(FaultKind.JournalCommitsLost, refused.Kind);
        await Assert.ThrowsAsync<DocSigningException>(() => RunAsync(fixture, host, fixture.Inputs(4)));
        Assert.Equal((4, "2"), (fixture.Orders.Count, Now.Sql(_database, "SELECT count(*) FROM docsigning.losses")));

        PassGuard(fixture);
        RunResult run = await RunAsync(fixture, host, fixture.Inputs(5));

        Assert.Equal((1, 5), (run.Summary.Placed, fixture.Orders.Count));
        Assert.Equal(
            isAtWork ? 0 : 2, Told(run).Count(text => text.Contains("in the journal now", StringComparison.Ordinal)));
        Assert.Equal(5, (await ReadAsync(host)).Count(intent => intent.State == IntentState.Placed));
    }

    /// <summary>
    /// A new session finds the present primary, and an older one of the same process lives on with the former: what is read, and what is
    /// sent, must not come from there any more.
    /// </summary>
    [PostgresFact]
    public async Task A_process_goes_on_with_one_primary_alone()
    {
        using OrderingFixture fixture = Begin(Loss.Failover);
        JournalPlace both = Place(_standby!, _server);
        using IJournalStorage storage = both.OpenStorage();
        await RunAsync(fixture, storage, fixture.Inputs(1));
        Prepare(Loss.Failover);
        await RunAsync(fixture, storage, fixture.Inputs(2));
        await using IJournalRun former = await storage.EnterRunAsync("former", CancellationToken.None);
        Assert.Equal(2, (await ReadAsync(storage)).Count);
        _standby!.Promote();

        await Assert.ThrowsAsync<DocSigningException>(() => RunAsync(fixture, storage, fixture.Inputs(3)));

        Assert.Single(await ReadAsync(storage));
        DocSigningException left =
            await Assert.ThrowsAsync<DocSigningException>(() => former.EnsureAtWorkAsync(CancellationToken.None));
        Assert.Equal(FaultKind.JournalCommitsLost, left.Kind);
        PassGuard(fixture, _standby);
        RunResult run = await RunAsync(fixture, storage, fixture.Inputs(3));
        Assert.Equal((1, 3), (run.Summary.Placed, fixture.Orders.Count));
        Assert.Single(Told(run), text => text.Contains("in the journal now", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _standby?.Dispose();
        _server?.Dispose();
    }

    private static IEnumerable<string> Told(RunResult run) => run.Outcomes.SelectMany(outcome => outcome.Warnings);

    private static Task<RunResult> RunAsync(OrderingFixture fixture, IJournalStorage host, OrderInput[] inputs) =>
        RunResult.OfAsync(fixture.Client, host, new OrderingOptions(), fixture.Time, inputs, CancellationToken.None);

    private static async Task<IReadOnlyList<OrderIntent>> ReadAsync(IJournalStorage host)
    {
        var found = new List<OrderIntent>();
        await foreach (OrderIntent intent in host.ReadAsync(new JournalFilter(), CancellationToken.None))
        {
            found.Add(intent);
        }

        return found;
    }

    private OrderingFixture Begin(Loss loss, SandboxLies? lies = null)
    {
        _database = _server.NewDatabase();
        _standby = loss == Loss.Failover ? _server.NewStandby() : null;
        return new OrderingFixture(new SandboxFaultPlan { ListLag = Lag }, place: Place(), lies: lies);
    }

    /// <summary>Both servers are named, the one that takes changes is used.</summary>
    private JournalPlace Place() => _standby is null ? Place(_server) : Place(_server, _standby);

    /// <summary>Of several, the first that takes changes at that moment.</summary>
    private JournalPlace Place(params PostgresServer[] servers) => JournalPlace.InDatabase(
        $"{_server.Connection(_database)};Host={string.Join(',', servers.Select(server => $"127.0.0.1:{server.Port}"))};"
        + "Host Recheck Seconds=0",
        null,
        TimeProvider.System);

    /// <summary>What was written by now is not lost.</summary>
    private void Prepare(Loss loss)
    {
        switch (loss)
        {
            case Loss.Failover:
                _standby!.CutOff(_server);
                break;

            case Loss.FilesPutBack:
                _server.BackUp();
                break;

            default:
                _dump = Path.Combine(_server.Folder, "dump");
                _server.Run(
                    "pg_dump", "-h", _server.Folder, "-p", $"{_server.Port}", "-U", "postgres", "-d", _database, "-Fc", "-f", _dump);
                break;
        }
    }

    private void Lose(Loss loss)
    {
        switch (loss)
        {
            case Loss.Failover:
                _server.Stop("immediate");
                _standby!.Promote();
                break;

            case Loss.FilesPutBack:
                _server.PutBack();
                break;

            case Loss.DumpInItsPlace:
                Restore("--clean");
                break;

            case Loss.DumpInNewDatabase:
                _server.Sql("postgres", $"DROP DATABASE {_database} WITH (FORCE)");
                _server.Sql("postgres", $"CREATE DATABASE {_database}");
                Restore();
                break;

            default:
                _server.Sql(
                    _database,
                    "SET search_path TO docsigning; DELETE FROM intents WHERE email LIKE '%3@%' OR email LIKE '%4@%'; "
                    + "UPDATE journal_info SET value = 'put back' WHERE name = 'server_history'");
                break;
        }
    }

    /// <summary>No entry is left, and the guard is over.</summary>
    private async Task LoseAllAsync(OrderingFixture fixture)
    {
        Lose(Loss.SaidByHand);
        _server.Sql(_database, "SET search_path TO docsigning; DELETE FROM intents");
        await Assert.ThrowsAsync<DocSigningException>(() => fixture.RunAsync(fixture.Inputs(1)));
        PassGuard(fixture);
    }

    private void Restore(params string[] options) => _server.Run(
        "pg_restore", ["-h", _server.Folder, "-p", $"{_server.Port}", "-U", "postgres", "-d", _database, .. options, _dump]);

    /// <summary>Seventeen minutes by the database's clock and by the account's.</summary>
    private void PassGuard(OrderingFixture fixture, PostgresServer? server = null)
    {
        (server ?? Now).Sql(
            _database,
            "SET search_path TO docsigning; UPDATE losses SET seen_at = seen_at - 1020001; "
            + "UPDATE loss_accounts SET seen_at = seen_at - 1020001");
        fixture.Time.Pass(TimeSpan.FromMinutes(17));
    }
}
