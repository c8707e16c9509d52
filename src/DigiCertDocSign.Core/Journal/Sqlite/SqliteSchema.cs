using System.Data.Common;
using DigiCertDocSign.Journal.Sql;

namespace DigiCertDocSign.Journal.Sqlite;

/// <summary>Makes the tables of the journal in a SQLite database, and brings them up to date.</summary>
internal static class SqliteSchema
{
    private const string Triggers =
        """
        CREATE TRIGGER IF NOT EXISTS intent_begun AFTER INSERT ON intents BEGIN
            INSERT INTO intent_changes (reference, number, changed_at, to_state, run_id)
            SELECT NEW.reference, COUNT(*), NEW.updated_at, NEW.state, NEW.run_id FROM intent_changes WHERE reference = NEW.reference;
        END;
        CREATE TRIGGER IF NOT EXISTS intent_changed AFTER UPDATE ON intents
            WHEN OLD.state <> NEW.state OR OLD.run_id <> NEW.run_id BEGIN
            INSERT INTO intent_changes (reference, number, changed_at, from_state, to_state, run_id)
            SELECT NEW.reference, COUNT(*), NEW.updated_at, OLD.state, NEW.state, NEW.run_id
            FROM intent_changes WHERE reference = NEW.reference;
        END;
        CREATE TRIGGER IF NOT EXISTS intent_removed AFTER DELETE ON intents BEGIN
            DELETE FROM intent_changes WHERE reference = OLD.reference;
        END;
        """;

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

        foreach (string step in steps.From(found).Append(Triggers))
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
