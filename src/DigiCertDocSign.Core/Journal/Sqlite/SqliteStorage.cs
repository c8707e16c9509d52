using System.Data.Common;
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
    /// <summary>So many statements are kept; a rare one is made anew each time.</summary>
    private const int KeptCommands = 16;

    private const string Now = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)";

    private const string BeginRun =
        $"""
        INSERT INTO runs (run_id, epoch, user_name, host_name, process_id, started_at)
        VALUES (@run_id, 1, @user_name, @host_name, @process_id, {Now})
        ON CONFLICT (run_id) DO UPDATE SET ended_at = NULL
        """;

    private const string EndRun = $"UPDATE runs SET ended_at = {Now} WHERE run_id = @run_id";

    private readonly SemaphoreSlim _turn = new(1, 1);

    // SQLite reads a statement once and runs it for each order of a run: to read it takes longer than to run it.
    private readonly Dictionary<string, DbCommand> _commands = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<bool> TryClaimAsync(
        IJournalRun run, OrderIntent planned, IReadOnlyCollection<string> weighed, CancellationToken cancellationToken)
    {
        // One statement is one transaction.
        int inserted = await ExecuteAsync(
            SqlStatements.Claim(weighed.Count, SqliteSeal.Unsealed),
            command => SqlStatements.AddClaim(command, planned, weighed),
            cancellationToken).ConfigureAwait(false);
        return inserted == 1 || await RefusedAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<bool> TryChangeAsync(IJournalRun? run, OrderIntent from, OrderIntent to, CancellationToken cancellationToken)
    {
        int changed = await ExecuteAsync(
            SqlStatements.Change(SqliteSeal.Unsealed), command => SqlStatements.AddChange(command, from, to), cancellationToken)
            .ConfigureAwait(false);
        return changed == 1 || await RefusedAsync(cancellationToken).ConfigureAwait(false);
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
        OnConnectionAsync(
            async () =>
            {
                // What is deleted is overwritten, in the pages that stay in use as well.
                await ExecuteNowAsync(null, "PRAGMA secure_delete = ON", static _ => { }, cancellationToken).ConfigureAwait(false);
                int count = 0;
                using (DbTransaction transaction = connection.BeginTransaction())
                {
                    EnsureUnsealed(transaction);
                    foreach (OrderIntent intent in ended)
                    {
                        count += await ExecuteNowAsync(
                            transaction,
                            SqlStatements.Remove,
                            command => SqlStatements.AddEnded(command, intent),
                            cancellationToken).ConfigureAwait(false);
                    }

                    transaction.Commit();
                }

                return new JournalRemoval(count, log?.Erase() != false);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScopeMemory>> ReadScopesAsync(long accountId, CancellationToken cancellationToken) =>
        OnConnectionAsync(
            async () =>
            {
                // One transaction: another comparison may write between the two readings.
                using DbTransaction transaction = connection.BeginTransaction();
                return await SqlScopes.ReadAsync(connection, transaction, accountId, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryKeepScopeAsync(ScopeMemory? from, ScopeMemory to, CancellationToken cancellationToken) =>
        OnConnectionAsync(
            async () =>
            {
                using DbTransaction transaction = connection.BeginTransaction();
                EnsureUnsealed(transaction);
                bool isKept = await SqlScopes.TryKeepAsync(connection, transaction, from, to, cancellationToken).ConfigureAwait(false);
                if (isKept)
                {
                    transaction.Commit();
                }

                return isKept;
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<IJournalRun> EnterRunAsync(string runId, CancellationToken cancellationToken)
    {
        await OnConnectionAsync(() => EnsureUnsealed(null), cancellationToken).ConfigureAwait(false);
        IJournalRun run = runs.Enter(runId);
        try
        {
            await OnConnectionAsync(() => log?.BeginRun(), cancellationToken).ConfigureAwait(false);
            await NoteAsync(BeginRun, runId).ConfigureAwait(false);
            return new RunWithLog(run, () => EndAsync(runId));
        }
        catch
        {
            await run.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<bool> IsAtWorkAsync(string runId, CancellationToken cancellationToken) => Task.FromResult(runs.IsAtWork(runId));

    /// <inheritdoc/>
    public Task<RunOwner?> FindOwnerAsync(string runId, CancellationToken cancellationToken) =>
        SqlRuns.FindOwnerAsync(QueryAsync, runId, cancellationToken);

    /// <inheritdoc/>
    public Task<DocSigningException?> FindHindranceAsync(CancellationToken cancellationToken) =>
        OnConnectionAsync(() => Task.FromResult(FindSealed(null)), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IntentChange>> ReadHistoryAsync(string reference, CancellationToken cancellationToken) =>
        SqlRuns.ReadHistoryAsync(QueryAsync, reference, cancellationToken);

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

    /// <returns>False: nothing was written, for another reason than a seal.</returns>
    private Task<bool> RefusedAsync(CancellationToken cancellationToken) => OnConnectionAsync(
        () =>
        {
            EnsureUnsealed(null);
            return Task.FromResult(false);
        },
        cancellationToken);

    /// <exception cref="DocSigningException">JournalSealed or JournalTakeInUnfinished.</exception>
    private void EnsureUnsealed(DbTransaction? transaction)
    {
        if (FindSealed(transaction) is { } refusal)
        {
            throw refusal;
        }
    }

    private DocSigningException? FindSealed(DbTransaction? transaction) =>
        SqliteSeal.Find(connection, transaction) is { } seal ? JournalFaults.Sealed(place, seal) : null;

    private Task<int> ExecuteAsync(string sql, Action<DbCommand> fill, CancellationToken cancellationToken) =>
        RunAsync(sql, fill, (command, token) => command.ExecuteNonQueryAsync(token), cancellationToken);

    private async Task NoteAsync(string sql, string runId)
    {
        try
        {
            await ExecuteAsync(
                sql,
                command =>
                {
                    SqlIntents.Add(command, "run_id", runId);
                    SqlRuns.AddOwner(command);
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (DocSigningException)
        {
            // Whether a run is at work, its lock says. What is wrong with the journal is told to the first that has an intent to write.
        }
    }

    private async Task EndAsync(string runId)
    {
        await NoteAsync(EndRun, runId).ConfigureAwait(false);
        await OnConnectionAsync(() => log?.EndRun(), CancellationToken.None).ConfigureAwait(false);
    }

    private Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, Action<DbCommand> fill, Func<DbDataReader, T> read, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<T>>(
            sql,
            fill,
            async (command, token) =>
            {
                var found = new List<T>();
                using DbDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                while (await reader.ReadAsync(token).ConfigureAwait(false))
                {
                    found.Add(read(reader));
                }

                return found;
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

    public void WaitFor(JournalPatience patience) => run.WaitFor(patience);

    public string? Warning => run.Warning;

    public Task<DateTimeOffset?> GetTimeAsync(CancellationToken cancellationToken) => run.GetTimeAsync(cancellationToken);

    public Task EnsureAtWorkAsync(CancellationToken cancellationToken) => run.EnsureAtWorkAsync(cancellationToken);

    public Task<JournalLoss?> FindLossAsync(long accountId, CancellationToken cancellationToken) =>
        run.FindLossAsync(accountId, cancellationToken);

    public Task EndLossAsync(long accountId, JournalLoss loss, CancellationToken cancellationToken) =>
        run.EndLossAsync(accountId, loss, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await run.DisposeAsync().ConfigureAwait(false);
        await takeLogIn().ConfigureAwait(false);
    }
}
