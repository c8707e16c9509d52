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
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InsufficientPrivilege
            or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.FeatureNotSupported)
        {
            // A role that may not ask, or a service of somebody's that has no log of its own. Whatever else keeps the server from telling
            // says nothing: a standby that is about to take over could lack commits, and nobody would look again.
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

/// <summary>What a process has seen of a server by some moment.</summary>
/// <param name="History">As the server showed itself last; null where nothing was seen.</param>
/// <param name="Loss">The last loss that was noted then.</param>
/// <param name="Looks">How often it was looked, which tells one moment from another.</param>
/// <param name="Stamp">When that server was used last, by a clock that nobody sets.</param>
internal sealed record SeenLast(ServerHistory? History, long Loss, int Looks, long Stamp)
{
    /// <summary>Whether a server has come back with less than was seen of it.</summary>
    /// <param name="now">As it has shown itself since.</param>
    public bool IsSetBack(ServerHistory now) => History is { } seen && !now.Continues(seen);

    /// <summary>
    /// Whether somebody has noted a loss since. What was done on a former primary after that, nobody has looked for: the two are compared
    /// by how long ago they were, since the clocks of two servers may differ.
    /// </summary>
    /// <param name="loss">The last one that is noted.</param>
    /// <param name="age">How long ago it was noted.</param>
    /// <param name="time">The clock of <see cref="Stamp"/>.</param>
    public bool IsNoted(long loss, TimeSpan age, TimeProvider time) =>
        History is not null && loss > Loss && age <= time.GetElapsedTime(Stamp);
}

/// <summary>What this process has seen of a server last, whatever the server has lost since. Safe for many threads.</summary>
internal sealed class SeenHistory
{
    private readonly object _gate = new();
    private SeenLast _last = new(null, 0, 0, 0);
    private int _changes;

    /// <summary>How often another history was seen than before: a connection that is older may be to a former primary.</summary>
    public int Changes => Volatile.Read(ref _changes);

    /// <summary>
    /// To be taken before the server is asked: other sessions see more of it meanwhile, against which an answer would look set back.
    /// </summary>
    public SeenLast Last
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    /// <summary>A session has looked.</summary>
    /// <param name="before">What was seen when it began to. Where another one has looked since, nobody knows which came later.</param>
    /// <param name="now">As the server has shown itself. Where it told more before, that stays known.</param>
    /// <param name="loss">The last one that is noted.</param>
    /// <param name="stamp">The present.</param>
    public void See(SeenLast before, ServerHistory now, long loss, long stamp)
    {
        lock (_gate)
        {
            _changes += _last.History is { } earlier && !now.Is(earlier.Name) ? 1 : 0;
            bool isToldLess = !now.IsTold && _last.History is { IsTold: true } told && now.Is(told.Name);
            if (_last.Looks == before.Looks && !isToldLess)
            {
                _last = new SeenLast(now, loss, before.Looks + 1, stamp);
            }
        }
    }

    /// <summary>A session sees its history go on. One that is on a former primary still says nothing of the present one.</summary>
    /// <param name="history">Of the session, with how far its log has come.</param>
    /// <param name="stamp">The present.</param>
    public void Advance(ServerHistory history, long stamp)
    {
        lock (_gate)
        {
            if (_last.History is { } seen && seen.Name == history.Name)
            {
                _last = _last with { History = history.Position > seen.Position ? history : seen, Stamp = stamp };
            }
        }
    }
}
