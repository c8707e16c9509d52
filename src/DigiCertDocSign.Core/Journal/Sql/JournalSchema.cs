using System.Globalization;

namespace DigiCertDocSign.Journal.Sql;

/// <summary>
/// The tables of the journal and how they came to be. The SQL is what SQLite and PostgreSQL have in common; times are milliseconds since
/// 1970 in UTC. The partial unique indexes are the claims: of a person, of the order that an order follows, and of what else is done to an
/// order. The process whose row gets in owns the intent.
/// </summary>
internal static class JournalSchema
{
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

        // Journals of version 2 could hold two open intents of one person, as a renewal beside a first order. Both stay in doubt; the
        // older one holds the claim, and the person is not claimed again while either is open.
        """
        DROP INDEX one_live_intent;
        DROP INDEX one_intent_per_order;
        DROP INDEX intents_by_state;
        ALTER TABLE intents RENAME TO intents_2;
        CREATE TABLE intents (
            reference TEXT NOT NULL PRIMARY KEY,
            account_id BIGINT NOT NULL,
            product_name_id TEXT NOT NULL,
            email_key TEXT NOT NULL,
            kind TEXT NOT NULL,
            target_order_id BIGINT,
            holds_claim INTEGER NOT NULL,
            state TEXT NOT NULL,
            given_name TEXT NOT NULL,
            surname TEXT NOT NULL,
            email TEXT NOT NULL,
            organization_id BIGINT,
            csr_sha256 TEXT,
            public_key_sha256 TEXT,
            key_reference TEXT,
            directory_id TEXT,
            order_id BIGINT,
            request_id BIGINT,
            order_status TEXT,
            problem TEXT,
            sends INTEGER NOT NULL,
            server_time BIGINT,
            highest_order_id_before BIGINT,
            send_ended_at BIGINT,
            server_time_at_end BIGINT,
            looked_at BIGINT,
            server_time_at_look BIGINT,
            look_saw_later_order INTEGER NOT NULL,
            run_id TEXT NOT NULL,
            run_epoch BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL
        );
        INSERT INTO intents (
            reference, account_id, product_name_id, email_key, kind, target_order_id, holds_claim, state, given_name, surname, email,
            organization_id, csr_sha256, key_reference, order_id, request_id, order_status, problem, sends, server_time, looked_at,
            look_saw_later_order, run_id, run_epoch, created_at, updated_at)
        SELECT
            reference, account_id, product_name_id, email_key, CASE renewal_of WHEN 0 THEN 'Order' ELSE 'Renewal' END,
            CASE renewal_of WHEN 0 THEN NULL ELSE renewal_of END,
            CASE WHEN state IN ('Planned', 'Sent', 'InDoubt') AND NOT EXISTS (
                SELECT 1 FROM intents_2 older
                WHERE older.state IN ('Planned', 'Sent', 'InDoubt') AND older.account_id = intents_2.account_id
                    AND (older.email_key = intents_2.email_key OR (older.renewal_of = intents_2.renewal_of AND older.renewal_of <> 0))
                    AND (older.created_at < intents_2.created_at
                        OR (older.created_at = intents_2.created_at AND older.reference < intents_2.reference)))
                THEN 1 ELSE 0 END,
            state, given_name, surname, email, organization_id, csr_sha256, key_reference, order_id, request_id, order_status, problem,
            sends, server_time, NULL, 0, run_id, 1, created_at, updated_at
        FROM intents_2;
        DROP TABLE intents_2;
        CREATE UNIQUE INDEX one_open_intent_of_a_person ON intents (account_id, product_name_id, email_key)
            WHERE holds_claim = 1 AND kind IN ('Order', 'Renewal', 'Replacement');
        CREATE UNIQUE INDEX one_open_successor_of_an_order ON intents (account_id, target_order_id)
            WHERE holds_claim = 1 AND kind IN ('Renewal', 'Replacement');
        CREATE UNIQUE INDEX one_open_act_on_an_order ON intents (account_id, kind, target_order_id)
            WHERE holds_claim = 1 AND kind NOT IN ('Order', 'Renewal', 'Replacement');
        CREATE UNIQUE INDEX one_intent_per_order ON intents (account_id, order_id) WHERE order_id IS NOT NULL;
        CREATE INDEX intents_by_person ON intents (account_id, email_key);
        CREATE INDEX intents_by_target ON intents (account_id, target_order_id) WHERE target_order_id IS NOT NULL;
        CREATE INDEX intents_by_public_key ON intents (account_id, public_key_sha256) WHERE public_key_sha256 IS NOT NULL;
        CREATE INDEX intents_by_directory_id ON intents (account_id, directory_id) WHERE directory_id IS NOT NULL;
        CREATE INDEX intents_by_state ON intents (account_id, state);
        """,
        """
        ALTER TABLE intents ADD COLUMN certificate_id BIGINT;
        ALTER TABLE intents ADD COLUMN newest_request_id_before BIGINT;
        """,
        """
        ALTER TABLE intents ADD COLUMN is_whole_order INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE intents ADD COLUMN other_public_key_sha256 TEXT;
        ALTER TABLE intents ADD COLUMN other_key_reference TEXT;
        CREATE INDEX intents_by_other_public_key ON intents (account_id, other_public_key_sha256)
            WHERE other_public_key_sha256 IS NOT NULL;
        """,
        """
        CREATE TABLE scopes (
            account_id BIGINT NOT NULL,
            scope_key TEXT NOT NULL,
            scope TEXT NOT NULL,
            comparisons BIGINT NOT NULL,
            compared_at BIGINT NOT NULL,
            inputs BIGINT NOT NULL,
            PRIMARY KEY (account_id, scope_key)
        );
        CREATE TABLE scope_people (
            account_id BIGINT NOT NULL,
            scope_key TEXT NOT NULL,
            person_key TEXT NOT NULL,
            order_id BIGINT,
            job_title TEXT,
            absent_since BIGINT,
            PRIMARY KEY (account_id, scope_key, person_key)
        );
        """,
        "ALTER TABLE intents ADD COLUMN reason TEXT",
    ];

    /// <summary>Of what both have in common.</summary>
    public static SchemaSteps Common { get; } = new("schema_version", Migrations);
}

/// <summary>How a part of the schema came to be.</summary>
/// <param name="name">Under which the journal keeps the version of the part.</param>
/// <param name="migrations">Each leads from the version before it to its own: the first from nothing to 1.</param>
internal sealed class SchemaSteps(string name, IReadOnlyList<string> migrations)
{
    /// <summary>Keeps the versions; made before anything else.</summary>
    public const string CreateInfo = "CREATE TABLE IF NOT EXISTS journal_info (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)";

    public int Current => migrations.Count;

    /// <summary>Asks which version the journal has: a text, or nothing.</summary>
    public string FindVersion => $"SELECT value FROM journal_info WHERE name = '{name}'";

    /// <param name="found">What <see cref="FindVersion"/> has found; null for nothing.</param>
    public static int Version(object? found) => found is string text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;

    /// <summary>What leads from a version to the present one; all in one transaction.</summary>
    public IEnumerable<string> From(int version) =>
    [
        .. migrations.Skip(version),
        $"DELETE FROM journal_info WHERE name = '{name}'",
        FormattableString.Invariant($"INSERT INTO journal_info (name, value) VALUES ('{name}', '{Current}')"),
    ];
}
