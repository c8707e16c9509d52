using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using static DigiCertDocSign.Tests.Journal.Intents;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>
/// Runs on a journal in PostgreSQL: whoever has lost his place writes nothing any more, takes it again, and goes on with what is still his.
/// </summary>
public class DatabaseRunTests
{
    internal const string RunLocks = "FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted AND database = "
        + "(SELECT oid FROM pg_database WHERE datname = current_database())";

    private static PostgresServer Server => PostgresServer.Shared;

    /// <summary>Who notices a loss, and when.</summary>
    public enum Noticed
    {
        ByTheRun,
        ByAnotherBefore,
        ByAnotherAfterTheCommit,
    }

    [Theory]
    [MemberData(nameof(TeamStore.Kinds), MemberType = typeof(TeamStore))]
    public async Task A_run_that_loses_its_session_comes_back_and_leaves_to_others_what_they_took(string kind)
    {
        await using var store = new TeamStore(kind);
        using IJournalStorage journal = store.Open();
        using IJournalStorage other = store.OpenElsewhere();
        await using IJournalRun run = await journal.EnterRunAsync("run", CancellationToken.None);
        OrderIntent kept = Intent(1, "run");
        OrderIntent taken = Intent(2, "run");
        Assert.True(await ClaimAsync(journal, run, kept));
        Assert.True(await ClaimAsync(journal, run, taken));
        await using IJournalRun next = await other.EnterRunAsync("next", CancellationToken.None);

        // Nobody takes anything from a run that is at work; what is known for certain is written all the same.
        OrderIntent inDoubt = taken with { State = IntentState.InDoubt, RunId = "next", UpdatedAt = Drafts.Now.AddSeconds(1) };
        Assert.False(await other.TryChangeAsync(next, taken, inDoubt, CancellationToken.None));

        store.EndSession("run");
        Assert.False(await other.IsAtWorkAsync("run", CancellationToken.None));
        Assert.True(await other.TryChangeAsync(next, taken, inDoubt, CancellationToken.None));

        OrderIntent sent = kept with { State = IntentState.Sent, UpdatedAt = Drafts.Now.AddSeconds(2) };
        Assert.False(await journal.TryChangeAsync(run, taken, taken with { State = IntentState.Sent }, CancellationToken.None));
        Assert.True(await journal.TryChangeAsync(run, kept, sent, CancellationToken.None));

        // Once for the intent that was taken, once for the session.
        Assert.Equal(3, run.Epoch);
        await run.EnsureAtWorkAsync(CancellationToken.None);
        Assert.True(await other.IsAtWorkAsync("run", CancellationToken.None));
        OrderIntent placed = inDoubt with { State = IntentState.Placed, OrderId = 7, RunId = "run", UpdatedAt = Drafts.Now.AddSeconds(3) };
        Assert.True(await journal.TryChangeAsync(run, inDoubt, placed, CancellationToken.None));
        Assert.Equal([placed], await FindAsync(other, placed));
    }

    [Theory]
    [MemberData(nameof(TeamStore.Kinds), MemberType = typeof(TeamStore))]
    public async Task A_change_whose_answer_or_request_is_lost_is_made_once(string kind)
    {
        await using var store = new TeamStore(kind);
        using IJournalStorage journal = store.Open();
        await using IJournalRun run = await journal.EnterRunAsync("run", CancellationToken.None);
        OrderIntent intent = Intent(1, "run");
        store.LoseNextAnswer();
        Assert.True(await ClaimAsync(journal, run, intent));
        store.LoseNextRequest();
        Assert.True(await ClaimAsync(journal, run, Intent(2, "run")));

        OrderIntent sent = intent with { State = IntentState.Sent, Sends = 1, UpdatedAt = Drafts.Now.AddSeconds(1) };
        store.LoseNextAnswer();
        Assert.True(await journal.TryChangeAsync(run, intent, sent, CancellationToken.None));
        OrderIntent again = sent with { State = IntentState.Planned, UpdatedAt = Drafts.Now.AddSeconds(2) };
        store.LoseNextRequest();
        Assert.True(await journal.TryChangeAsync(run, sent, again, CancellationToken.None));

        Assert.Equal([again], await FindAsync(journal, again));
        Assert.Equal(5, run.Epoch);
        store.LoseNextAnswer();
        Assert.False(await journal.TryChangeAsync(run, sent, sent with { State = IntentState.Refused }, CancellationToken.None));
    }

    [Fact]
    public async Task What_a_lost_session_of_the_model_has_left_under_way_is_not_carried_out_either()
    {
        var database = new ModelDatabase(TimeProvider.System);
        var cable = new ModelCable(database);
        using var journal = new ModelStorage(database, cable, new FakeTimeProvider());
        await using IJournalRun run = await journal.EnterRunAsync("run", CancellationToken.None);
        OrderIntent intent = Intent(1, "run");
        Assert.True(await ClaimAsync(journal, run, intent));
        cable.LoseNextRequest();
        OrderIntent sent = intent with { State = IntentState.Sent, UpdatedAt = Drafts.Now.AddSeconds(1) };
        Assert.True(await journal.TryChangeAsync(run, intent, sent, CancellationToken.None));
        OrderIntent planned = intent with { UpdatedAt = Drafts.Now.AddSeconds(2) };
        Assert.True(await journal.TryChangeAsync(run, sent, planned, CancellationToken.None));

        Assert.Throws<ModelLostException>(cable.Late!);
        Assert.Equal([planned], await FindAsync(journal, planned));
    }

    /// <summary>The database comes back with another history between the last look and the commit, or another host has seen that.</summary>
    [PostgresTheory]
    [InlineData(Noticed.ByTheRun)]
    [InlineData(Noticed.ByAnotherBefore)]
    [InlineData(Noticed.ByAnotherAfterTheCommit)]
    public async Task Nothing_is_written_as_sent_after_a_loss_and_what_did_not_leave_is_planned_again(Noticed noticed)
    {
        string database = Server.NewDatabase();
        await using var cable = new Cable(Server.Port);
        using IJournalStorage journal = Open(Server.Connection(database, port: cable.Port));
        await using IJournalRun run = await journal.EnterRunAsync("run", CancellationToken.None);
        OrderIntent first = Intent(1, "run");
        OrderIntent second = Intent(2, "run");
        Assert.True(await ClaimAsync(journal, run, first));
        Assert.True(await ClaimAsync(journal, run, second));
        OrderIntent left = second with { State = IntentState.Sent, UpdatedAt = Drafts.Now.AddSeconds(1) };
        Assert.True(await journal.TryChangeAsync(run, second, left, CancellationToken.None));
        Lose(database, noticed, cable);
        OrderIntent sent = first with { State = IntentState.Sent, UpdatedAt = Drafts.Now.AddSeconds(2) };
        DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(
            () => journal.TryChangeAsync(run, first, sent, CancellationToken.None));

        Assert.Equal(FaultKind.JournalCommitsLost, fault.Kind);
        Assert.Equal([first], await FindAsync(journal, first));
        fault = await Assert.ThrowsAsync<DocSigningException>(() => run.EnsureAtWorkAsync(CancellationToken.None));
        Assert.Equal(FaultKind.JournalCommitsLost, fault.Kind);

        // What has left before is noted all the same.
        OrderIntent placed = left with { State = IntentState.Placed, OrderId = 7, UpdatedAt = Drafts.Now.AddSeconds(3) };
        Assert.True(await journal.TryChangeAsync(run, left, placed, CancellationToken.None));
    }

    /// <summary>A run that is over has left something planned and something in doubt, and may have sent both in what is lost.</summary>
    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_open_at_a_loss_may_be_sent_and_only_another_history_tells_since_when(bool isOtherHistory)
    {
        string database = Server.NewDatabase();
        using IJournalStorage other = Open(Server.Connection(database));
        OrderIntent planned = Intent(1, "gone");
        OrderIntent doubtful = Intent(2, "gone") with
        {
            State = IntentState.InDoubt,
            SendEndedAt = Drafts.Now,
            ServerTimeAtSend = Drafts.Now,
            ServerTimeAtEnd = Drafts.Now,
        };
        OrderIntent placed = Intent(3, "gone") with { State = IntentState.Placed, OrderId = 7, ServerTimeAtEnd = Drafts.Now.AddSeconds(9) };
        await LeaveAsync(other, planned, doubtful, placed);
        await using var cable = new Cable(Server.Port);
        using IJournalStorage journal = Open(Server.Connection(database, port: cable.Port));
        await using IJournalRun run = await journal.EnterRunAsync("run", CancellationToken.None);
        OrderIntent lost = Intent(4, "run");
        Assert.True(await ClaimAsync(journal, run, lost));
        Server.Sql(
            database,
            isOtherHistory
                ? "UPDATE docsigning.journal_info SET value = 'another' WHERE name = 'server_history'"
                : $"SET search_path TO docsigning; DELETE FROM intents WHERE reference = '{lost.Reference}'");
        cable.LoseNextAnswer();
        await Assert.ThrowsAsync<DocSigningException>(() => run.EnsureAtWorkAsync(CancellationToken.None));

        DateTimeOffset? since = isOtherHistory ? placed.ServerTimeAtEnd : null;
        Assert.Equal((IntentState.InDoubt, since), State(Assert.Single(await FindAsync(other, planned)), one => one.ServerTimeAtSend));
        Assert.Equal(
            (IntentState.InDoubt, null),
            State(Assert.Single(await FindAsync(other, doubtful)), one => one.SendEndedAt ?? one.ServerTimeAtEnd));
        Assert.Equal([lost], await FindAsync(other, lost));

        // The run is over, and looks for nothing; a later one does, in each account once.
        Assert.Null(await run.FindLossAsync(1, CancellationToken.None));
        await using IJournalRun next = await other.EnterRunAsync("next", CancellationToken.None);
        JournalLoss? known = await next.FindLossAsync(1, CancellationToken.None);
        Assert.Equal((since, null), (known!.Since, known.Until));
        JournalLoss? unknown = await next.FindLossAsync(2, CancellationToken.None);
        Assert.Equal((since, Assert.Single(unknown!.SeenAt)), (unknown.Since, unknown.Until));
        await next.EndLossAsync(2, unknown, CancellationToken.None);
        Assert.Null(await next.FindLossAsync(2, CancellationToken.None));
        Assert.NotNull(await next.FindLossAsync(1, CancellationToken.None));

        static (IntentState, DateTimeOffset?) State(OrderIntent intent, Func<OrderIntent, DateTimeOffset?> time) =>
            (intent.State, time(intent));
    }

    /// <summary>Each session has read how far the log was; by the time that it compares, another one knows more.</summary>
    [PostgresFact]
    public async Task A_run_that_begins_while_another_writes_takes_that_for_no_loss()
    {
        string database = Server.NewDatabase();
        using IJournalStorage journal = Open(Server.Connection(database));
        await using IJournalRun run = await journal.EnterRunAsync("run", CancellationToken.None);
        await using var source = NpgsqlDataSource.Create(Server.Connection(database));
        await using NpgsqlConnection holder = await source.OpenConnectionAsync();
        await using NpgsqlTransaction held = await holder.BeginTransactionAsync();
        await LockAsync(holder, "journal_info");
        Task<IJournalRun> begins = journal.EnterRunAsync("next", CancellationToken.None);
        await WaitingAsync(source, 0);

        Assert.True(await ClaimAsync(journal, run, Intent(1, "run")));
        await run.EnsureAtWorkAsync(CancellationToken.None);
        await held.CommitAsync();

        await using IJournalRun next = await begins;
        await next.EnsureAtWorkAsync(CancellationToken.None);
        await run.EnsureAtWorkAsync(CancellationToken.None);
    }

    [PostgresFact]
    public async Task Who_knows_of_no_loss_and_writes_the_history_first_hides_none()
    {
        string database = Server.NewDatabase();
        await using var cable = new Cable(Server.Port);
        using IJournalStorage journal = Open(Server.Connection(database, port: cable.Port));
        await using IJournalRun run = await journal.EnterRunAsync("run", CancellationToken.None);
        Assert.True(await ClaimAsync(journal, run, Intent(1, "run")));
        const string Name = "WHERE name = 'server_history'";
        string history = Server.Sql(database, $"SELECT value FROM docsigning.journal_info {Name}");

        // As a role had noted it that is told less.
        string place = string.Join('/', history.Split('/').Take(2));
        Server.Sql(
            database, $"SET search_path TO docsigning; DELETE FROM intents; UPDATE journal_info SET value = '{place}' {Name}");
        await using var source = NpgsqlDataSource.Create(Server.Connection(database));
        await using NpgsqlConnection holder = await source.OpenConnectionAsync();
        await using NpgsqlTransaction held = await holder.BeginTransactionAsync();
        await LockAsync(holder, "intents");
        cable.LoseNextAnswer();
        Task ensures = run.EnsureAtWorkAsync(CancellationToken.None);
        await WaitingAsync(source, 0);
        Server.Sql(database, $"UPDATE docsigning.journal_info SET value = '{history}' {Name}");
        await held.CommitAsync();

        DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(() => ensures);
        Assert.Equal(FaultKind.JournalCommitsLost, fault.Kind);
    }

    /// <summary>A standby that is about to take over does not tell yet: it is not taken for a server that never tells.</summary>
    [PostgresTheory]
    [InlineData(PostgresErrorCodes.ObjectNotInPrerequisiteState, FaultKind.JournalReadOnly)]
    [InlineData(PostgresErrorCodes.InternalError, FaultKind.JournalNotWritable)]
    [InlineData(PostgresErrorCodes.FeatureNotSupported, null)]
    public async Task A_server_that_does_not_tell_its_history_just_now_begins_no_run(string state, FaultKind? kind)
    {
        string database = Server.NewDatabase();
        using IJournalStorage journal = Open(Server.Connection(database));
        Server.Sql(
            database,
            $"""
            SET allow_system_table_mods = on;
            ALTER FUNCTION pg_current_wal_flush_lsn() RENAME TO pg_its_own_flush_lsn;
            CREATE FUNCTION pg_catalog.pg_current_wal_flush_lsn() RETURNS pg_lsn LANGUAGE plpgsql AS
                'BEGIN RAISE EXCEPTION ''recovery is in progress'' USING ERRCODE = ''{state}''; END'
            """);

        Task<IJournalRun> begins = journal.EnterRunAsync("run", CancellationToken.None);

        if (kind is null)
        {
            await using IJournalRun run = await begins;
            Assert.NotNull(run.Warning);
        }
        else
        {
            Assert.Equal(kind, (await Assert.ThrowsAsync<DocSigningException>(() => begins)).Kind);
        }
    }

    /// <summary>What the server still does for a session that its host has lost must not come to pass after the host has looked.</summary>
    [PostgresFact]
    public async Task What_a_lost_session_has_left_under_way_is_never_carried_out_later()
    {
        string database = Server.NewDatabase();
        await using var cable = new Cable(Server.Port);
        using IJournalStorage journal = Open(Server.Connection(database, port: cable.Port));
        await using IJournalRun run = await journal.EnterRunAsync("run", CancellationToken.None);
        OrderIntent intent = Intent(1, "run");
        Assert.True(await ClaimAsync(journal, run, intent));
        await using var source = NpgsqlDataSource.Create(Server.Connection(database));
        await using NpgsqlConnection holder = await source.OpenConnectionAsync();
        await using NpgsqlTransaction held = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("SELECT 1 FROM docsigning.intents FOR UPDATE", holder))
        {
            await hold.ExecuteNonQueryAsync();
        }

        // The change waits at the server for the row; its session is lost meanwhile, and the run comes back with another.
        OrderIntent sent = intent with { State = IntentState.Sent, UpdatedAt = Drafts.Now.AddSeconds(1) };
        Task<bool> change = journal.TryChangeAsync(run, intent, sent, CancellationToken.None);
        int waiting = await WaitingAsync(source, 0);
        cable.LoseNextAnswer();
        await using (var end = new NpgsqlCommand($"SELECT pg_cancel_backend({waiting})", holder))
        {
            await end.ExecuteNonQueryAsync();
        }

        int second = await WaitingAsync(source, waiting);
        Assert.NotEqual(waiting, second);
        await held.CommitAsync();

        Assert.True(await change);
        Assert.Equal([sent], await FindAsync(journal, sent));
    }

    /// <summary>
    /// Whoever keeps the connection up for a host that is gone does not keep its run at work: the server waits for the run's sign of life,
    /// by its own clock. So does this test, for most of a minute.
    /// </summary>
    [PostgresFact]
    public async Task A_run_whose_cable_is_pulled_loses_its_place_within_a_minute()
    {
        string database = Server.NewDatabase();
        await using var cable = new Cable(Server.Port);
        using IJournalStorage journal = Open(Server.Connection(database, port: cable.Port));
        await using IJournalRun run = await journal.EnterRunAsync("run", CancellationToken.None);
        cable.Pull();
        string key = Server.Sql(database, $"SELECT (classid::bigint << 32) | objid::bigint {RunLocks}");

        Server.Sql(database, $"SET lock_timeout = '60s'; SELECT pg_advisory_lock({key})");

        using IJournalStorage other = Open(Server.Connection(database));
        Assert.False(await other.IsAtWorkAsync("run", CancellationToken.None));
    }

    [PostgresFact]
    public async Task A_run_shows_every_ten_seconds_that_it_is_there_and_comes_back_by_itself()
    {
        string database = Server.NewDatabase();
        var clock = new FakeTimeProvider();
        await using var cable = new Cable(Server.Port);
        using IJournalStorage journal = Open(Server.Connection(database, port: cable.Port), clock);
        using IJournalStorage other = Open(Server.Connection(database));
        await using IJournalRun run = await journal.EnterRunAsync("run", CancellationToken.None);
        Assert.Equal(1, cable.Connections);
        Server.Sql(database, $"SELECT pg_terminate_backend(pid) {RunLocks}");
        Assert.False(await other.IsAtWorkAsync("run", CancellationToken.None));

        // The first sign of life finds that nobody is there, and takes the place again at once.
        clock.Advance(TimeSpan.FromSeconds(10));
        while (cable.Connections < 2)
        {
            await Task.Yield();
        }

        await run.EnsureAtWorkAsync(CancellationToken.None);
        Assert.Equal((2, 2), (run.Epoch, cable.Connections));
        Assert.True(await other.IsAtWorkAsync("run", CancellationToken.None));
    }

    [PostgresFact]
    public async Task A_run_whose_beginning_did_not_come_to_the_standbys_does_not_begin()
    {
        string database = Server.NewDatabase();
        using IJournalStorage journal = Open(Server.Connection(database));
        await using (IJournalRun made = await journal.EnterRunAsync("made", CancellationToken.None))
        {
            Server.Sql(
                database,
                """
                CREATE FUNCTION warns() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE WARNING ''not replicated''; RETURN NEW; END';
                CREATE TRIGGER warns BEFORE INSERT ON docsigning.runs FOR EACH ROW EXECUTE FUNCTION warns()
                """);
        }

        DocSigningException fault =
            await Assert.ThrowsAsync<DocSigningException>(() => journal.EnterRunAsync("run", CancellationToken.None));
        Assert.Equal(FaultKind.JournalUnreachable, fault.Kind);
        Assert.False(await journal.IsAtWorkAsync("run", CancellationToken.None));
    }

    /// <summary>Each run has its own patience, and what is read has that of the most patient run that is at work.</summary>
    [PostgresFact]
    public async Task The_end_of_one_run_does_not_end_the_patience_of_another()
    {
        string database = Server.NewDatabase();
        var clock = new FakeTimeProvider();
        using IJournalStorage journal = Open(Server.Connection(database), clock);
        await using IJournalRun patient = await journal.EnterRunAsync("patient", CancellationToken.None);
        var waited = new TaskCompletionSource();
        patient.WaitFor(new JournalPatience(TimeSpan.FromDays(3650), _ => waited.TrySetResult(), CancellationToken.None));
        await using (IJournalRun other = await journal.EnterRunAsync("other", CancellationToken.None))
        {
            other.WaitFor(new JournalPatience(TimeSpan.FromHours(1), null, CancellationToken.None));
        }

        OrderIntent intent = Intent(1, "patient");
        Server.Sql("postgres", $"ALTER DATABASE {database} CONNECTION LIMIT 0");
        Server.Sql("postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");
        Task<bool> claim = ClaimAsync(journal, patient, intent);
        await Task.WhenAny(waited.Task, claim);
        Server.Sql("postgres", $"ALTER DATABASE {database} CONNECTION LIMIT -1");
        while (!claim.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.True(await claim);
    }

    /// <summary>A host that was away finds one of its orders in another's hands: that input is left to it, and the others go on.</summary>
    [PostgresFact]
    public async Task What_another_host_has_taken_over_ends_neither_the_run_nor_its_other_orders()
    {
        string database = Server.NewDatabase();
        JournalPlace place = JournalStore.InDatabase(Server, database);
        using var fixture = new OrderingFixture(place: place);
        int isTaken = 0;
        fixture.Wire.Meddle = async (call, passOn, _) =>
        {
            if (!WireTap.IsOrder(call) || Interlocked.Exchange(ref isTaken, 1) != 0)
            {
                return await passOn();
            }

            Server.Sql(
                database,
                "SET search_path TO docsigning; UPDATE intents SET run_id = 'next', state = 'InDoubt' WHERE state = 'Sent'");
            (await passOn()).Dispose();
            throw WireTap.Broken();
        };

        RunResult run = await fixture.RunAsync(fixture.Inputs(4));

        Assert.Equal(1, isTaken);
        Assert.Null(run.StoppedBy);
        Assert.Equal(4, fixture.Orders.Count);
        Assert.True(run.Summary.Placed >= 3, run.Summary.ToString());
    }

    [PostgresFact]
    public async Task A_run_waits_for_a_database_that_starts_again_and_buys_nothing_twice()
    {
        using var server = new PostgresServer(isDurable: true);
        string database = server.NewDatabase();
        using var fixture = new OrderingFixture(place: JournalStore.InDatabase(server, database));
        List<string> told = [];
        int calls = 0;
        Task restart = Task.CompletedTask;
        Action pass = fixture.Wire.OnCall!;
        fixture.Wire.OnCall = () =>
        {
            pass();
            if (++calls == 12)
            {
                // As a machine that loses its power; it is up again a moment later.
                server.Stop("immediate");
                restart = Task.Run(server.Start);
            }
        };

        RunResult run = await fixture.RunAsync(
            new OrderingOptions
            {
                OnWaiting = text =>
                {
                    lock (told)
                    {
                        told.Add(text);
                    }
                },
            },
            fixture.Inputs(12));
        await restart;

        Assert.Null(run.StoppedBy);
        Assert.Equal((12, 12), (run.Summary.Placed, fixture.Orders.Count));
        Assert.Contains(told, text => text.Contains("sends nothing meanwhile", StringComparison.Ordinal));
        await fixture.AssertNothingIsOpenAsync();
    }

    [PostgresFact]
    public async Task A_database_that_stays_away_ends_the_run_before_the_next_order()
    {
        using var server = new PostgresServer(isDurable: false);
        using var fixture = new OrderingFixture(place: JournalStore.InDatabase(server, server.NewDatabase()));
        Action pass = fixture.Wire.OnCall!;
        fixture.Wire.OnCall = () =>
        {
            pass();
            if (fixture.Sends == 3)
            {
                server.Stop("immediate");
                fixture.Wire.OnCall = pass;
            }
        };

        RunResult run = await fixture.RunAsync(new OrderingOptions { Patience = TimeSpan.Zero }, fixture.Inputs(9));

        Assert.Equal(FaultKind.JournalUnreachable, Assert.IsType<DocSigningException>(run.StoppedBy).Kind);
        Assert.Equal((3, 3), (fixture.Sends, fixture.Orders.Count));
        server.Start();
        RunResult next = await fixture.RunAsync(fixture.Inputs(9));
        Assert.Equal(9, next.Outcomes.Count(outcome => outcome is { Input: not null, Order: not null }));
        Assert.Equal(9, fixture.Orders.Count);
        await fixture.AssertNothingIsOpenAsync();
    }

    private static IJournalStorage Open(string connection, TimeProvider? clock = null) =>
        JournalPlace.InDatabase(connection, null, clock ?? new FakeTimeProvider()).OpenStorage();

    private static void Lose(string database, Noticed noticed, Cable cable)
    {
        const string Note = "INSERT INTO docsigning.losses VALUES (EXTRACT(EPOCH FROM now()) * 1000, ";
        switch (noticed)
        {
            case Noticed.ByTheRun:
                Server.Sql(database, "UPDATE docsigning.journal_info SET value = 'put back' WHERE name = 'server_history'");
                cable.LoseNextAnswer();
                break;

            case Noticed.ByAnotherBefore:
                Server.Sql(database, Note + "'another')");
                break;

            default:
                Server.Sql(
                    database,
                    $"""
                    CREATE FUNCTION notes() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN {Note}''another''); RETURN NULL; END';
                    CREATE TRIGGER notes AFTER UPDATE ON docsigning.intents FOR EACH ROW WHEN (NEW.state = 'Sent') EXECUTE FUNCTION notes()
                    """);
                cable.LoseNextAnswer();
                break;
        }
    }

    /// <summary>What a run has left that is over.</summary>
    private static async Task LeaveAsync(IJournalStorage journal, params OrderIntent[] intents)
    {
        await using IJournalRun gone = await journal.EnterRunAsync("gone", CancellationToken.None);
        foreach (OrderIntent left in intents)
        {
            Assert.True(await ClaimAsync(journal, gone, left));
        }
    }

    private static async Task LockAsync(NpgsqlConnection holder, string table)
    {
        await using var hold = new NpgsqlCommand($"LOCK TABLE docsigning.{table}", holder);
        await hold.ExecuteNonQueryAsync();
    }

    /// <summary>Waits until another session of the journal than that one waits for a row or a table.</summary>
    private static async Task<int> WaitingAsync(NpgsqlDataSource source, int than)
    {
        while (true)
        {
            await using NpgsqlCommand command = source.CreateCommand(
                "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() AND pid <> " + than);
            if (await command.ExecuteScalarAsync() is int waiting)
            {
                return waiting;
            }
        }
    }
}
