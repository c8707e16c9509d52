using System.Data.Common;
using DigiCertDocSign.Journal.Sql;
using Npgsql;

namespace DigiCertDocSign.Journal.Postgres;

/// <summary>
/// Takes journals of files into the database. A journal that was taken in is noted by its own name in the transaction that writes its
/// entries, so that it is taken in once, whatever dies when; where the database was restored from an earlier day, it is taken in again.
/// </summary>
internal sealed class PostgresCollector(PostgresDatabase database, TimeProvider time) : IJournalCollector
{
    private const string Id = "journal_id";
    private const int BatchSize = 500;

    private readonly PostgresSession _session = new(database, new PostgresPatience(), time, begin: null);

    /// <inheritdoc/>
    public Task<JournalSeal?> FindSealAsync(CancellationToken cancellationToken) => _session.DoAsync(
        async (connection, _, token) =>
            await database.PrepareAsync(connection, make: false, token).ConfigureAwait(false)
            && await FindAsync(connection, Id, token).ConfigureAwait(false) is { } id
                ? new JournalSeal(database.Place, id, IsDone: false)
                : null,
        cancellationToken);

    /// <inheritdoc/>
    public Task<JournalSeal> EnsureSealAsync(CancellationToken cancellationToken) => _session.DoAsync(
        async (connection, _, token) =>
        {
            await database.PrepareAsync(connection, make: true, token).ConfigureAwait(false);
            await PutAsync(connection, Id, Guid.NewGuid().ToString("N"), token).ConfigureAwait(false);
            string? id = await FindAsync(connection, Id, token).ConfigureAwait(false);
            return new JournalSeal(database.Place, id!, IsDone: false);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<TakeInPlan> PlanAsync(JournalContents contents, CancellationToken cancellationToken) => _session.DoAsync(
        async (connection, _, token) =>
        {
            if (!await database.PrepareAsync(connection, make: false, token).ConfigureAwait(false))
            {
                return TakeInPlanner.Plan(contents, [], [], Now);
            }

            using NpgsqlTransaction transaction = connection.BeginTransaction(System.Data.IsolationLevel.RepeatableRead);
            return await PlanAsync(connection, transaction, contents, token).ConfigureAwait(false);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<TakeInPlan> TakeInAsync(JournalContents contents, Action onCommit, CancellationToken cancellationToken) =>
        _session.DoAsync(
            async (connection, _, token) =>
            {
                await database.PrepareAsync(connection, make: true, token).ConfigureAwait(false);
                using NpgsqlTransaction transaction = connection.BeginTransaction();

                // Who claims or changes meanwhile waits, and sees what was taken in: a statement sees what was there when it had its lock.
                await RunAsync(connection, "LOCK TABLE intents, scopes, scope_people IN SHARE ROW EXCLUSIVE MODE", token)
                    .ConfigureAwait(false);
                TakeInPlan plan = await PlanAsync(connection, transaction, contents, token).ConfigureAwait(false);
                if (!plan.WasTaken)
                {
                    await WriteAsync(connection, transaction, contents, plan, token).ConfigureAwait(false);
                    await PutAsync(connection, TakenName(contents), contents.Place, token).ConfigureAwait(false);
                    token.ThrowIfCancellationRequested();
                    onCommit();
                    await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                }

                return plan;
            },
            cancellationToken);

    public void Dispose() => _session.Dispose();

    /// <summary>As precise as the journal keeps it.</summary>
    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private static string TakenName(JournalContents contents) => "taken_in " + contents.Id;

    private async Task<TakeInPlan> PlanAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, JournalContents contents, CancellationToken cancellationToken)
    {
        IReadOnlyList<KeptIntent> kept = await ReadKeptAsync(connection, contents.Intents, cancellationToken).ConfigureAwait(false);
        if (contents.Id is not null
            && await FindAsync(connection, TakenName(contents), cancellationToken).ConfigureAwait(false) is not null)
        {
            return TakeInPlan.Nothing(contents, kept);
        }

        var scopes = new List<ScopeMemory>();
        foreach (long account in contents.Scopes.Select(scope => scope.AccountId).Distinct())
        {
            scopes.AddRange(await SqlScopes.ReadAsync(connection, transaction, account, cancellationToken).ConfigureAwait(false));
        }

        return TakeInPlanner.Plan(contents, kept, scopes, Now);
    }

    private static async Task<IReadOnlyList<KeptIntent>> ReadKeptAsync(
        NpgsqlConnection connection, IReadOnlyList<OrderIntent> intents, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText =
            $"""
            SELECT {SqlIntents.Columns} FROM intents
            WHERE reference = ANY(@references)
                OR (account_id = ANY(@accounts)
                    AND (order_id = ANY(@orders) OR email_key = ANY(@emails) OR target_order_id = ANY(@targets)
                        OR directory_id = ANY(@people)))
            ORDER BY created_at, reference
            """;
        command.Parameters.AddWithValue("references", intents.Select(intent => intent.Reference).ToArray());
        command.Parameters.AddWithValue("accounts", intents.Select(intent => intent.Key.AccountId).Distinct().ToArray());
        command.Parameters.AddWithValue("orders", intents.Select(intent => intent.OrderId).OfType<long>().ToArray());
        command.Parameters.AddWithValue("emails", intents.Select(intent => intent.Key.Email).Distinct().ToArray());
        command.Parameters.AddWithValue("targets", intents.Select(intent => intent.TargetOrderId).OfType<long>().Distinct().ToArray());
        command.Parameters.AddWithValue("people", intents.Select(intent => intent.DirectoryId).OfType<string>().Distinct().ToArray());
        var kept = new List<KeptIntent>();
        using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            kept.Add(SqlIntents.ReadKept(reader));
        }

        return kept;
    }

    private async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, JournalContents contents, TakeInPlan plan,
        CancellationToken cancellationToken)
    {
        using (NpgsqlCommand release = connection.CreateCommand())
        {
            release.CommandText = "UPDATE intents SET holds_claim = 0 WHERE reference = ANY(@references)";
            release.Parameters.AddWithValue("references", plan.Released.ToArray());
            await release.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        // What is there changes first: it may give up what a new one takes.
        IntentWrite[] writes = [.. plan.Writes.OrderBy(write => write.Replaces is null).ThenBy(write => write.HoldsClaim)];
        NpgsqlBatchCommand[] commands =
        [
            .. contents.Runs.Select(owner => Command(connection, SqlRuns.TakeOwner, one => SqlRuns.AddTaken(one, owner))),
            .. writes.SelectMany(write => Commands(connection, contents, write)),
        ];
        for (int done = 0; done < commands.Length; done += BatchSize)
        {
            using var batch = new NpgsqlBatch(connection, transaction);
            foreach (NpgsqlBatchCommand command in commands.Skip(done).Take(BatchSize))
            {
                batch.BatchCommands.Add(command);
            }

            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (ScopeMemory scope in plan.Scopes)
        {
            await SqlScopes.TryKeepAsync(connection, transaction, null, scope, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A new entry brings its own history along; one that takes the place of another goes on with that of the other.</summary>
    private IEnumerable<NpgsqlBatchCommand> Commands(NpgsqlConnection connection, JournalContents contents, IntentWrite write)
    {
        OrderIntent intent = write.Intent;
        if (write.Replaces is { } replaced)
        {
            if (replaced != intent.Reference)
            {
                yield return Command(connection, SqlRuns.RenameHistory, one => SqlStatements.AddTaken(one, write));
            }

            yield return Command(connection, SqlStatements.TakePlace, one => SqlStatements.AddTaken(one, write));
            yield break;
        }

        yield return Command(connection, SqlStatements.Take, one => SqlStatements.AddTaken(one, write));
        if (!contents.Histories.TryGetValue(intent.Reference, out IReadOnlyList<IntentChange>? history))
        {
            yield break;
        }

        yield return Command(connection, SqlRuns.ForgetHistory, one => SqlIntents.Add(one, "reference", intent.Reference));
        IntentState last = history[history.Count - 1].To;
        IEnumerable<IntentChange> steps = last == intent.State
            ? history
            : history.Append(new IntentChange { ChangedAt = Now, From = last, To = intent.State, RunId = intent.RunId });
        foreach ((IntentChange step, int number) in steps.Select((step, number) => (step, number)))
        {
            yield return Command(connection, SqlRuns.TakeChange, one => SqlRuns.AddTaken(one, intent.Reference, number, step));
        }
    }

    private static NpgsqlBatchCommand Command(NpgsqlConnection connection, string sql, Action<DbCommand> fill)
    {
        using NpgsqlCommand command = connection.Command(sql, fill);
        var inBatch = new NpgsqlBatchCommand(command.CommandText);
        foreach (NpgsqlParameter parameter in command.Parameters)
        {
            inBatch.Parameters.Add(parameter.Clone());
        }

        return inBatch;
    }

    private static async Task<string?> FindAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = connection.Command(
            "SELECT value FROM journal_info WHERE name = @name", one => SqlIntents.Add(one, "name", name));
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string;
    }

    private static async Task PutAsync(NpgsqlConnection connection, string name, string value, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = connection.Command(
            "INSERT INTO journal_info (name, value) VALUES (@name, @value) ON CONFLICT DO NOTHING",
            one =>
            {
                SqlIntents.Add(one, "name", name);
                SqlIntents.Add(one, "value", value);
            });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
