using System.Data.Common;
using DigiCertDocSign.Journal.Sql;
using Npgsql;

namespace DigiCertDocSign.Journal.Postgres;

/// <summary>
/// Finds out for a run whether the database may have lost commits, notes that for all hosts, and writes again what the run knows. A run is
/// over then as far as sending goes; one that begins later sends nothing for fifteen minutes.
/// </summary>
internal sealed class PostgresLosses(PostgresDatabase database, TimeProvider time)
{
    /// <summary>The last loss that is noted, by which a run knows that there was none since.</summary>
    public const string LastSql = "(SELECT COALESCE(MAX(seen_at), 0) FROM losses)";

    private const string Noted = "server_history";

    private const string Problem = "The journal's database may have lost its last commits, so that this may have been sent.";

    /// <summary>So long CertCentral's lists may lag.</summary>
    private static readonly TimeSpan Guarded = TimeSpan.FromMinutes(15);

    private static readonly string KnownRows = $"SELECT {SqlIntents.Columns} FROM intents WHERE reference = ANY(@references)";

    /// <summary>
    /// An order that is planned may have been sent, and one that was looked for in vain may have been sent again since. What is done to an
    /// order that stands is looked for there, before it is done again.
    /// </summary>
    private static readonly string NoteLoss =
        $"""
        INSERT INTO losses (seen_at, history) SELECT GREATEST({PostgresStorage.Now}, {LastSql} + 1), @history;
        INSERT INTO loss_accounts (seen_at, account_id, since)
        SELECT {LastSql}, account_id, COALESCE(MAX(GREATEST(server_time, server_time_at_end)), MAX(created_at))
        FROM intents GROUP BY account_id;
        UPDATE intents SET state = 'InDoubt', problem = @problem, looked_at = NULL, server_time_at_look = NULL, look_saw_later_order = 0,
            send_ended_at = NULL, server_time_at_end = NULL, updated_at = {LastSql}
        WHERE kind IN ('Order', 'Renewal', 'Replacement') AND (state = 'Planned' OR (state = 'InDoubt' AND looked_at IS NOT NULL))
        """;

    private readonly OwnWrites _own = new(time);
    private long? _last;

    /// <summary>What the run has written.</summary>
    public OwnWrites Own => _own;

    /// <summary>Whether the server tells which history it has.</summary>
    public bool IsTold { get; private set; }

    /// <summary>Until when nothing is sent.</summary>
    /// <param name="loss">By the database's clock, as <see cref="LastSql"/> has it.</param>
    public static DateTimeOffset Until(long loss) => DateTimeOffset.FromUnixTimeMilliseconds(loss) + Guarded;

    /// <summary>The last one when the run began; 0 for none, null before it has begun.</summary>
    public long? AtBeginning { get; private set; }

    /// <summary>Whether a loss was noted since the run has begun.</summary>
    public bool IsNew(long loss) => AtBeginning != loss;

    /// <summary>Looks when a session of the run begins, before the run writes anything.</summary>
    /// <param name="connection">The session.</param>
    /// <param name="fill">Gives the run's values.</param>
    /// <param name="epoch">The run's last one; 0 when it begins.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task BeginAsync(
        NpgsqlConnection connection, Action<DbCommand> fill, long epoch, CancellationToken cancellationToken)
    {
        ServerHistory now = await ServerHistory.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        (string? noted, long loss, long ownEpoch) = await ReadAsync(connection, fill, cancellationToken).ConfigureAwait(false);
        Dictionary<string, OrderIntent> rows = await ReadOwnAsync(connection, cancellationToken).ConfigureAwait(false);
        bool isChanged = noted is not null && !now.Is(noted);
        bool isLost = isChanged || database.Seen.IsSetBack(now) || ownEpoch < epoch || _own.All.Any(own => own.IsLost(Row(own)));
        bool isNoted = database.Seen.IsNoted(loss) || loss > _last;
        if (isLost ? isChanged || !isNoted : noted is null || (now.IsTold && noted != now.Name))
        {
            loss = await NoteAsync(connection, now, isLost, noted, cancellationToken).ConfigureAwait(false);
        }

        if (isLost)
        {
            await WriteAgainAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        IsTold = now.IsTold;
        AtBeginning = epoch == 0 ? loss : AtBeginning;
        _last = loss;
        database.Seen.See(now, loss);

        OrderIntent? Row(OwnWrite own) => rows.TryGetValue(own.Reference, out OrderIntent? row) ? row : null;
    }

    /// <summary>What nobody has looked for yet in an account.</summary>
    public static async Task<JournalLoss?> FindAsync(NpgsqlConnection connection, long accountId, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = connection.Command(
            """
            SELECT losses.seen_at, loss_accounts.since FROM losses
            LEFT JOIN loss_accounts ON loss_accounts.seen_at = losses.seen_at AND loss_accounts.account_id = @account_id
            WHERE loss_accounts.looked_at IS NULL ORDER BY losses.seen_at
            """,
            one => SqlIntents.Add(one, "account_id", accountId));
        using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var seen = new List<DateTimeOffset>();
        var since = new List<DateTimeOffset?>();
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            seen.Add(SqlIntents.Time(row, 0)!.Value);
            since.Add(SqlIntents.Time(row, 1));
        }

        return seen.Count == 0 ? null : new JournalLoss(since.Contains(null) ? null : since.Min(), seen);
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

    private static async Task<(string? Noted, long Loss, long OwnEpoch)> ReadAsync(
        NpgsqlConnection connection, Action<DbCommand> fill, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = connection.Command(
            $"""
            SELECT (SELECT value FROM journal_info WHERE name = '{Noted}'), {LastSql},
                COALESCE((SELECT epoch FROM runs WHERE run_id = @own_run), 0)
            """,
            fill);
        using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await row.ReadAsync(cancellationToken).ConfigureAwait(false);
        return (SqlIntents.Text(row, 0), row.GetInt64(1), row.GetInt64(2));
    }

    /// <summary>For all hosts, and once: who comes later finds it.</summary>
    /// <returns>The last loss.</returns>
    private async Task<long> NoteAsync(
        NpgsqlConnection connection, ServerHistory now, bool isLost, string? noted, CancellationToken cancellationToken)
    {
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        await AskAsync("SELECT pg_advisory_xact_lock(@key)").ConfigureAwait(false);

        // Who has noted the same meanwhile has done all of it.
        bool isOthers = noted != await AskAsync($"SELECT value FROM journal_info WHERE name = '{Noted}'").ConfigureAwait(false) as string;
        if (!isOthers)
        {
            await AskAsync(
                $"INSERT INTO journal_info (name, value) VALUES ('{Noted}', @history) "
                + "ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value").ConfigureAwait(false);
            if (isLost)
            {
                await AskAsync(NoteLoss).ConfigureAwait(false);
            }
        }

        long last = (long)(await AskAsync("SELECT " + LastSql).ConfigureAwait(false))!;
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return last;

        async Task<object?> AskAsync(string sql)
        {
            using NpgsqlCommand command = connection.Command(
                sql,
                one =>
                {
                    SqlIntents.Add(one, "key", PostgresLocks.KeyOf("losses", database.Schema));
                    SqlIntents.Add(one, "history", now.Name);
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
}
