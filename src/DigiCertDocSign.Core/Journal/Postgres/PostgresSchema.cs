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
            CREATE TABLE runs (
                run_id TEXT NOT NULL PRIMARY KEY,
                epoch BIGINT NOT NULL,
                user_name TEXT NOT NULL,
                host_name TEXT NOT NULL,
                process_id INTEGER NOT NULL,
                started_at BIGINT NOT NULL,
                ended_at BIGINT
            )
            """,
        ]);

    private static readonly SchemaSteps[] Parts = [JournalSchema.Common, Shared];

    /// <summary>Looks whether the tables are those of this version, and makes them so.</summary>
    /// <param name="connection">Looks for tables in the schema.</param>
    /// <param name="make">Whether a journal that is not there is made; one that is there is always brought up to date.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <returns>False: there is no journal.</returns>
    /// <exception cref="DocSigningException">JournalTooNew or JournalNotPermitted.</exception>
    public async Task<bool> PrepareAsync(NpgsqlConnection connection, bool make, CancellationToken cancellationToken)
    {
        int[]? found = await FindAsync(connection, cancellationToken).ConfigureAwait(false);
        if (found is null && !make)
        {
            return false;
        }

        if (found is null || !IsCurrent(found))
        {
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
                throw JournalFaults.TooNew(place, found[part], Parts[part].Current);
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
