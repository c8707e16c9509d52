using CertCentral.Pacing;
using Npgsql;

namespace DigiCertDocSign.Journal.Postgres;

/// <summary>
/// The count of calls that all hosts of a team share: a row for each key, under a digest of the key. A change is a short transaction on a
/// connection of its own, never on that of a run, and holds the row meanwhile. A host that is frozen just then lets it go after two
/// seconds, because the server ends its transaction.
/// </summary>
internal sealed class PostgresPermits(PostgresDatabase database, string digest) : IPermitStore, IEquatable<PostgresPermits>, IDisposable
{
    private const int LongestStatementSeconds = 5;

    private const string Clock = "(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::BIGINT";

    private readonly SemaphoreSlim _turn = new(1, 1);

    // By name, what was counted before there was a journal to share.
    private readonly Dictionary<string, byte[]> _unshared = new(StringComparer.Ordinal);
    private NpgsqlConnection? _connection;

    /// <inheritdoc/>
    public async Task ChangeAsync(string name, PermitChange change, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // A connection that had stood idle may be gone while the server is well: it is tried once more at once.
            bool wasConnected = _connection is not null;
            if (!await TryChangeAsync(name, change, mayFail: wasConnected, cancellationToken).ConfigureAwait(false))
            {
                await TryChangeAsync(name, change, mayFail: false, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public bool Equals(PostgresPermits? other) => other is not null && other.Digest == digest;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PostgresPermits);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(digest);

    /// <summary>Gives the connection back. Calls are counted for as long as the process lives, so a process need not.</summary>
    public void Dispose()
    {
        _connection?.Dispose();
        _turn.Dispose();
    }

    private string Digest => digest;

    private async Task<bool> TryChangeAsync(string name, PermitChange change, bool mayFail, CancellationToken cancellationToken)
    {
        try
        {
            NpgsqlConnection connection =
                _connection ??= await database.OpenAsync(isRun: false, cancellationToken).ConfigureAwait(false);
            if (await database.PrepareAsync(connection, make: false, cancellationToken).ConfigureAwait(false))
            {
                await ChangeAsync(connection, name, change, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                // There is no journal yet: whoever counts calls makes none, and nobody orders without one.
                DateTimeOffset now = await NowAsync(connection, cancellationToken).ConfigureAwait(false);
                _unshared[name] = change(_unshared.TryGetValue(name, out byte[]? kept) ? kept : null, now);
            }

            return true;
        }
        catch (Exception problem)
        {
            // Whatever is under way on it ends with the connection.
            NpgsqlConnection? gone = _connection;
            _connection = null;
            gone?.Dispose();
            if (!PostgresFaults.IsOfDatabase(problem))
            {
                throw;
            }

            database.Forget();
            return mayFail && PostgresFaults.Passes(problem) ? false : throw PostgresFaults.Explain(problem, database.Place);
        }
    }

    private static async Task<DateTimeOffset> NowAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = connection.Command($"SELECT {Clock}", static _ => { });
        return Time((long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!);
    }

    private static DateTimeOffset Time(long microseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(0).AddTicks(microseconds * (TimeSpan.TicksPerMillisecond / 1000));

    private async Task ChangeAsync(
        NpgsqlConnection connection, string name, PermitChange change, CancellationToken cancellationToken)
    {
        byte[]? kept = null;
        DateTimeOffset now = default;

        // The clock is read by a statement of its own, because the row may have been waited for.
        using (NpgsqlBatch begin = Batch(
            connection,
            "BEGIN",
            "SET LOCAL idle_in_transaction_session_timeout = '2s'",
            "INSERT INTO pacing (name) VALUES ($1) ON CONFLICT DO NOTHING",
            "SELECT ledger FROM pacing WHERE name = $1 FOR UPDATE",
            $"SELECT {Clock}"))
        {
            begin.BatchCommands[2].Parameters.Add(new NpgsqlParameter { Value = name });
            begin.BatchCommands[3].Parameters.Add(new NpgsqlParameter { Value = name });
            using NpgsqlDataReader rows = await begin.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
            kept = rows.IsDBNull(0) ? null : (byte[])rows[0];
            if (_unshared.TryGetValue(name, out byte[]? unshared))
            {
                kept ??= unshared;
                _unshared.Remove(name);
            }

            await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
            await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
            now = Time(rows.GetInt64(0));
        }

        using NpgsqlBatch end = Batch(connection, "UPDATE pacing SET ledger = $1 WHERE name = $2", "COMMIT");
        end.BatchCommands[0].Parameters.Add(new NpgsqlParameter { Value = change(kept, now) });
        end.BatchCommands[0].Parameters.Add(new NpgsqlParameter { Value = name });
        await end.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static NpgsqlBatch Batch(NpgsqlConnection connection, params string[] statements)
    {
        NpgsqlBatch batch = connection.CreateBatch();
        batch.Timeout = LongestStatementSeconds;
        foreach (string statement in statements)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        }

        return batch;
    }
}
