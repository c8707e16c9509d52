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
    public static void Write(DbConnection connection, DbTransaction transaction, JournalSeal seal, string attempt)
    {
        Put(connection, transaction, Database, seal.Database);
        Put(connection, transaction, DatabaseId, seal.DatabaseId);
        Put(connection, transaction, Id, Guid.NewGuid().ToString("N"));
        Delete(connection, transaction, [Attempt]);
        Put(connection, transaction, Attempt, attempt);
    }

    public static void Finish(DbConnection connection, DbTransaction transaction) => Put(connection, transaction, IsDone, "yes");

    /// <summary>
    /// Takes the seal away, unless another attempt was made meanwhile, which may have come to its end. Its name goes too: a copy that is
    /// made from now on, and changed, is another journal.
    /// </summary>
    public static void Remove(DbConnection connection, DbTransaction transaction, string attempt)
    {
        if (Read(connection, transaction).TryGetValue(Attempt, out string? last) && last == attempt)
        {
            Delete(connection, transaction, [Database, DatabaseId, Attempt, Id]);
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
