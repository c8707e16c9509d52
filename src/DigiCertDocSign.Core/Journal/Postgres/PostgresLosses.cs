using System.Data.Common;
using DigiCertDocSign.Journal.Sql;
using Npgsql;

namespace DigiCertDocSign.Journal.Postgres;

/// <summary>
/// Finds out for a run whether the database may have lost commits, notes that for all hosts, and writes again what the run knows. A run is
/// over then as far as sending goes; one that begins later sends nothing for <see cref="Guarded"/>.
/// </summary>
internal sealed class PostgresLosses(PostgresDatabase database, TimeProvider time)
{
    /// <summary>The last loss that is noted, by which a run knows that there was none since.</summary>
    public const string LastSql = "(SELECT COALESCE(MAX(seen_at), 0) FROM losses)";

    private const string Noted = "server_history";

    private const string Problem = "The journal's database may have lost its last commits, so that this may have been sent.";

    /// <summary>So long CertCentral's lists may lag: from the end of a call on, which may have left just before.</summary>
    private static readonly TimeSpan Guarded = TimeSpan.FromMinutes(15) + TimeSpan.FromMinutes(2);

    private static readonly string KnownRows = $"SELECT {SqlIntents.Columns} FROM intents WHERE reference = ANY(@references)";

    /// <summary>
    /// An order that is planned may have been sent, and one in doubt may have been looked for in vain and sent again since. What is done to
    /// an order that stands is looked for there, before it is done again. Where the history is another one, the loss is noted before
    /// anybody orders: nothing is lost that is older than what is left. Where it only came back with less, others may have ordered since.
    /// </summary>
    private static readonly string NoteLoss =
        $"""
        INSERT INTO losses (seen_at, history) SELECT GREATEST({PostgresStorage.Now}, {LastSql} + 1), @history;
        INSERT INTO loss_accounts (seen_at, account_id, since)
        SELECT {LastSql}, account_id,
            CASE WHEN @is_changed THEN COALESCE(MAX(GREATEST(server_time, server_time_at_end)), MAX(created_at)) END
        FROM intents GROUP BY account_id;
        UPDATE intents SET state = 'InDoubt', problem = @problem, looked_at = NULL, server_time_at_look = NULL, look_saw_later_order = 0,
            send_ended_at = NULL, server_time_at_end = NULL, updated_at = {LastSql},
            server_time = CASE WHEN server_time IS NULL AND state = 'Planned' AND @is_changed
                THEN (SELECT MAX(GREATEST(known.server_time, known.server_time_at_end)) FROM intents known
                    WHERE known.account_id = intents.account_id)
                ELSE server_time END
        WHERE kind IN ('Order', 'Renewal', 'Replacement') AND state IN ('Planned', 'InDoubt')
        """;

    private readonly OwnWrites _own = new(time);
    private long? _last;
    private ServerHistory? _history;

    /// <summary>What the run has written.</summary>
    public OwnWrites Own => _own;

    /// <summary>Whether the server tells which history it has.</summary>
    public bool IsTold => _history is { IsTold: true };

    /// <summary>Until when nothing is sent.</summary>
    /// <param name="loss">By the database's clock, as <see cref="LastSql"/> has it.</param>
    public static DateTimeOffset Until(long loss) => DateTimeOffset.FromUnixTimeMilliseconds(loss) + Guarded;

    /// <summary>The last one when the run began; 0 for none, null before it has begun.</summary>
    public long? AtBeginning { get; private set; }

    /// <summary>Whether a loss was noted since the run has begun.</summary>
    public bool IsNew(long loss) => AtBeginning != loss;

    /// <summary>
    /// Whether another session of this process has found another history since: one of the two is on a former primary that goes on.
    /// </summary>
    public bool IsLeftBehind => _history is { } own && database.Seen.Last.History is { } seen && !seen.Is(own.Name);

    /// <summary>Why a run that begins now sends nothing; null where it would. What nobody has noted yet, that run notes.</summary>
    public static async Task<DocSigningException?> FindHindranceAsync(
        PostgresDatabase database, NpgsqlConnection connection, TimeProvider time, CancellationToken cancellationToken)
    {
        SeenLast seen = database.Seen.Last;
        ServerHistory now = await ServerHistory.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        Noting noting = await ReadAsync(connection, one => SqlIntents.Add(one, "own_run", ""), cancellationToken).ConfigureAwait(false);
        bool isUnnoted = (noting.History is { } noted && !now.Is(noted))
            || (seen.IsSetBack(now) && !seen.IsNoted(noting.Loss, noting.Age, time));
        return isUnnoted ? PostgresFaults.CommitsLostUnnoted(database.Place)
            : noting.Loss != 0 && noting.Age < Guarded ? PostgresFaults.CommitsLost(database.Place, Until(noting.Loss), isOver: false)
            : null;
    }

    /// <summary>Looks when a session of the run begins, before the run writes anything.</summary>
    /// <param name="connection">The session.</param>
    /// <param name="fill">Gives the run's values.</param>
    /// <param name="epoch">The run's last one; 0 when it begins.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task BeginAsync(
        NpgsqlConnection connection, Action<DbCommand> fill, long epoch, CancellationToken cancellationToken)
    {
        SeenLast seen = database.Seen.Last;
        ServerHistory now = await ServerHistory.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        Noting noting = await ReadAsync(connection, fill, cancellationToken).ConfigureAwait(false);
        (string? noted, long loss) = (noting.History, noting.Loss);
        Dictionary<string, OrderIntent> rows = await ReadOwnAsync(connection, cancellationToken).ConfigureAwait(false);
        bool isChanged = noted is not null && !now.Is(noted);
        bool isSetBack = seen.IsSetBack(now);
        bool isLost = isChanged || isSetBack || noting.OwnEpoch < epoch || _own.All.Any(own => own.IsLost(Row(own)));
        bool isNoted = seen.IsNoted(loss, noting.Age, time) || (loss > _last && !isSetBack);
        if (isLost ? isChanged || !isNoted : noted is null || (now.IsTold && noted != now.Name))
        {
            loss = await NoteAsync(connection, new Finding(now, noted, loss, isLost, isChanged), cancellationToken).ConfigureAwait(false);
        }

        // What was just being written as sent does not leave any more, whoever has noted the loss.
        if (isLost || loss > AtBeginning)
        {
            await WriteAgainAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        AtBeginning = epoch == 0 ? loss : AtBeginning;
        (_history, _last) = (now, loss);
        database.Seen.See(seen, now, loss, time.GetTimestamp());

        OrderIntent? Row(OwnWrite own) => rows.TryGetValue(own.Reference, out OrderIntent? row) ? row : null;
    }

    /// <summary>The session of the run has seen how far the log has come.</summary>
    public void Advance(long? position)
    {
        if (_history is { } history)
        {
            database.Seen.Advance(history with { Position = position }, time.GetTimestamp());
        }
    }

    /// <summary>
    /// What nobody had looked for yet in an account when the run began: of what is noted later, the account may not show everything yet.
    /// An account of which the journal had nothing then has lost nothing that is older than what was left of the others.
    /// </summary>
    public async Task<JournalLoss?> FindAsync(NpgsqlConnection connection, long accountId, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = connection.Command(
            """
            SELECT losses.seen_at, CASE WHEN own.account_id IS NOT NULL THEN own.since
                ELSE (SELECT MAX(since) FROM loss_accounts WHERE loss_accounts.seen_at = losses.seen_at) END, own.account_id IS NOT NULL
            FROM losses LEFT JOIN loss_accounts own ON own.seen_at = losses.seen_at AND own.account_id = @account_id
            WHERE own.looked_at IS NULL AND losses.seen_at <= @at_beginning ORDER BY losses.seen_at
            """,
            one =>
            {
                SqlIntents.Add(one, "account_id", accountId);
                SqlIntents.Add(one, "at_beginning", AtBeginning);
            });
        using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var seen = new List<DateTimeOffset>();
        var since = new List<DateTimeOffset?>();
        bool isKnown = false;
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            seen.Add(SqlIntents.Time(row, 0)!.Value);
            since.Add(SqlIntents.Time(row, 1));
            isKnown |= row.GetBoolean(2);
        }

        return seen.Count == 0 ? null : new JournalLoss(since.Contains(null) ? null : since.Min(), seen)
        {
            Until = isKnown ? null : seen[^1],
        };
    }

    /// <summary>Somebody has looked.</summary>
    public static async Task EndAsync(NpgsqlConnection connection, long accountId, JournalLoss loss, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = connection.Command(
            $"""
            INSERT INTO loss_accounts (seen_at, account_id, looked_at)
            SELECT seen_at, @account_id, {PostgresStorage.Now} FROM unnest(@seen) AS seen_at
            ON CONFLICT (seen_at, account_id) DO UPDATE SET looked_at = EXCLUDED.looked_at
            """,
            one =>
            {
                SqlIntents.Add(one, "account_id", accountId);
                SqlIntents.Add(one, "seen", loss.SeenAt.Select(seen => seen.ToUnixTimeMilliseconds()).ToArray());
            });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Noting> ReadAsync(
        NpgsqlConnection connection, Action<DbCommand> fill, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = connection.Command(
            $"""
            SELECT (SELECT value FROM journal_info WHERE name = '{Noted}'), {LastSql},
                COALESCE((SELECT epoch FROM runs WHERE run_id = @own_run), 0), {PostgresStorage.Now} - {LastSql}
            """,
            fill);
        using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await row.ReadAsync(cancellationToken).ConfigureAwait(false);
        return new Noting(SqlIntents.Text(row, 0), row.GetInt64(1), row.GetInt64(2), TimeSpan.FromMilliseconds(row.GetInt64(3)));
    }

    /// <summary>For all hosts, and once: who comes later finds it.</summary>
    /// <returns>The last loss.</returns>
    private async Task<long> NoteAsync(
        NpgsqlConnection connection, Finding found, CancellationToken cancellationToken)
    {
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        await AskAsync("SELECT pg_advisory_xact_lock(@key)").ConfigureAwait(false);

        // Who has noted the same meanwhile has done all of it. One who knew of no loss has only written the name.
        bool isOthers = found.IsLost
            ? await LastAsync().ConfigureAwait(false) > found.Loss
            : found.Noted != await AskAsync($"SELECT value FROM journal_info WHERE name = '{Noted}'").ConfigureAwait(false) as string;
        if (!isOthers)
        {
            await AskAsync(
                $"INSERT INTO journal_info (name, value) VALUES ('{Noted}', @history) "
                + "ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value").ConfigureAwait(false);
            if (found.IsLost)
            {
                await AskAsync(NoteLoss).ConfigureAwait(false);
            }
        }

        long last = await LastAsync().ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return last;

        async Task<long> LastAsync() => (long)(await AskAsync("SELECT " + LastSql).ConfigureAwait(false))!;

        async Task<object?> AskAsync(string sql)
        {
            using NpgsqlCommand command = connection.Command(
                sql,
                one =>
                {
                    SqlIntents.Add(one, "key", PostgresLocks.KeyOf("losses", database.Schema));
                    SqlIntents.Add(one, "history", found.Now.Name);
                    SqlIntents.Add(one, "is_changed", found.IsChanged);
                    SqlIntents.Add(one, "problem", Problem);
                });
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Dictionary<string, OrderIntent>> ReadOwnAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, OrderIntent>(StringComparer.Ordinal);
        if (_own.All.Count == 0)
        {
            return rows;
        }

        using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = KnownRows;
        command.Parameters.AddWithValue("references", _own.All.Select(own => own.Reference).ToArray());
        using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            OrderIntent intent = SqlIntents.Read(row);
            rows[intent.Reference] = intent;
        }

        return rows;
    }

    private async Task WriteAgainAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        Dictionary<string, OrderIntent> rows = await ReadOwnAsync(connection, cancellationToken).ConfigureAwait(false);
        foreach (OwnWrite own in _own.All)
        {
            OrderIntent? row = rows.TryGetValue(own.Reference, out OrderIntent? there) ? there : null;
            if (own.Mended(row) is not { } known)
            {
                continue;
            }

            if (row is not null)
            {
                await RunAsync(SqlStatements.Change(""), one => SqlStatements.AddChange(one, row, known)).ConfigureAwait(false);
            }
            else if (!await InsertAsync(known, known.IsOpen).ConfigureAwait(false) && known.State != IntentState.Planned)
            {
                // Another host has planned for the person meanwhile. What was sent stands beside that, and keeps it from being sent.
                await InsertAsync(known, false).ConfigureAwait(false);
            }
        }

        Task<bool> InsertAsync(OrderIntent known, bool holdsClaim) => RunAsync(
            SqlStatements.Take + " ON CONFLICT DO NOTHING",
            one => SqlStatements.AddTaken(one, new IntentWrite(null, known, holdsClaim)));

        async Task<bool> RunAsync(string sql, Action<DbCommand> fill)
        {
            using NpgsqlCommand command = connection.Command(sql, fill);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
        }
    }

    /// <summary>What stands in the journal.</summary>
    /// <param name="History">The name of the history; null for none.</param>
    /// <param name="Loss">The last loss.</param>
    /// <param name="OwnEpoch">The run's; 0 for none.</param>
    /// <param name="Age">How long ago the last loss was, by the database's clock.</param>
    private sealed record Noting(string? History, long Loss, long OwnEpoch, TimeSpan Age);

    /// <summary>What a session has found when it began.</summary>
    /// <param name="Now">The server's history.</param>
    /// <param name="Noted">The name that is noted; null for none.</param>
    /// <param name="Loss">The last loss that was noted by then.</param>
    /// <param name="IsLost">Whether something may be lost since.</param>
    /// <param name="IsChanged">Whether the name shows it, which every run sees.</param>
    private sealed record Finding(ServerHistory Now, string? Noted, long Loss, bool IsLost, bool IsChanged);
}
