using System.Data.Common;
using DigiCertDocSign.Journal.Sql;

namespace DigiCertDocSign.Journal.Sqlite;

/// <summary>Makes the tables of the journal in a SQLite database, and brings them up to date.</summary>
internal static class SqliteSchema
{
    /// <summary>Brings the journal to this version, in one transaction: two processes may open a new journal at once.</summary>
    /// <exception cref="DocSigningException">JournalTooNew.</exception>
    public static void Migrate(DbConnection connection, string place)
    {
        SchemaSteps steps = JournalSchema.Common;

        // Nothing is written when nothing is to be done, so that a journal can be read in a read-only place.
        if (FoundVersion(connection) == steps.Current)
        {
            return;
        }

        using DbTransaction transaction = connection.BeginTransaction(System.Data.IsolationLevel.Serializable);
        Run(connection, transaction, SchemaSteps.CreateInfo);
        int found = Version(connection, transaction);
        if (found > steps.Current)
        {
            throw JournalFaults.TooNew(place, found, steps.Current);
        }

        foreach (string step in steps.From(found))
        {
            Run(connection, transaction, step);
        }

        transaction.Commit();
    }

    /// <summary>Null: there is no journal in the database yet.</summary>
    private static int? FoundVersion(DbConnection connection)
    {
        try
        {
            return Version(connection, null);
        }
        catch (DbException missing) when (SqliteFaults.IsMissingTable(missing))
        {
            return null;
        }
    }

    private static int Version(DbConnection connection, DbTransaction? transaction)
    {
        using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = JournalSchema.Common.FindVersion;
        return SchemaSteps.Version(command.ExecuteScalar());
    }

    private static void Run(DbConnection connection, DbTransaction transaction, string sql)
    {
        using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
