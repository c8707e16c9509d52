using System.Data.Common;
using System.Runtime.CompilerServices;
using DigiCertDocSign.Journal.Sql;
using DigiCertDocSign.Storage;

namespace DigiCertDocSign.Journal.Sqlite;

/// <summary>
/// A journal in a SQLite database. An intent is claimed by inserting a row that a unique index admits once, and changed only by a process
/// that names the row as it last was.
/// </summary>
/// <param name="connection">Open, with the schema up to date; owned from now on.</param>
/// <param name="log">How its file keeps a commit whole; null for a journal in memory.</param>
/// <param name="runs">Which runs are at work on this journal.</param>
/// <param name="place">The journal's path, for messages.</param>
internal sealed class SqliteStorage(DbConnection connection, SqliteLog? log, ISqliteRuns runs, string place) : IJournalStorage
{
    private const string Orders = "('Order', 'Renewal', 'Replacement')";

    // By two lookups, since SQLite would read the whole account for an "or" of two columns.
    private const string IsStanding = $"""
        reference IN (
                SELECT reference FROM intents WHERE account_id = @account_id AND email_key = @email_key
                UNION
                SELECT reference FROM intents
                WHERE account_id = @account_id AND target_order_id IS NOT NULL AND target_order_id = CAST(@target_order_id AS BIGINT))
            AND product_name_id = @product_name_id AND kind IN {Orders}
            AND state IN ('Planned', 'Sent', 'InDoubt', 'Placed')
        """;

    private const string MayGo =
        $"""
        holds_claim = 0 AND (state IN ('Refused', 'Abandoned', 'Closed') OR (state = 'Placed' AND kind NOT IN {Orders}))
        AND NOT EXISTS (
            SELECT 1 FROM intents act WHERE act.account_id = intents.account_id AND act.target_order_id = intents.order_id
                AND act.state IN ('Planned', 'Sent', 'InDoubt') AND act.kind NOT IN {Orders})
        """;

    /// <summary>So many statements are kept; a rare one is made anew each time.</summary>
    private const int KeptCommands = 16;

    private readonly SemaphoreSlim _turn = new(1, 1);

    // SQLite reads a statement once and runs it for each order of a run: to read it takes longer than to run it.
    private readonly Dictionary<string, DbCommand> _commands = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<bool> TryClaimAsync(
        IJournalRun run, OrderIntent planned, IReadOnlyCollection<string> weighed, CancellationToken cancellationToken)
    {
        // One statement is one transaction. The indexes alone would not see an order that was placed since the caller has looked, nor the
        // second open intent of a person in a journal that is older than they are.
        string[] names = [.. weighed.Select((_, place) => "@weighed" + place)];
        string insert = $"""
            INSERT INTO intents ({SqlIntents.Columns}) SELECT {SqlIntents.Values}
            WHERE @kind NOT IN {Orders} OR NOT EXISTS (
                SELECT 1 FROM intents WHERE {IsStanding} AND reference NOT IN ({string.Join(", ", names)}))
            ON CONFLICT DO NOTHING
            """;
        int inserted = await ExecuteAsync(
            insert,
            command =>
            {
                SqlIntents.AddTo(command, planned);
                int place = 0;
                foreach (string reference in weighed)
                {
                    SqlIntents.Add(command, "weighed" + place++, reference);
                }
            },
            cancellationToken).ConfigureAwait(false);
        return inserted == 1;
    }

    /// <inheritdoc/>
    public async Task<bool> TryChangeAsync(IJournalRun? run, OrderIntent from, OrderIntent to, CancellationToken cancellationToken)
    {
        // An order belongs to one intent. The condition says so before the index does, which would answer with an error.
        string update = $"""
            UPDATE intents SET {SqlIntents.Assignments}
            WHERE reference = @reference AND state = @from_state AND run_id = @from_run AND run_epoch = @from_epoch
                AND updated_at = @from_updated_at
                AND (CAST(@order_id AS BIGINT) IS NULL OR NOT EXISTS (
                    SELECT 1 FROM intents other
                    WHERE other.account_id = @account_id AND other.order_id = @order_id AND other.reference <> @reference))
            """;
        int changed = await ExecuteAsync(
            update,
            command =>
            {
                SqlIntents.AddTo(command, to);
                SqlIntents.Add(command, "from_state", from.State.ToString());
                SqlIntents.Add(command, "from_run", from.RunId);
                SqlIntents.Add(command, "from_epoch", from.RunEpoch);
                SqlIntents.Add(command, "from_updated_at", SqlIntents.Milliseconds(from.UpdatedAt));
            },
            cancellationToken).ConfigureAwait(false);
        return changed == 1;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<OrderIntent>> FindStandingAsync(
        IntentKey key, long? targetOrderId, CancellationToken cancellationToken) => QueryAsync(
        $"SELECT {SqlIntents.Columns} FROM intents WHERE {IsStanding} ORDER BY created_at, reference",
        command =>
        {
            SqlIntents.AddKey(command, key);
            SqlIntents.Add(command, "target_order_id", targetOrderId);
        },
        cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<OrderIntent> ReadAsync(JournalFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int PageSize = 1000;
        long createdAfter = long.MinValue;
        string referenceAfter = "";
        while (true)
        {
            // By pages, so that a large journal is neither held in memory nor kept locked while its reader is busy with what it has read.
            IReadOnlyList<OrderIntent> page = await QueryAsync(
                $"""
                SELECT {SqlIntents.Columns} FROM intents WHERE {SqlFilter.Text(filter)}
                ORDER BY created_at, reference LIMIT {PageSize}
                """,
                command => SqlFilter.AddTo(command, filter, createdAfter, referenceAfter),
                cancellationToken).ConfigureAwait(false);
            foreach (OrderIntent intent in page)
            {
                yield return intent;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            createdAfter = page[page.Count - 1].CreatedAt.ToUnixTimeMilliseconds();
            referenceAfter = page[page.Count - 1].Reference;
        }
    }

    /// <inheritdoc/>
    public Task<JournalRemoval> RemoveAsync(IReadOnlyCollection<OrderIntent> ended, CancellationToken cancellationToken) =>
        OnConnectionAsync(
            async () =>
            {
                // What is deleted is overwritten, in the pages that stay in use as well.
                await ExecuteNowAsync(null, "PRAGMA secure_delete = ON", static _ => { }, cancellationToken).ConfigureAwait(false);
                int count = 0;
                using (DbTransaction transaction = connection.BeginTransaction())
                {
                    foreach (OrderIntent intent in ended)
                    {
                        count += await ExecuteNowAsync(
                            transaction,
                            $"""
                            DELETE FROM intents
                            WHERE reference = @reference AND state = @state AND updated_at = @updated_at AND {MayGo}
                            """,
                            command =>
                            {
                                SqlIntents.Add(command, "reference", intent.Reference);
                                SqlIntents.Add(command, "state", intent.State.ToString());
                                SqlIntents.Add(command, "updated_at", SqlIntents.Milliseconds(intent.UpdatedAt));
                            },
                            cancellationToken).ConfigureAwait(false);
                    }

                    transaction.Commit();
                }

                return new JournalRemoval(count, log?.Erase() != false);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScopeMemory>> ReadScopesAsync(long accountId, CancellationToken cancellationToken) =>
        OnConnectionAsync(() => SqlScopes.ReadAsync(connection, accountId, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryKeepScopeAsync(ScopeMemory? from, ScopeMemory to, CancellationToken cancellationToken) =>
        OnConnectionAsync(() => SqlScopes.TryKeepAsync(connection, from, to, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<IJournalRun> EnterRunAsync(string runId, CancellationToken cancellationToken)
    {
        IJournalRun run = runs.Enter(runId);
        try
        {
            await OnConnectionAsync(() => log?.BeginRun(), cancellationToken).ConfigureAwait(false);
            return new RunWithLog(run, () => OnConnectionAsync(() => log?.EndRun(), CancellationToken.None));
        }
        catch
        {
            await run.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<bool> IsAtWorkAsync(string runId, CancellationToken cancellationToken) => Task.FromResult(runs.IsAtWork(runId));

    public void Dispose()
    {
        foreach (DbCommand command in _commands.Values)
        {
            command.Dispose();
        }

        log?.Close();
        connection.Dispose();
        _turn.Dispose();
    }

    private Task<int> ExecuteAsync(string sql, Action<DbCommand> fill, CancellationToken cancellationToken) =>
        RunAsync(sql, fill, (command, token) => command.ExecuteNonQueryAsync(token), cancellationToken);

    private Task<IReadOnlyList<OrderIntent>> QueryAsync(string sql, Action<DbCommand> fill, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<OrderIntent>>(
            sql,
            fill,
            async (command, token) =>
            {
                var intents = new List<OrderIntent>();
                using DbDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                while (await reader.ReadAsync(token).ConfigureAwait(false))
                {
                    intents.Add(SqlIntents.Read(reader));
                }

                return intents;
            },
            cancellationToken);

    /// <summary>For whoever has the connection already.</summary>
    private async Task<int> ExecuteNowAsync(
        DbTransaction? transaction, string sql, Action<DbCommand> fill, CancellationToken cancellationToken)
    {
        using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        fill(command);
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private Task<T> RunAsync<T>(
        string sql, Action<DbCommand> fill, Func<DbCommand, CancellationToken, Task<T>> run, CancellationToken cancellationToken) =>
        OnConnectionAsync(
            async () =>
            {
                DbCommand command = CommandFor(sql);
                fill(command);
                try
                {
                    return await run(command, cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    Keep(command);
                }
            },
            cancellationToken);

    private DbCommand CommandFor(string sql)
    {
        if (!_commands.TryGetValue(sql, out DbCommand? command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
        }

        return command;
    }

    private void Keep(DbCommand command)
    {
        command.Parameters.Clear();
        if (!_commands.ContainsKey(command.CommandText))
        {
            if (_commands.Count < KeptCommands)
            {
                _commands.Add(command.CommandText, command);
            }
            else
            {
                command.Dispose();
            }
        }
    }

    private Task<bool> OnConnectionAsync(Action work, CancellationToken cancellationToken) => OnConnectionAsync(
        () =>
        {
            work();
            return Task.FromResult(true);
        },
        cancellationToken);

    private async Task<T> OnConnectionAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is DbException || DurableFile.IsFileProblem(problem))
        {
            throw SqliteFaults.Explain(problem, place);
        }
        finally
        {
            _turn.Release();
        }
    }
}

/// <summary>A run whose log is taken in at its end.</summary>
internal sealed class RunWithLog(IJournalRun run, Func<Task> takeLogIn) : IJournalRun
{
    public string RunId => run.RunId;

    public long Epoch => run.Epoch;

    public Task EnsureAtWorkAsync(CancellationToken cancellationToken) => run.EnsureAtWorkAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await run.DisposeAsync().ConfigureAwait(false);
        await takeLogIn().ConfigureAwait(false);
    }
}
