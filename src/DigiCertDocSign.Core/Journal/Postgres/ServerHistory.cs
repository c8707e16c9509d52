using Npgsql;

namespace DigiCertDocSign.Journal.Postgres;

/// <summary>
/// Which history the journal's data has. A standby that takes over begins a new timeline, and so does a server that is recovered to a
/// moment; a dump that is put back has another database or another table, on another server another system. Where a copy of the files is
/// put back, all of these stay as they were, and the log has not come as far as it had.
/// </summary>
/// <param name="Name">Database and table; system and timeline behind them, where the server tells those.</param>
/// <param name="Position">How far the log has come; null where the server does not tell.</param>
internal sealed record ServerHistory(string Name, long? Position)
{
    /// <summary>Where the log is that is certain to survive the server's own crash; nothing where the server does not tell.</summary>
    public const string PositionSql = "CAST(pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0') AS BIGINT)";

    private const string System = "(SELECT CAST(system_identifier AS TEXT) FROM pg_control_system())";

    // Of all tables this one is never made anew when the journal is brought up to date.
    private const string Place =
        "(SELECT CAST(oid AS TEXT) FROM pg_database WHERE datname = current_database()) || '/' "
        + "|| CAST('journal_info'::regclass::oid AS TEXT)";

    private const string Timeline = "substr(pg_walfile_name(pg_current_wal_flush_lsn()), 1, 8)";

    /// <summary>Whether the server tells its timeline.</summary>
    public bool IsTold => Position is not null;

    /// <summary>Whether this may be what came after that, with nothing lost.</summary>
    public bool Continues(ServerHistory earlier) => Is(earlier.Name) && !(Position < earlier.Position);

    /// <summary>Whether a name that was noted is this one's. Of two roles, one may have been told more than the other.</summary>
    public bool Is(string noted) => Name == noted || Name.StartsWith(noted + "/", StringComparison.Ordinal)
        || (!IsTold && noted.StartsWith(Name + "/", StringComparison.Ordinal));

    public static async Task<ServerHistory> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync($"{Place} || '/' || {System} || '/' || {Timeline}, {PositionSql}").ConfigureAwait(false);
        }
        catch (PostgresException refused) when (!PostgresFaults.Passes(refused) && refused.SqlState != PostgresErrorCodes.QueryCanceled)
        {
            // A role that may not ask, or a service of somebody's that has no log of its own.
            return await ReadAsync($"{Place}, CAST(NULL AS BIGINT)").ConfigureAwait(false);
        }

        async Task<ServerHistory> ReadAsync(string values)
        {
            using NpgsqlCommand command = connection.Command("SELECT " + values, static _ => { });
            using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await row.ReadAsync(cancellationToken).ConfigureAwait(false);
            return new ServerHistory(row.GetString(0), row.IsDBNull(1) ? null : row.GetInt64(1));
        }
    }
}

/// <summary>What this process has seen of a server last, whatever the server has lost since. Safe for many threads.</summary>
internal sealed class SeenHistory
{
    private readonly object _gate = new();
    private ServerHistory? _history;
    private long _loss;

    /// <summary>Whether a server has come back with less than this process has seen of it.</summary>
    /// <param name="now">As it shows itself.</param>
    public bool IsSetBack(ServerHistory now)
    {
        lock (_gate)
        {
            return _history is { } seen && !now.Continues(seen);
        }
    }

    /// <summary>Whether somebody has noted a loss since this process has looked.</summary>
    /// <param name="loss">The last one that is noted.</param>
    public bool IsNoted(long loss)
    {
        lock (_gate)
        {
            return _history is not null && loss > _loss;
        }
    }

    public void See(ServerHistory now, long loss)
    {
        lock (_gate)
        {
            (_history, _loss) = (now, loss);
        }
    }

    /// <summary>The same history goes on.</summary>
    public void Advance(long? position)
    {
        lock (_gate)
        {
            if (_history is { } seen && position > seen.Position)
            {
                _history = seen with { Position = position };
            }
        }
    }
}
