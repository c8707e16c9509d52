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
    private const string RunLocks = "FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted AND database = "
        + "(SELECT oid FROM pg_database WHERE datname = current_database())";

    private static PostgresServer Server => PostgresServer.Shared;

    [PostgresFact]
    public async Task A_run_that_loses_its_session_comes_back_and_leaves_to_others_what_they_took()
    {
        string database = Server.NewDatabase();
        using IJournalStorage journal = Open(Server.Connection(database));
        using IJournalStorage other = Open(Server.Connection(database));
        await using IJournalRun run = await journal.EnterRunAsync("run", CancellationToken.None);
        OrderIntent kept = Intent(1, "run");
        OrderIntent taken = Intent(2, "run");
        Assert.True(await ClaimAsync(journal, run, kept));
        Assert.True(await ClaimAsync(journal, run, taken));
        await using IJournalRun next = await other.EnterRunAsync("next", CancellationToken.None);

        // Nobody takes anything from a run that is at work; what is known for certain is written all the same.
        OrderIntent inDoubt = taken with { State = IntentState.InDoubt, RunId = "next", UpdatedAt = Drafts.Now.AddSeconds(1) };
        Assert.False(await other.TryChangeAsync(next, taken, inDoubt, CancellationToken.None));

        Server.Sql(database, $"SELECT pg_terminate_backend(pid) {RunLocks} AND pid = "
            + "(SELECT min(pid) FROM pg_locks WHERE locktype = 'advisory')");
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

    [PostgresFact]
    public async Task A_change_whose_answer_or_request_is_lost_is_made_once()
    {
        string database = Server.NewDatabase();
        await using var cable = new Cable(Server.Port);
        using IJournalStorage journal = Open(Server.Connection(database, port: cable.Port));
        await using IJournalRun run = await journal.EnterRunAsync("run", CancellationToken.None);
        OrderIntent intent = Intent(1, "run");
        cable.LoseNextAnswer();
        Assert.True(await ClaimAsync(journal, run, intent));
        cable.LoseNextRequest();
        Assert.True(await ClaimAsync(journal, run, Intent(2, "run")));

        OrderIntent sent = intent with { State = IntentState.Sent, Sends = 1, UpdatedAt = Drafts.Now.AddSeconds(1) };
        cable.LoseNextAnswer();
        Assert.True(await journal.TryChangeAsync(run, intent, sent, CancellationToken.None));
        OrderIntent again = sent with { State = IntentState.Planned, UpdatedAt = Drafts.Now.AddSeconds(2) };
        cable.LoseNextRequest();
        Assert.True(await journal.TryChangeAsync(run, sent, again, CancellationToken.None));

        Assert.Equal([again], await FindAsync(journal, again));
        Assert.Equal(5, run.Epoch);
        cable.LoseNextAnswer();
        Assert.False(await journal.TryChangeAsync(run, sent, sent with { State = IntentState.Refused }, CancellationToken.None));
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

        // The first sign of life finds that nobody is there; the next takes the place again. Disposing waits for the one under way.
        clock.Advance(TimeSpan.FromSeconds(10));
        while (cable.Connections < 2)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        await run.EnsureAtWorkAsync(CancellationToken.None);
        Assert.Equal((2, 2), (run.Epoch, cable.Connections));
        Assert.True(await other.IsAtWorkAsync("run", CancellationToken.None));
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

    /// <summary>Waits until another session of the journal than that one waits for a row.</summary>
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
