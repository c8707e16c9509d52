using System.Data.Common;
using System.Globalization;

namespace DigiCertDocSign.Journal.Sql;

/// <summary>What the comparisons of scopes have seen, as rows. Only what differs from the last comparison is written.</summary>
internal static class SqlScopes
{
    private const string OfScope = "account_id = @account_id AND scope_key = @scope_key";
    private const string OfPerson = OfScope + " AND person_key = @person_key";

    /// <param name="connection">Open.</param>
    /// <param name="transaction">In which both readings see the same.</param>
    /// <param name="accountId">Whose scopes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IReadOnlyList<ScopeMemory>> ReadAsync(
        DbConnection connection, DbTransaction transaction, long accountId, CancellationToken cancellationToken)
    {
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
                People = [.. byScope[row.GetString(0)].Where(person => !IsMayBe(person))],
                MayBe = [.. byScope[row.GetString(0)].Where(IsMayBe).Select(person => person.OrderId!.Value)],
            })).ConfigureAwait(false);
        return scopes;

        async Task ReadRowsAsync(string sql, Action<DbDataReader> read)
        {
            using DbCommand command = Command(connection, transaction, sql);
            SqlIntents.Add(command, "account_id", accountId);
            using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                read(reader);
            }
        }
    }

    /// <param name="connection">Open.</param>
    /// <param name="transaction">To be committed when it is kept.</param>
    /// <param name="from">As it was read; null for the first comparison.</param>
    /// <param name="to">As it is now.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>False: another comparison was faster.</returns>
    public static async Task<bool> TryKeepAsync(
        DbConnection connection, DbTransaction transaction, ScopeMemory? from, ScopeMemory to, CancellationToken cancellationToken)
    {
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
        return true;
    }

    /// <summary>No key of a person begins with a blank: an order that may be somebody's is kept as such a one.</summary>
    private static IEnumerable<ScopePerson> Rows(ScopeMemory scope) => scope.People.Concat(scope.MayBe.Distinct()
        .Select(order => new ScopePerson(" " + order.ToString(CultureInfo.InvariantCulture), order, null, null)));

    private static bool IsMayBe(ScopePerson row) => row.Key[0] == ' ';

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
        SqlIntents.Add(command, "scope", to.Scope);
        SqlIntents.Add(command, "comparisons", to.Comparisons);
        SqlIntents.Add(command, "compared_at", SqlIntents.Milliseconds(to.ComparedAt));
        SqlIntents.Add(command, "inputs", to.Inputs);
        if (from is not null)
        {
            SqlIntents.Add(command, "from_comparisons", from.Comparisons);
        }

        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
    }

    private static async Task DeleteAsync(
        DbConnection connection, DbTransaction transaction, ScopeMemory scope, IEnumerable<string> keys,
        CancellationToken cancellationToken)
    {
        foreach (string key in keys)
        {
            using DbCommand command = Command(connection, transaction, $"DELETE FROM scope_people WHERE {OfPerson}");
            AddScope(command, scope);
            SqlIntents.Add(command, "person_key", key);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task InsertAsync(
        DbConnection connection, DbTransaction transaction, ScopeMemory scope, IEnumerable<ScopePerson> people,
        CancellationToken cancellationToken)
    {
        foreach (ScopePerson person in people)
        {
            using DbCommand command = Command(
                connection,
                transaction,
                """
                INSERT INTO scope_people (account_id, scope_key, person_key, order_id, job_title, absent_since)
                VALUES (@account_id, @scope_key, @person_key, @order_id, @job_title, @absent_since)
                """);
            AddScope(command, scope);
            SqlIntents.Add(command, "person_key", person.Key);
            SqlIntents.Add(command, "order_id", person.OrderId);
            SqlIntents.Add(command, "job_title", person.JobTitle);
            SqlIntents.Add(command, "absent_since", SqlIntents.Milliseconds(person.AbsentSince));
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
        SqlIntents.Add(command, "account_id", scope.AccountId);
        SqlIntents.Add(command, "scope_key", scope.Key);
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
