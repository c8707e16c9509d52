using DigiCertDocSign.Journal.Sql;
using Npgsql;

namespace DigiCertDocSign.Journal.Postgres;

/// <summary>
/// The tables of a journal in PostgreSQL: those that every journal has, and those that hosts share besides. A role that owns the schema
/// makes them and brings them up to date; others may only use them.
/// </summary>
internal sealed class PostgresSchema(string schema, string place)
{
    private static readonly SchemaSteps Shared = new(
        "database_version",
        [
            """
            CREATE FUNCTION note_intent_change() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
                IF TG_OP = 'DELETE' THEN
                    DELETE FROM intent_changes WHERE reference = OLD.reference;
                ELSE
                    INSERT INTO intent_changes (reference, number, changed_at, from_state, to_state, run_id)
                    VALUES (NEW.reference, (SELECT count(*) FROM intent_changes WHERE reference = NEW.reference), NEW.updated_at,
                        CASE WHEN TG_OP = 'UPDATE' THEN OLD.state END, NEW.state, NEW.run_id);
                END IF;
                RETURN NULL;
            END
            $body$;
            CREATE TRIGGER intent_begun AFTER INSERT OR DELETE ON intents FOR EACH ROW EXECUTE FUNCTION note_intent_change();
            CREATE TRIGGER intent_changed AFTER UPDATE ON intents FOR EACH ROW
                WHEN (OLD.state <> NEW.state OR OLD.run_id <> NEW.run_id) EXECUTE FUNCTION note_intent_change();
            """,

            // The name is a digest of an API key. Updates come several times a second.
            """
            CREATE TABLE pacing (
                name TEXT NOT NULL PRIMARY KEY,
                ledger BYTEA
            )
            """,

            // When commits may have been lost, and in which accounts a run has looked since for what was sent.
            """
            CREATE TABLE losses (
                seen_at BIGINT NOT NULL PRIMARY KEY,
                history TEXT NOT NULL
            );
            CREATE TABLE loss_accounts (
                seen_at BIGINT NOT NULL,
                account_id BIGINT NOT NULL,
                since BIGINT,
                looked_at BIGINT,
                PRIMARY KEY (seen_at, account_id)
            )
            """,
        ]);

    private static readonly SchemaSteps[] Parts = [JournalSchema.Common, Shared];

    /// <summary>Looks whether the tables are those of this version, and makes them so.</summary>
    /// <param name="connection">Looks for tables in the schema.</param>
    /// <param name="make">
    /// Whether a journal that is not there is made, and one of an older version brought up to date: other hosts cannot use it then, so
    /// nobody does it who only reads or counts calls.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <returns>False: there is no journal.</returns>
    /// <exception cref="DocSigningException">JournalTooNew, JournalOutdated or JournalNotPermitted.</exception>
    public async Task<bool> PrepareAsync(NpgsqlConnection connection, bool make, CancellationToken cancellationToken)
    {
        int[]? found = await FindAsync(connection, cancellationToken).ConfigureAwait(false);
        if (found is null && !make)
        {
            return false;
        }

        if (found is null || !IsCurrent(found))
        {
            if (!make)
            {
                throw PostgresFaults.Outdated(place, "the next run that begins with this version brings it up to date");
            }

            await MigrateAsync(connection, isNew: found is null, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    /// <exception cref="DocSigningException">JournalTooNew.</exception>
    private bool IsCurrent(int[] found)
    {
        for (int part = 0; part < Parts.Length; part++)
        {
            if (found[part] > Parts[part].Current)
            {
                throw PostgresFaults.TooNew(place, found[part], Parts[part].Current);
            }
        }

        return Parts.Zip(found, (part, version) => part.Current == version).All(same => same);
    }

    /// <summary>The versions of the parts; null where there is no journal.</summary>
    private async Task<int[]?> FindAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await AskAsync(connection, "SELECT to_regclass(format('%I.journal_info', @schema)) IS NOT NULL", cancellationToken)
            .ConfigureAwait(false) is not true)
        {
            return null;
        }

        int[] versions = new int[Parts.Length];
        for (int part = 0; part < Parts.Length; part++)
        {
            object? version = await AskAsync(connection, Parts[part].FindVersion, cancellationToken).ConfigureAwait(false);
            versions[part] = SchemaSteps.Version(version);
        }

        return versions;
    }

    private async Task<object?> AskAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("schema", schema);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A run of the older version would lose its journal in the middle.</summary>
    /// <exception cref="DocSigningException">JournalOutdated.</exception>
    private async Task RefuseWhileAtWorkAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await AskAsync(connection, "SELECT to_regclass(format('%I.runs', @schema)) IS NULL", cancellationToken)
            .ConfigureAwait(false) is true)
        {
            return;
        }

        var open = new List<long>();
        using (NpgsqlCommand command = connection.Command("SELECT run_id FROM runs WHERE ended_at IS NULL", static _ => { }))
        {
            using NpgsqlDataReader rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                open.Add(PostgresRun.KeyOf(schema, rows.GetString(0)));
            }
        }

        using NpgsqlCommand locks = connection.Command(
            $"""
            SELECT EXISTS (
                SELECT 1 FROM unnest(@keys) AS key JOIN pg_locks ON {PostgresLocks.IsKeyIn("key")} AND pid <> pg_backend_pid())
            """,
            command => SqlIntents.Add(command, "keys", open.ToArray()));
        if (await locks.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true)
        {
            throw PostgresFaults.Outdated(place, "a run is at work on it: it is brought up to date when that has ended");
        }
    }

    /// <summary>In one transaction, under a lock: several hosts may open a new journal at once.</summary>
    private async Task MigrateAsync(NpgsqlConnection connection, bool isNew, CancellationToken cancellationToken)
    {
        try
        {
            using NpgsqlTransaction transaction = connection.BeginTransaction();
            await RunAsync("SELECT pg_advisory_xact_lock(@key)").ConfigureAwait(false);

            // "IF NOT EXISTS" asks for the right to make schemas even where there is nothing to make.
            if (await AskAsync(connection, "SELECT to_regnamespace(quote_ident(@schema)) IS NULL", cancellationToken)
                .ConfigureAwait(false) is true)
            {
                await RunAsync($"CREATE SCHEMA \"{schema.Replace("\"", "\"\"")}\"").ConfigureAwait(false);
            }

            await RunAsync(SchemaSteps.CreateInfo).ConfigureAwait(false);
            int[] found = (await FindAsync(connection, cancellationToken).ConfigureAwait(false))!;
            if (!IsCurrent(found))
            {
                await RefuseWhileAtWorkAsync(connection, cancellationToken).ConfigureAwait(false);
                foreach (string step in Parts.Zip(found, (part, version) => part.From(version)).SelectMany(steps => steps))
                {
                    await RunAsync(step).ConfigureAwait(false);
                }
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw PostgresFaults.SchemaNotPermitted(place, schema, isNew, refused);
        }

        async Task RunAsync(string sql)
        {
            using NpgsqlCommand command = connection.CreateCommand();
            command.CommandText = sql;
            if (sql.Contains("@key"))
            {
                command.Parameters.AddWithValue("key", PostgresLocks.KeyOf("schema", schema));
            }

            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
