using System.Data.Common;
using System.Globalization;

namespace DigiCertDocSign.Journal.Sqlite;

/// <summary>What the comparisons of scopes have seen, as rows. Only what differs from the last comparison is written.</summary>
internal static class SqliteScopes
{
    private const string OfScope = "account_id = @account_id AND scope_key = @scope_key";
    private const string OfPerson = OfScope + " AND person_key = @person_key";

    public static async Task<IReadOnlyList<ScopeMemory>> ReadAsync(
        DbConnection connection, long accountId, CancellationToken cancellationToken)
    {
        // One transaction: another comparison may write between the two readings.
        using DbTransaction transaction = connection.BeginTransaction();
        var people = new List<(string Scope, ScopePerson Person)>();
        await ReadRowsAsync(
            "SELECT scope_key, person_key, order_id, job_title, absent_since FROM scope_people WHERE account_id = @account_id "
                + "ORDER BY scope_key, person_key",
            row => people.Add((row.GetString(0), Person(row)))).ConfigureAwait(false);
        ILookup<string, ScopePerson> byScope = people.ToLookup(one => one.Scope, one => one.Person, StringComparer.Ordinal);
        var scopes = new List<ScopeMemory>();
        await ReadRowsAsync(
            "SELECT scope_key, scope, comparisons, compared_at, inputs FROM scopes WHERE account_id = @account_id ORDER BY scope_key",
            row => scopes.Add(new ScopeMemory
            {
                AccountId = accountId,
                Scope = row.GetString(1),
                Comparisons = row.GetInt64(2),
                ComparedAt = Time(row.GetInt64(3)),
                Inputs = row.GetInt32(4),
                People = [.. byScope[row.GetString(0)].Where(person => person.Key[0] != ' ')],
                MayBe =
                [
                    .. byScope[row.GetString(0)].Where(person => person.Key[0] == ' ').Select(person => person.OrderId).OfType<long>(),
                ],
                Findings = [.. byScope[row.GetString(0)].Select(Finding).OfType<ScopeFinding>()],
            })).ConfigureAwait(false);
        return scopes;

        async Task ReadRowsAsync(string sql, Action<DbDataReader> read)
        {
            using DbCommand command = Command(connection, transaction, sql);
            SqliteIntents.Add(command, "account_id", accountId);
            using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                read(reader);
            }
        }
    }

    public static async Task<bool> TryKeepAsync(
        DbConnection connection, ScopeMemory? from, ScopeMemory to, CancellationToken cancellationToken)
    {
        using DbTransaction transaction = connection.BeginTransaction();
        if (!await TryWriteScopeAsync(connection, transaction, from, to, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        var before = (from is null ? [] : Rows(from)).ToDictionary(person => person.Key, StringComparer.Ordinal);
        ScopePerson[] rows = [.. Rows(to)];
        var after = new HashSet<string>(rows.Select(person => person.Key), StringComparer.Ordinal);
        ScopePerson[] changed = [.. rows.Where(person => !before.TryGetValue(person.Key, out ScopePerson? was) || was != person)];
        string[] gone =
        [
            .. before.Keys.Where(key => !after.Contains(key)),
            .. changed.Select(person => person.Key).Where(before.ContainsKey),
        ];
        await DeleteAsync(connection, transaction, to, gone, cancellationToken).ConfigureAwait(false);
        await InsertAsync(connection, transaction, to, changed, cancellationToken).ConfigureAwait(false);
        transaction.Commit();
        return true;
    }

    /// <summary>
    /// No key of a person begins with a blank: an order that may be somebody's is kept as such a one, and so is what was found, with its
    /// time.
    /// </summary>
    private static IEnumerable<ScopePerson> Rows(ScopeMemory scope) => scope.People
        .Concat(scope.MayBe.Distinct()
            .Select(order => new ScopePerson(" " + order.ToString(CultureInfo.InvariantCulture), order, null, null)))
        .Concat(scope.Findings.Select(one => new ScopePerson($" {one.Kind} {one.Item}", null, null, one.At)));

    /// <returns>Null: the row is none, or of a kind that a later version has.</returns>
    private static ScopeFinding? Finding(ScopePerson row) =>
        row is { OrderId: null, AbsentSince: { } at } && row.Key.Split([' '], 3) is ["", var word, var item]
        && Enum.TryParse(word, out ScopeFindingKind kind)
            ? new ScopeFinding(kind, item, at)
            : null;

    /// <returns>False: another comparison was faster.</returns>
    private static async Task<bool> TryWriteScopeAsync(
        DbConnection connection, DbTransaction transaction, ScopeMemory? from, ScopeMemory to, CancellationToken cancellationToken)
    {
        string write = from is null
            ? """
            INSERT INTO scopes (account_id, scope_key, scope, comparisons, compared_at, inputs)
            VALUES (@account_id, @scope_key, @scope, @comparisons, @compared_at, @inputs) ON CONFLICT DO NOTHING
            """
            : $"""
            UPDATE scopes SET scope = @scope, comparisons = @comparisons, compared_at = @compared_at, inputs = @inputs
            WHERE {OfScope} AND comparisons = @from_comparisons
            """;
        using DbCommand command = Command(connection, transaction, write);
        AddScope(command, to);
        SqliteIntents.Add(command, "scope", to.Scope);
        SqliteIntents.Add(command, "comparisons", to.Comparisons);
        SqliteIntents.Add(command, "compared_at", SqliteIntents.Milliseconds(to.ComparedAt));
        SqliteIntents.Add(command, "inputs", to.Inputs);
        if (from is not null)
        {
            SqliteIntents.Add(command, "from_comparisons", from.Comparisons);
        }

        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
    }

    private static async Task DeleteAsync(
        DbConnection connection, DbTransaction transaction, ScopeMemory scope, IEnumerable<string> keys,
        CancellationToken cancellationToken)
    {
        using DbCommand command = Command(connection, transaction, $"DELETE FROM scope_people WHERE {OfPerson}");
        foreach (string key in keys)
        {
            command.Parameters.Clear();
            AddScope(command, scope);
            SqliteIntents.Add(command, "person_key", key);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task InsertAsync(
        DbConnection connection, DbTransaction transaction, ScopeMemory scope, IEnumerable<ScopePerson> people,
        CancellationToken cancellationToken)
    {
        using DbCommand command = Command(
            connection,
            transaction,
            """
            INSERT INTO scope_people (account_id, scope_key, person_key, order_id, job_title, absent_since)
            VALUES (@account_id, @scope_key, @person_key, @order_id, @job_title, @absent_since)
            """);
        foreach (ScopePerson person in people)
        {
            command.Parameters.Clear();
            AddScope(command, scope);
            SqliteIntents.Add(command, "person_key", person.Key);
            SqliteIntents.Add(command, "order_id", person.OrderId);
            SqliteIntents.Add(command, "job_title", person.JobTitle);
            SqliteIntents.Add(command, "absent_since", SqliteIntents.Milliseconds(person.AbsentSince));
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static ScopePerson Person(DbDataReader row) => new(
        row.GetString(1),
        row.IsDBNull(2) ? null : row.GetInt64(2),
        row.IsDBNull(3) ? null : row.GetString(3),
        row.IsDBNull(4) ? null : Time(row.GetInt64(4)));

    private static void AddScope(DbCommand command, ScopeMemory scope)
    {
        SqliteIntents.Add(command, "account_id", scope.AccountId);
        SqliteIntents.Add(command, "scope_key", scope.Key);
    }

    private static DbCommand Command(DbConnection connection, DbTransaction transaction, string sql)
    {
        DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command;
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
