using System.Data.Common;
using System.Globalization;

namespace DigiCertDocSign.Journal.Sqlite;

/// <summary>
/// The tables of the journal and how they came to be. The SQL is what SQLite and PostgreSQL have in common; times are milliseconds since
/// 1970 in UTC. The partial unique index is the claim of a person: the process whose row gets in owns the intent.
/// </summary>
internal static class SqliteSchema
{
    private const string VersionName = "schema_version";

    /// <summary>Each entry leads from the version before it to its own: the first from nothing to 1.</summary>
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE intents (
            reference TEXT NOT NULL PRIMARY KEY,
            account_id BIGINT NOT NULL,
            product_name_id TEXT NOT NULL,
            email_key TEXT NOT NULL,
            renewal_of BIGINT NOT NULL,
            copy TEXT NOT NULL,
            live INTEGER NOT NULL,
            state TEXT NOT NULL,
            given_name TEXT NOT NULL,
            surname TEXT NOT NULL,
            email TEXT NOT NULL,
            organization_id BIGINT,
            csr_sha256 TEXT,
            key_reference TEXT,
            order_id BIGINT,
            request_id BIGINT,
            order_status TEXT,
            problem TEXT,
            sends INTEGER NOT NULL,
            looked_at BIGINT,
            run_id TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL
        );
        CREATE UNIQUE INDEX one_live_intent ON intents (account_id, product_name_id, email_key, renewal_of, copy) WHERE live = 1;
        CREATE UNIQUE INDEX one_intent_per_order ON intents (account_id, order_id) WHERE order_id IS NOT NULL;
        CREATE INDEX intents_by_state ON intents (account_id, state);
        """,
        "ALTER TABLE intents ADD COLUMN server_time BIGINT",
    ];

    public static int CurrentVersion => Migrations.Length;

    /// <summary>Brings the journal to this version, in one transaction: two processes may open a new journal at once.</summary>
    /// <exception cref="DocSigningException">JournalTooNew.</exception>
    public static void Migrate(DbConnection connection, string place)
    {
        // Without a word to the file where nothing is to be done, so that a journal can be read in a read-only place.
        if (FoundVersion(connection) == CurrentVersion)
        {
            return;
        }

        using DbTransaction transaction = connection.BeginTransaction(System.Data.IsolationLevel.Serializable);
        Run(connection, transaction, "CREATE TABLE IF NOT EXISTS journal_info (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)");
        int found = Version(connection, transaction);
        if (found > CurrentVersion)
        {
            throw new DocSigningException(
                FaultKind.JournalTooNew,
                "JournalPath",
                $"The journal {place} was written by a newer version of this module (its schema is {found}, this version knows "
                + $"{CurrentVersion}). Update the module, or name another journal with -JournalPath.");
        }

        foreach (string migration in Migrations.Skip(found))
        {
            Run(connection, transaction, migration);
        }

        Run(connection, transaction, "DELETE FROM journal_info WHERE name = '" + VersionName + "'");
        Run(connection, transaction, string.Format(
            CultureInfo.InvariantCulture, "INSERT INTO journal_info (name, value) VALUES ('{0}', '{1}')", VersionName, CurrentVersion));
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
        command.CommandText = "SELECT value FROM journal_info WHERE name = '" + VersionName + "'";
        return command.ExecuteScalar() is string text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
    }

    private static void Run(DbConnection connection, DbTransaction transaction, string sql)
    {
        using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
