using System.Data.Common;
using DigiCertDocSign.Journal.Sql;
using Npgsql;

namespace DigiCertDocSign.Journal.Postgres;

/// <summary>
/// A journal in a PostgreSQL database, for a team. An intent is claimed by inserting a row that a unique index admits once, and changed
/// only by a run that holds its place and names the row as it last was. A run's changes are committed on the session that holds its lock,
/// so that each of them proves that the lock lives.
/// </summary>
internal sealed class PostgresStorage : IJournalStorage
{
    /// <summary>The database's clock, in the journal's milliseconds.</summary>
    public const string Now = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";

    /// <summary>Whether the run is at work, whether something was written, and the last loss that is noted.</summary>
    private const string Outcome =
        $"SELECT (SELECT count(*) FROM held), (SELECT count(*) FROM written), {PostgresLosses.LastSql}";

    private readonly PostgresDatabase _database;
    private readonly TimeProvider _time;

    // What is read belongs to no run: it is tried for as long as the most patient run that is at work would.
    private readonly PostgresPatience _patience = new();
    private readonly PostgresSession _session;

    public PostgresStorage(PostgresDatabase database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _session = new PostgresSession(database, _patience, time, begin: null);
    }

    /// <inheritdoc/>
    public Task<bool> TryClaimAsync(
        IJournalRun run, OrderIntent planned, IReadOnlyCollection<string> weighed, CancellationToken cancellationToken)
    {
        // Who claims for one address, for one person of the directory, or for one order that is followed, does so one after the other: each
        // sees what the one before has written. The locks have a statement of their own, since a statement sees what was there when it
        // began.
        string sql =
            $"""
            SELECT count(pg_advisory_xact_lock(key)) FROM (SELECT unnest(@keys) AS key ORDER BY 1) AS keys;
            WITH own_lock AS ({PostgresRun.OwnLock}), held AS ({PostgresRun.Held}), written AS (
                {SqlStatements.Claim(weighed.Count, " AND EXISTS (SELECT 1 FROM held)")}
                RETURNING 1)
            {Outcome}
            """;
        long[] keys =
        [
            KeyOf("person", planned.Key.AccountId, planned.Key.Email),
            .. planned.TargetOrderId is { } order ? [KeyOf("target", planned.Key.AccountId, Text(order))] : Array.Empty<long>(),
            .. planned.DirectoryId is { } id ? [KeyOf("directory", planned.Key.AccountId, id)] : Array.Empty<long>(),
        ];
        return WriteAsync(
            Own(run),
            planned,
            sql,
            command =>
            {
                SqlStatements.AddClaim(command, planned, weighed);
                SqlIntents.Add(command, "keys", keys);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> TryChangeAsync(IJournalRun? run, OrderIntent from, OrderIntent to, CancellationToken cancellationToken)
    {
        if (run is null)
        {
            return NoteAsync(from, to, cancellationToken);
        }

        // What is taken from another run and stays open is taken from one that is over: nobody holds its lock, nor can take it before this
        // change is committed, and it finds its epoch raised when it comes back. What is known for certain is written all the same.
        bool isTaken = from.RunId != run.RunId && from.IsOpen && to.IsOpen;
        string taking = isTaken
            ? """
            , free AS (SELECT pg_try_advisory_xact_lock_shared(@from_key) AS is_free),
            raised AS (UPDATE runs SET epoch = epoch + 1 WHERE run_id = @from_run AND (SELECT is_free FROM free))
            """
            : "";
        // What leaves on the strength of a journal must not do so when that has lost something since the run began.
        string condition = " AND EXISTS (SELECT 1 FROM held)" + (isTaken ? " AND (SELECT is_free FROM free)" : "")
            + (to.State == IntentState.Sent ? $" AND {PostgresLosses.LastSql} = @own_loss" : "");
        string sql =
            $"""
            WITH own_lock AS ({PostgresRun.OwnLock}), held AS ({PostgresRun.Held}){taking}, written AS (
                {SqlStatements.Change(condition)}
                RETURNING 1)
            {Outcome}
            """;
        return WriteAsync(
            Own(run),
            to,
            sql,
            command =>
            {
                SqlStatements.AddChange(command, from, to);
                SqlIntents.Add(command, "from_key", PostgresRun.KeyOf(_database, from.RunId));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<OrderIntent>> FindStandingAsync(
        IntentKey key, long? targetOrderId, CancellationToken cancellationToken) =>
        QueryAsync(
            SqlStatements.FindStanding,
            command => SqlStatements.AddKey(command, key, targetOrderId),
            SqlIntents.Read,
            cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<OrderIntent> ReadAsync(JournalFilter filter, CancellationToken cancellationToken) =>
        SqlPages.ReadAsync(filter, QueryAsync, cancellationToken);

    /// <inheritdoc/>
    public Task<JournalRemoval> RemoveAsync(IReadOnlyCollection<OrderIntent> ended, CancellationToken cancellationToken) =>
        _session.DoAsync(
            async (connection, _, token) =>
            {
                await _database.PrepareAsync(connection, make: true, token).ConfigureAwait(false);
                using NpgsqlTransaction transaction = connection.BeginTransaction();
                int count = 0;
                foreach (OrderIntent intent in ended)
                {
                    using NpgsqlCommand command = connection.Command(SqlStatements.Remove, one => SqlStatements.AddEnded(one, intent));
                    count += await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
                }

                await transaction.CommitAsync(token).ConfigureAwait(false);

                // The pages of the table, the log and the backups keep what was in them until the server needs the room.
                return new JournalRemoval(count, IsErased: false);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScopeMemory>> ReadScopesAsync(long accountId, CancellationToken cancellationToken) => _session.DoAsync(
        async (connection, _, token) =>
        {
            if (!await _database.PrepareAsync(connection, make: false, token).ConfigureAwait(false))
            {
                return [];
            }

            using NpgsqlTransaction transaction = connection.BeginTransaction(System.Data.IsolationLevel.RepeatableRead);
            return await SqlScopes.ReadAsync(connection, transaction, accountId, token).ConfigureAwait(false);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryKeepScopeAsync(ScopeMemory? from, ScopeMemory to, CancellationToken cancellationToken) => _session.DoAsync(
        async (connection, mayBeDone, token) =>
        {
            await _database.PrepareAsync(connection, make: true, token).ConfigureAwait(false);
            if (mayBeDone)
            {
                // Whoever was faster had another time, or other people.
                using NpgsqlTransaction look = connection.BeginTransaction(System.Data.IsolationLevel.RepeatableRead);
                IReadOnlyList<ScopeMemory> kept = await SqlScopes.ReadAsync(connection, look, to.AccountId, token).ConfigureAwait(false);
                if (kept.Any(one => one.Key == to.Key && one.Comparisons == to.Comparisons && one.ComparedAt == to.ComparedAt))
                {
                    return true;
                }
            }

            using NpgsqlTransaction transaction = connection.BeginTransaction();
            bool isKept = await SqlScopes.TryKeepAsync(connection, transaction, from, to, token).ConfigureAwait(false);
            if (isKept)
            {
                await transaction.CommitAsync(token).ConfigureAwait(false);
            }

            return isKept;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<IJournalRun> EnterRunAsync(string runId, CancellationToken cancellationToken) =>
        await PostgresRun.EnterAsync(_database, runId, _patience, _time, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<bool> IsAtWorkAsync(string runId, CancellationToken cancellationToken) => _session.DoAsync(
        async (connection, _, token) =>
        {
            // Who takes an intent from a run holds its lock as well, for a moment and together with others.
            using NpgsqlCommand command = connection.Command(
                $"SELECT EXISTS (SELECT 1 FROM pg_locks WHERE {PostgresLocks.IsKey("key")} AND mode = 'ExclusiveLock')",
                one => SqlIntents.Add(one, "key", PostgresRun.KeyOf(_database, runId)));
            return await command.ExecuteScalarAsync(token).ConfigureAwait(false) is true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<RunOwner?> FindOwnerAsync(string runId, CancellationToken cancellationToken) =>
        SqlRuns.FindOwnerAsync(QueryAsync, runId, cancellationToken);

    /// <inheritdoc/>
    public Task<DocSigningException?> FindHindranceAsync(CancellationToken cancellationToken) => _session.DoAsync(
        async (connection, _, token) => await _database.PrepareAsync(connection, make: false, token).ConfigureAwait(false)
            ? await PostgresLosses.FindHindranceAsync(_database, connection, _time, token).ConfigureAwait(false)
            : null,
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IntentChange>> ReadHistoryAsync(string reference, CancellationToken cancellationToken) =>
        SqlRuns.ReadHistoryAsync(QueryAsync, reference, cancellationToken);

    public void Dispose() => _session.Dispose();

    private static PostgresRun Own(IJournalRun run) =>
        run as PostgresRun ?? throw new ArgumentException("The run is not one of this journal's.", nameof(run));

    private long KeyOf(string kind, long accountId, string name) => PostgresLocks.KeyOf(kind, _database.Schema, Text(accountId), name);

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A note on an order that stands, which belongs to no run.</summary>
    private Task<bool> NoteAsync(OrderIntent from, OrderIntent to, CancellationToken cancellationToken) => _session.DoAsync(
        async (connection, mayBeDone, token) =>
        {
            await _database.PrepareAsync(connection, make: true, token).ConfigureAwait(false);
            if (mayBeDone && await IsWrittenAsync(connection, to, null, token).ConfigureAwait(false))
            {
                return true;
            }

            using NpgsqlCommand command =
                connection.Command(SqlStatements.Change(""), one => SqlStatements.AddChange(one, from, to));
            return await AdmitsAsync(async () => await command.ExecuteNonQueryAsync(token).ConfigureAwait(false) == 1)
                .ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>One transaction on the session of the run, which it proves to be at work.</summary>
    /// <param name="run">Whose.</param>
    /// <param name="to">What is written.</param>
    /// <param name="sql">Its last statement says whether the run is at work and whether it has written.</param>
    /// <param name="fill">Gives the values, the run's apart.</param>
    /// <param name="cancellationToken">Ends the wait for a connection; what is under way comes to its end.</param>
    private static Task<bool> WriteAsync(
        PostgresRun run, OrderIntent to, string sql, Action<DbCommand> fill, CancellationToken cancellationToken) => run.Session.DoAsync(
        async (connection, mayBeDone, _) =>
        {
            // No earlier session of this run can commit any more: what is not there by now never will be.
            OwnWrites own = run.Losses.Own;
            own.Expect(to);
            if (mayBeDone && await IsWrittenAsync(connection, to, run, CancellationToken.None).ConfigureAwait(false))
            {
                own.End(to, isWritten: true);
                return true;
            }

            using NpgsqlCommand command = connection.Command(
                sql,
                one =>
                {
                    run.AddHeld(one);
                    fill(one);
                });
            bool isWritten = await AdmitsAsync(async () =>
            {
                (long held, long written, long loss) = await LastRowAsync(command).ConfigureAwait(false);
                return held == 0 ? throw run.Lost()
                    : to.State == IntentState.Sent && run.Losses.IsNew(loss) ? throw run.CommitsLost(loss)
                    : written == 1;
            }).ConfigureAwait(false);
            own.End(to, isWritten);
            return isWritten;
        },
        cancellationToken);

    // A change takes milliseconds, and whether it was carried out must be known: so it takes no token.
    private static async Task<(long Held, long Written, long Loss)> LastRowAsync(NpgsqlCommand command)
    {
        using NpgsqlDataReader rows = await command.ExecuteReaderAsync().ConfigureAwait(false);
        (long, long, long) last = default;
        do
        {
            while (await rows.ReadAsync().ConfigureAwait(false))
            {
                last = rows.FieldCount < 3 ? default : (rows.GetInt64(0), rows.GetInt64(1), rows.GetInt64(2));
            }
        }
        while (await rows.NextResultAsync().ConfigureAwait(false));
        return last;
    }

    /// <returns>False also where an index does not admit what another run has written at the same time.</returns>
    private static async Task<bool> AdmitsAsync(Func<Task<bool>> write)
    {
        try
        {
            return await write().ConfigureAwait(false);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    /// <summary>Whether what was to be written is there: each change has its own time.</summary>
    /// <param name="connection">Of this journal.</param>
    /// <param name="to">What was to be written.</param>
    /// <param name="run">Whose; null for nobody's. After a loss nothing counts as sent that has not left.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    private static async Task<bool> IsWrittenAsync(
        NpgsqlConnection connection, OrderIntent to, PostgresRun? run, CancellationToken cancellationToken)
    {
        string condition = to.State == IntentState.Sent && run is not null ? $" AND {PostgresLosses.LastSql} = @own_loss" : "";
        using NpgsqlCommand command = connection.Command(
            $"SELECT {SqlIntents.Columns} FROM intents WHERE reference = @reference{condition}",
            one =>
            {
                SqlIntents.Add(one, "reference", to.Reference);
                run?.AddHeld(one);
            });
        using DbDataReader row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        OrderIntent there = SqlIntents.Read(row);
        return (there.State, there.RunId, there.RunEpoch, there.OrderId, there.UpdatedAt)
            == (to.State, to.RunId, to.RunEpoch, to.OrderId, to.UpdatedAt);
    }

    private Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, Action<DbCommand> fill, Func<DbDataReader, T> read, CancellationToken cancellationToken) =>
        _session.DoAsync<IReadOnlyList<T>>(
            async (connection, _, token) =>
            {
                if (!await _database.PrepareAsync(connection, make: false, token).ConfigureAwait(false))
                {
                    return [];
                }

                var found = new List<T>();
                using NpgsqlCommand command = connection.Command(sql, fill);
                using DbDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                while (await reader.ReadAsync(token).ConfigureAwait(false))
                {
                    found.Add(read(reader));
                }

                return found;
            },
            cancellationToken);
}
