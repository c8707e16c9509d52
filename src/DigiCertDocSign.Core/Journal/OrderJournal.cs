using System.Data.Common;
using System.Runtime.CompilerServices;
using DigiCertDocSign.Journal.Sqlite;

namespace DigiCertDocSign.Journal;

/// <summary>
/// The durable record of every order that was intended, sent, placed or refused. What a method has written is on the disk when it
/// returns. Several processes may use one journal: a person is claimed by inserting a row that a unique index admits once, and a state is
/// changed only by whoever holds the row as it was last read.
/// </summary>
public sealed class OrderJournal : IOrderJournal, IDisposable
{
    private readonly JournalPlace _place;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly DbConnection _connection;

    private OrderJournal(JournalPlace place, DbConnection connection)
    {
        _place = place;
        _connection = connection;
    }

    /// <inheritdoc/>
    public IRunRegistry Runs => _place.Runs;

    /// <summary>Opens the journal and brings its schema up to date; makes it when there is none.</summary>
    /// <exception cref="DocSigningException">JournalNotWritable, JournalCorrupt, JournalFull, JournalBusy or JournalTooNew.</exception>
    public static OrderJournal Open(JournalPlace place)
    {
        DbConnection connection = place.Open();
        try
        {
            SqliteSchema.Migrate(connection, place.ToString());
            return new OrderJournal(place, connection);
        }
        catch (DbException problem)
        {
            connection.Dispose();
            throw SqliteFaults.Explain(problem, place.ToString());
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<OrderIntent?> TryClaimAsync(OrderIntent planned, CancellationToken cancellationToken)
    {
        const string Insert = $"INSERT INTO intents ({SqliteIntents.Columns}) VALUES ({SqliteIntents.Values}) ON CONFLICT DO NOTHING";
        int inserted = await ExecuteAsync(Insert, command => SqliteIntents.AddTo(command, planned), cancellationToken).ConfigureAwait(false);
        return inserted == 1 ? planned : null;
    }

    /// <inheritdoc/>
    public async Task<bool> TryChangeAsync(OrderIntent from, OrderIntent to, CancellationToken cancellationToken)
    {
        // An order belongs to one intent. The condition says so before the index does, since a broken index is an error in every dialect.
        const string Update = $"""
            UPDATE intents SET {SqliteIntents.Assignments}
            WHERE reference = @reference AND state = @from_state AND run_id = @from_run AND updated_at = @from_updated_at
                AND (CAST(@order_id AS BIGINT) IS NULL OR NOT EXISTS (
                    SELECT 1 FROM intents other
                    WHERE other.account_id = @account_id AND other.order_id = @order_id AND other.reference <> @reference))
            """;
        int changed = await ExecuteAsync(
            Update,
            command =>
            {
                SqliteIntents.AddTo(command, to);
                SqliteIntents.Add(command, "from_state", SqliteIntents.Name(from.State));
                SqliteIntents.Add(command, "from_run", from.RunId);
                SqliteIntents.Add(command, "from_updated_at", from.UpdatedAt.ToUnixTimeMilliseconds());
            },
            cancellationToken).ConfigureAwait(false);
        return changed == 1;
    }

    /// <inheritdoc/>
    public async Task<OrderIntent?> FindLiveAsync(IntentKey key, CancellationToken cancellationToken)
    {
        const string Select = $"""
            SELECT {SqliteIntents.Columns} FROM intents
            WHERE account_id = @account_id AND product_name_id = @product_name_id AND email_key = @email_key AND renewal_of = @renewal_of
                AND copy = @copy AND live = 1
            """;
        return (await QueryAsync(Select, command => SqliteIntents.AddKey(command, key), cancellationToken).ConfigureAwait(false)).SingleOrDefault();
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<OrderIntent> ReadAsync(JournalFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int PageSize = 1000;
        long createdAfter = long.MinValue;
        string referenceAfter = string.Empty;
        while (true)
        {
            // By pages, so that a large journal is neither held in memory nor kept locked while its reader ponders.
            IReadOnlyList<OrderIntent> page = await QueryAsync(
                $"SELECT {SqliteIntents.Columns} FROM intents WHERE {SqliteConditions.Text(filter)} ORDER BY created_at, reference LIMIT {PageSize}",
                command => SqliteConditions.AddTo(command, filter, createdAfter, referenceAfter),
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

    public void Dispose()
    {
        _connection.Dispose();
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
                var rows = new List<OrderIntent>();
                using DbDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                while (await reader.ReadAsync(token).ConfigureAwait(false))
                {
                    rows.Add(SqliteIntents.Read(reader));
                }

                return rows;
            },
            cancellationToken);

    private async Task<T> RunAsync<T>(
        string sql, Action<DbCommand> fill, Func<DbCommand, CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using DbCommand command = _connection.CreateCommand();
            command.CommandText = sql;
            fill(command);
            return await run(command, cancellationToken).ConfigureAwait(false);
        }
        catch (DbException problem)
        {
            throw SqliteFaults.Explain(problem, _place.ToString());
        }
        finally
        {
            _turn.Release();
        }
    }
}
