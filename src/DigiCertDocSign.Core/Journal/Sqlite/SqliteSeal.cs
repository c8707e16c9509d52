using System.Data.Common;
using DigiCertDocSign.Journal.Sql;

namespace DigiCertDocSign.Journal.Sqlite;

/// <summary>
/// The seal of a journal in a file, as rows. Whoever writes asks for it in the transaction that writes, so that of a run and a database
/// that takes the journal in one alone comes first.
/// </summary>
internal static class SqliteSeal
{
    /// <summary>For a statement that writes.</summary>
    public const string Unsealed = $" AND NOT EXISTS (SELECT 1 FROM journal_info WHERE name = '{Database}')";

    /// <summary>Asks whether the journal holds anything that no database has for certain.</summary>
    public const string IsLeft =
        $"SELECT EXISTS (SELECT 1 FROM intents) AND NOT EXISTS (SELECT 1 FROM journal_info WHERE name = '{IsDone}')";

    private const string Database = "sealed_into";
    private const string DatabaseId = "sealed_into_id";
    private const string IsDone = "sealed";
    private const string Attempt = "sealed_by";
    private const string Id = "journal_id";

    /// <param name="connection">Open.</param>
    /// <param name="transaction">In which it holds; null for none.</param>
    public static JournalSeal? Find(DbConnection connection, DbTransaction? transaction)
    {
        Dictionary<string, string> rows = Read(connection, transaction);
        return rows.TryGetValue(Database, out string? database)
            ? new JournalSeal(database, rows.TryGetValue(DatabaseId, out string? id) ? id : "", rows.ContainsKey(IsDone))
            : null;
    }

    /// <summary>Names the journal; null: nobody has begun to take it in.</summary>
    public static string? FindId(DbConnection connection, DbTransaction? transaction) =>
        Read(connection, transaction).TryGetValue(Id, out string? id) ? id : null;

    /// <summary>Writes the seal, undone, where there is none, and gives the journal a name.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="transaction">To be committed.</param>
    /// <param name="seal">The seal.</param>
    /// <param name="attempt">Who writes it.</param>
    /// <param name="isInstead">In the place of that of another database.</param>
    public static void Write(DbConnection connection, DbTransaction transaction, JournalSeal seal, string attempt, bool isInstead)
    {
        if (isInstead)
        {
            Delete(connection, transaction, [Database, DatabaseId, IsDone]);
        }

        Put(connection, transaction, Database, seal.Database);
        Put(connection, transaction, DatabaseId, seal.DatabaseId);
        Put(connection, transaction, Id, Guid.NewGuid().ToString("N"));
        Delete(connection, transaction, [Attempt]);
        Put(connection, transaction, Attempt, attempt);
    }

    public static void Finish(DbConnection connection, DbTransaction transaction) => Put(connection, transaction, IsDone, "yes");

    /// <summary>
    /// Leaves the journal as it was before <see cref="Write"/>, unless another attempt was made meanwhile, which may have come to its end.
    /// The name goes too where there was no seal: a copy that is made from now on, and changed, is another journal.
    /// </summary>
    /// <param name="connection">Open.</param>
    /// <param name="transaction">To be committed.</param>
    /// <param name="before">The seal that it had; null for none.</param>
    /// <param name="attempt">Who takes it back.</param>
    public static void TakeBack(DbConnection connection, DbTransaction transaction, JournalSeal? before, string attempt)
    {
        if (!Read(connection, transaction).TryGetValue(Attempt, out string? last) || last != attempt)
        {
            return;
        }

        if (before is null)
        {
            Delete(connection, transaction, [Database, DatabaseId, Attempt, Id]);
            return;
        }

        Write(connection, transaction, before, attempt, isInstead: true);
        if (before.IsDone)
        {
            Finish(connection, transaction);
        }
    }

    private static void Delete(DbConnection connection, DbTransaction transaction, string[] names)
    {
        using DbCommand command = Command(
            connection, transaction, $"DELETE FROM journal_info WHERE name IN ('{string.Join("', '", names)}')");
        command.ExecuteNonQuery();
    }

    private static Dictionary<string, string> Read(DbConnection connection, DbTransaction? transaction)
    {
        using DbCommand command = Command(connection, transaction, "SELECT name, value FROM journal_info");
        using DbDataReader reader = command.ExecuteReader();
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            rows[reader.GetString(0)] = reader.GetString(1);
        }

        return rows;
    }

    private static void Put(DbConnection connection, DbTransaction transaction, string name, string value)
    {
        using DbCommand command = Command(
            connection, transaction, "INSERT INTO journal_info (name, value) VALUES (@name, @value) ON CONFLICT DO NOTHING");
        SqlIntents.Add(command, "name", name);
        SqlIntents.Add(command, "value", value);
        command.ExecuteNonQuery();
    }

    private static DbCommand Command(DbConnection connection, DbTransaction? transaction, string sql)
    {
        DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command;
    }
}
