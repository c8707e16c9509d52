using System.Data.Common;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal.Sql;
using Npgsql;

namespace DigiCertDocSign.Journal.Postgres;

/// <summary>
/// A run: a row, and a lock that a session of its own holds. The server gives the lock free when the session ends, and ends the session
/// within a minute when its host is gone. Each new session of the run raises the epoch of the row, so that nothing that an earlier one
/// has left under way can be carried out later; and so does whoever takes an intent from a run that is over.
/// </summary>
internal sealed class PostgresRun : IJournalRun
{
    /// <summary>
    /// That the session at hand is the run's present one, and stays so until the transaction ends. It needs <see cref="OwnLock"/> before
    /// it, and the values of <see cref="AddHeld"/>.
    /// </summary>
    public const string Held = IsOwn + " FOR SHARE";

    private const string IsOwn = "SELECT 1 FROM runs WHERE run_id = @own_run AND epoch = @own_epoch AND EXISTS (SELECT 1 FROM own_lock)";

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    /// <summary>How long whoever ends the run is kept by a server that does not answer; the rest goes on without him.</summary>
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(1);

    private readonly PostgresDatabase _database;
    private readonly PostgresPatience _own = new();
    private readonly PostgresPatience _ofReading;
    private readonly TimeProvider _time;
    private readonly long _key;
    private readonly ITimer _timer;
    private Task _beat = Task.CompletedTask;
    private int _process;
    private JournalPatience _wanted = JournalPatience.None;
    private int _isDisposed;

    private PostgresRun(PostgresDatabase database, string runId, PostgresPatience ofReading, TimeProvider time)
    {
        (RunId, _database, _ofReading, _time, _key) = (runId, database, ofReading, time, KeyOf(database, runId));
        Losses = new PostgresLosses(database, time);
        Session = new PostgresSession(database, _own, time, BeginAsync);
        _timer = time.CreateTimer(_ => OnTimer(), null, Beat, Beat);
    }

    public string RunId { get; }

    public long Epoch { get; private set; }

    /// <summary>What the run writes is committed here.</summary>
    public PostgresSession Session { get; }

    /// <summary>What the database may have lost of it.</summary>
    public PostgresLosses Losses { get; }

    public string? Warning => Losses.IsTold ? null : PostgresFaults.HistoryUntold(Place);

    private string Place => _database.Place;

    /// <summary>In pg_locks, the lock of the run at hand.</summary>
    public static string OwnLock { get; } = $"SELECT 1 FROM pg_locks WHERE {PostgresLocks.IsKey("own_key")} AND pid = pg_backend_pid()";

    public static long KeyOf(PostgresDatabase database, string runId) => KeyOf(database.Schema, runId);

    public static long KeyOf(string schema, string runId) => PostgresLocks.KeyOf("run", schema, runId);

    /// <param name="database">Where.</param>
    /// <param name="runId">Which.</param>
    /// <param name="ofReading">Of the connection that the runs share: it is as patient as the run while that is at work.</param>
    /// <param name="time">The clock of the waiting.</param>
    /// <param name="cancellationToken">Ends the wait for the server.</param>
    /// <exception cref="DocSigningException">The database cannot be used, or JournalBusy: a run of this id is at work.</exception>
    public static async Task<PostgresRun> EnterAsync(
        PostgresDatabase database, string runId, PostgresPatience ofReading, TimeProvider time, CancellationToken cancellationToken)
    {
        var run = new PostgresRun(database, runId, ofReading, time);
        try
        {
            await run.AskAsync(cancellationToken).ConfigureAwait(false);
            return run;
        }
        catch
        {
            await run.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public void WaitFor(JournalPatience patience)
    {
        JournalPatience before = Interlocked.Exchange(ref _wanted, patience);
        _own.Replace(before, patience);
        _ofReading.Replace(before, patience);
    }

    /// <inheritdoc/>
    public async Task EnsureAtWorkAsync(CancellationToken cancellationToken)
    {
        (long loss, DateTimeOffset now) = await AskAsync(cancellationToken).ConfigureAwait(false);
        bool isLeftBehind = Losses.IsLeftBehind;
        if (isLeftBehind || Losses.IsNew(loss) || (loss != 0 && now < PostgresLosses.Until(loss)))
        {
            throw PostgresFaults.CommitsLost(
                Place, PostgresLosses.Until(loss), isOver: isLeftBehind || now >= PostgresLosses.Until(loss));
        }
    }

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> GetTimeAsync(CancellationToken cancellationToken) =>
        (await AskAsync(cancellationToken).ConfigureAwait(false)).Now;

    /// <inheritdoc/>
    public Task<JournalLoss?> FindLossAsync(long accountId, CancellationToken cancellationToken) => Session.DoAsync(
        (connection, _, token) => Losses.FindAsync(connection, accountId, token), cancellationToken);

    /// <inheritdoc/>
    public Task EndLossAsync(long accountId, JournalLoss loss, CancellationToken cancellationToken) => Session.DoAsync(
        async (connection, _, token) =>
        {
            await PostgresLosses.EndAsync(connection, accountId, loss, token).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    public DocSigningException Lost() => PostgresFaults.RunLost(Place);

    /// <summary>Commits were lost since the run has begun.</summary>
    public DocSigningException CommitsLost(long loss) => PostgresFaults.CommitsLost(
        Place, PostgresLosses.Until(loss), isOver: false);

    public void AddHeld(DbCommand command)
    {
        SqlIntents.Add(command, "own_run", RunId);
        SqlIntents.Add(command, "own_epoch", Epoch);
        SqlIntents.Add(command, "own_key", _key);
        SqlIntents.Add(command, "own_loss", Losses.AtBeginning);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _timer.Dispose();
        WaitFor(JournalPatience.None);
        Task end = EndAsync();
        using (var over = new CancellationTokenSource())
        {
            await Task.WhenAny(end, _time.DelayAsync(LongestFarewell, over.Token)).ConfigureAwait(false);
            over.Cancel();
        }

        if (end.IsCompleted)
        {
            await end.ConfigureAwait(false);
        }
    }

    /// <returns>The last loss that is noted, and the present, both by the database's clock.</returns>
    /// <exception cref="DocSigningException">RunLost.</exception>
    private async Task<(long Loss, DateTimeOffset Now)> AskAsync(CancellationToken cancellationToken)
    {
        (bool isHeld, long loss, long now) = await Session.DoAsync(
            async (connection, _, token) =>
            {
                string position = Losses.IsTold ? ServerHistory.PositionSql : "CAST(NULL AS BIGINT)";
                using NpgsqlCommand command = connection.Command(
                    $"WITH own_lock AS ({OwnLock}) SELECT EXISTS ({IsOwn}), {PostgresLosses.LastSql}, {PostgresStorage.Now}, {position}",
                    AddHeld);
                using NpgsqlDataReader row = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                await row.ReadAsync(token).ConfigureAwait(false);
                Losses.Advance(row.IsDBNull(3) ? null : row.GetInt64(3));
                return (row.GetBoolean(0), row.GetInt64(1), row.GetInt64(2));
            },
            cancellationToken).ConfigureAwait(false);
        return isHeld ? (loss, DateTimeOffset.FromUnixTimeMilliseconds(now)) : throw Lost();
    }

    /// <summary>The timer of .NET may call again while the last call is still under way.</summary>
    private void OnTimer()
    {
        if (Volatile.Read(ref _beat).IsCompleted)
        {
            Volatile.Write(ref _beat, Session.BeatAsync());
        }
    }

    private async Task EndAsync()
    {
        await Volatile.Read(ref _beat).ConfigureAwait(false);
        await Session.EndAsync(async connection =>
        {
            // The server takes a moment to notice that a connection is closed; the run is over now.
            using NpgsqlCommand command = connection.Command(
                $"""
                UPDATE runs SET ended_at = {PostgresStorage.Now} WHERE run_id = @own_run AND epoch = @own_epoch;
                SELECT pg_advisory_unlock(@own_key)
                """,
                AddHeld);
            command.CommandTimeout = 1;
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private async Task BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await _database.PrepareAsync(connection, make: true, cancellationToken).ConfigureAwait(false);
        await TakeLockAsync(connection, cancellationToken).ConfigureAwait(false);
        await Losses.BeginAsync(connection, AddHeld, Epoch, cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand command = connection.Command(
            $"""
            INSERT INTO runs (run_id, epoch, user_name, host_name, process_id, started_at)
            VALUES (@own_run, @own_epoch + 1, @user_name, @host_name, @process_id, {PostgresStorage.Now})
            ON CONFLICT (run_id) DO UPDATE SET epoch = GREATEST(runs.epoch, @own_epoch) + 1, ended_at = NULL
            RETURNING epoch, pg_backend_pid()
            """,
            command =>
            {
                AddHeld(command);
                SqlRuns.AddOwner(command);
            });
        using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await row.ReadAsync(cancellationToken).ConfigureAwait(false);
        (Epoch, _process) = (row.GetInt64(0), row.GetInt32(1));
    }

    /// <summary>
    /// The server may not have noticed yet that an earlier session of this run is gone. It is ended then: it is this run's own. Whoever
    /// takes an intent over holds the lock for as long as that takes.
    /// </summary>
    private async Task TakeLockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await AskAsync("SELECT pg_try_advisory_lock(@own_key)").ConfigureAwait(false) is true)
        {
            return;
        }

        if (_process == 0)
        {
            throw PostgresFaults.RunIdTaken(Place, RunId);
        }

        await AskAsync(
            $"SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE {PostgresLocks.IsKey("own_key")} AND pid = @process")
            .ConfigureAwait(false);
        await AskAsync("SELECT pg_advisory_lock(@own_key)").ConfigureAwait(false);

        async Task<object?> AskAsync(string sql)
        {
            using NpgsqlCommand command = connection.Command(
                sql,
                one =>
                {
                    AddHeld(one);
                    SqlIntents.Add(one, "process", _process);
                });
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
