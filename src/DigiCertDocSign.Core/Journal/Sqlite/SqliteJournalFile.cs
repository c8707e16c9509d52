using System.Data.Common;
using DigiCertDocSign.Journal.Sql;
using DigiCertDocSign.Storage;
using Microsoft.Data.Sqlite;

namespace DigiCertDocSign.Journal.Sqlite;

/// <summary>
/// A journal in a file, as a database takes it in. SQLite's lock for writing is held while the database is written to: whoever claims
/// meanwhile waits, and finds the seal then.
/// </summary>
/// <param name="path">In full.</param>
/// <param name="connect">Opens the file, to be written, and brings it up to date.</param>
/// <param name="atWork">Which runs are at work on it.</param>
internal sealed class SqliteJournalFile(
    string path, Func<(SqliteConnection Connection, SqliteLog? Log)> connect, ISqliteRuns atWork) : IJournalFile
{
    private readonly string _attempt = Guid.NewGuid().ToString("N");
    private SqliteConnection? _connection;
    private SqliteLog? _log;
    private SqliteTransaction? _held;
    private JournalSeal? _before;

    /// <inheritdoc/>
    public Task<JournalCopy> ReadAsync(CancellationToken cancellationToken) => ExplainAsync(async () =>
    {
        EnsureThere();
        NativeSqlite.EnsureLoaded();
        using var memory = new SqliteConnection("Data Source=:memory:");
        memory.Open();
        CopyTo(memory);
        EnsureJournal(memory);
        SqliteSchema.Migrate(memory, path);
        using SqliteTransaction all = memory.BeginTransaction();
        return new JournalCopy(
            await ReadAllAsync(memory, all, cancellationToken).ConfigureAwait(false), SqliteSeal.Find(memory, all), atWork.IsAnyAtWork());
    });

    /// <inheritdoc/>
    public Task<bool> IsLeftAsync(CancellationToken cancellationToken) => ExplainAsync(async () =>
    {
        if (!File.Exists(path))
        {
            return false;
        }

        NativeSqlite.EnsureLoaded();
        using SqliteConnection file = Open(SqliteOpenMode.ReadOnly);
        using SqliteCommand command = file.CreateCommand();
        command.CommandText = SqliteSeal.IsLeft;
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is 1L;
    });

    /// <inheritdoc/>
    public Task<JournalContents> CloseAsync(JournalSeal seal, bool isForced, CancellationToken cancellationToken) =>
        ExplainAsync(() => CloseNowAsync(seal, isForced, cancellationToken));

    /// <inheritdoc/>
    [NotCancellable("The database has the journal by now, and its file must say so.")]
    public Task SealAsync() => EndAsync((connection, held) => SqliteSeal.Finish(connection, held));

    /// <inheritdoc/>
    [NotCancellable("A journal that was not taken in must not stay closed.")]
    public Task ReopenAsync() => EndAsync(TakeBack);

    public void Dispose()
    {
        _held?.Dispose();
        _log?.Close();
        _connection?.Dispose();
    }

    private async Task<JournalContents> CloseNowAsync(JournalSeal seal, bool isForced, CancellationToken cancellationToken)
    {
        EnsureThere();
        (_connection, _log) = connect();
        JournalContents contents;
        using (SqliteTransaction closing = _connection.BeginTransaction())
        {
            JournalSeal? there = SqliteSeal.Find(_connection, closing);
            bool isElsewhere = there is not null && there.DatabaseId != seal.DatabaseId;
            if (there is not null && isElsewhere && !isForced)
            {
                throw JournalFaults.Sealed(path, there);
            }

            // A run that begins from now on waits for this transaction before it claims, and loses. Behind a seal there is none.
            if (there is null && atWork.IsAnyAtWork())
            {
                throw JournalFaults.FileAtWork(path);
            }

            _before = there;
            SqliteSeal.Write(_connection, closing, seal, _attempt, isElsewhere);
            contents = await ReadAllAsync(_connection, closing, cancellationToken).ConfigureAwait(false);
            closing.Commit();
        }

        try
        {
            _held = _connection.BeginTransaction();
        }
        catch
        {
            TakeBack();
            throw;
        }

        return contents;
    }

    /// <summary>Another process has the file for long: nothing was read to be taken in, and it must not stay closed for that.</summary>
    private void TakeBack()
    {
        using SqliteTransaction back = _connection!.BeginTransaction();
        TakeBack(_connection, back);
        back.Commit();
    }

    private void TakeBack(SqliteConnection connection, SqliteTransaction held)
    {
        // A seal of an earlier time says that the database may have it since then, or which other one has it.
        SqliteSeal.TakeBack(connection, held, _before, _attempt);
    }

    private Task<bool> EndAsync(Action<SqliteConnection, SqliteTransaction> end) => ExplainAsync(() =>
    {
        end(_connection!, _held!);
        _held!.Commit();
        _held.Dispose();
        _held = null;
        return Task.FromResult(true);
    });

    private async Task<JournalContents> ReadAllAsync(
        SqliteConnection connection, SqliteTransaction transaction, CancellationToken cancellationToken)
    {
        var intents = new List<OrderIntent>();
        await ReadRowsAsync(
            $"SELECT {SqlIntents.Columns} FROM intents ORDER BY created_at, reference",
            row => intents.Add(SqlIntents.Read(row))).ConfigureAwait(false);
        var accounts = new List<long>();
        await ReadRowsAsync("SELECT DISTINCT account_id FROM scopes ORDER BY 1", row => accounts.Add(row.GetInt64(0)))
            .ConfigureAwait(false);
        var scopes = new List<ScopeMemory>();
        foreach (long account in accounts)
        {
            scopes.AddRange(await SqlScopes.ReadAsync(connection, transaction, account, cancellationToken).ConfigureAwait(false));
        }

        var runs = new List<RunOwner>();
        await ReadRowsAsync(SqlRuns.ReadOwners, row => runs.Add(SqlRuns.ReadOwner(row))).ConfigureAwait(false);
        var changes = new List<(string Reference, IntentChange Change)>();
        await ReadRowsAsync(SqlRuns.ReadHistories, row => changes.Add((row.GetString(6), SqlRuns.ReadChange(row)))).ConfigureAwait(false);
        return new JournalContents(path, SqliteSeal.FindId(connection, transaction), intents, scopes)
        {
            Runs = runs,
            Histories = changes.GroupBy(one => one.Reference, one => one.Change, StringComparer.Ordinal)
                .ToDictionary(one => one.Key, IReadOnlyList<IntentChange> (one) => [.. one], StringComparer.Ordinal),
        };

        async Task ReadRowsAsync(string sql, Action<DbDataReader> read)
        {
            using DbCommand command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = sql;
            using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                read(reader);
            }
        }
    }

    private void CopyTo(SqliteConnection memory)
    {
        try
        {
            Copy(SqliteOpenMode.ReadOnly);
        }
        catch (SqliteException halfWritten) when (SqliteFaults.IsReadOnly(halfWritten))
        {
            // A process was killed while it wrote a page. Whoever may write takes that back first.
            Copy(SqliteOpenMode.ReadWrite);
        }

        void Copy(SqliteOpenMode mode)
        {
            using SqliteConnection file = Open(mode);
            file.BackupDatabase(memory);
        }
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        string place = WindowsPath.ForSystem(path, WindowsPath.RoomForSqlite);
        var text = new SqliteConnectionStringBuilder { DataSource = place, Mode = mode, Pooling = false };
        var file = new SqliteConnection(text.ToString());
        try
        {
            file.Open();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A database of another program gets no tables of ours.</summary>
    private void EnsureJournal(SqliteConnection memory)
    {
        using SqliteCommand command = memory.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name IN ('journal_info', 'intents')";
        if (command.ExecuteScalar() is not 2L)
        {
            throw JournalFaults.NoJournal(path);
        }
    }

    /// <summary>To be opened is to be made, elsewhere.</summary>
    private void EnsureThere()
    {
        if (!File.Exists(path))
        {
            throw JournalFaults.FileMissing(path);
        }
    }

    private async Task<T> ExplainAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is DbException || DurableFile.IsFileProblem(problem))
        {
            throw SqliteFaults.Explain(problem, path);
        }
    }
}
