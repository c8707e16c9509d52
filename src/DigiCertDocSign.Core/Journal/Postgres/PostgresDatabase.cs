using System.Data.Common;
using System.Security;
using CertCentral.Pacing;
using Npgsql;

namespace DigiCertDocSign.Journal.Postgres;

/// <summary>A PostgreSQL database that holds a journal: opens sessions that keep commits and notice when the other end is gone.</summary>
internal sealed class PostgresDatabase
{
    private const int OldestServer = 14;

    private readonly PostgresSettings _settings;
    private readonly PostgresSchema _schema;
    private readonly Lazy<NpgsqlDataSource> _source;
    private bool _isReady;

    private PostgresDatabase(PostgresSettings settings)
    {
        _settings = settings;
        _schema = new PostgresSchema(settings.Schema, settings.Place);
        _source = new Lazy<NpgsqlDataSource>(settings.CreateSource);
    }

    /// <summary>Server, database and schema, for messages.</summary>
    public string Place => _settings.Place;

    /// <summary>What an operator must know of the way to it; null for nothing.</summary>
    public string? Warning => _settings.Warning;

    /// <summary>The schema of the journal, which tells its runs from those of another in the same database.</summary>
    public string Schema => _settings.Schema;

    /// <summary>What this process has seen of the server, whatever that has lost since.</summary>
    public SeenHistory Seen { get; } = new();

    /// <summary>Talks to nobody yet.</summary>
    /// <exception cref="DocSigningException">JournalDatabaseInvalid.</exception>
    public static PostgresDatabase Named(string database, SecureString? password, bool isSandbox) =>
        new(PostgresSettings.Read(database, password, isSandbox));

    /// <summary>The journal's storage in this database; connections are made when they are needed.</summary>
    public IJournalStorage OpenStorage(TimeProvider time) => new PostgresStorage(this, time);

    /// <summary>Whether there is a journal in this database. Makes none.</summary>
    /// <exception cref="DocSigningException">The database cannot be used; the kind says why.</exception>
    public async Task<bool> HasJournalAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var session = new PostgresSession(this, new PostgresPatience(), time, begin: null);
        return await session.DoAsync((connection, _, token) => PrepareAsync(connection, make: false, token), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>What takes journals of files into this database.</summary>
    public IJournalCollector OpenCollector(TimeProvider time) => new PostgresCollector(this, time);

    /// <summary>Where all hosts that use this database count the calls of a key.</summary>
    public IPermitStore OpenPermits() => new PostgresPermits(this, _settings.Digest());

    /// <summary>A connection that is nobody else's, to a server that can be relied on.</summary>
    /// <param name="isRun">Whether a run lives by it: the server ends it within a minute after its host has gone.</param>
    /// <param name="cancellationToken">Ends the wait for the server.</param>
    /// <exception cref="DocSigningException">JournalPooled or JournalUnreachable.</exception>
    public async Task<NpgsqlConnection> OpenAsync(bool isRun, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await _source.Value.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await PostgresPooler.RefuseAsync(_source.Value, connection, Place, cancellationToken).ConfigureAwait(false);
            await SetAsync(connection, isRun, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Looks once whether the tables are those of this version, and makes them so.</summary>
    /// <param name="connection">Of this database.</param>
    /// <param name="make">Whether a journal that is not there is made, and an older one brought up to date.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <returns>False: there is no journal.</returns>
    /// <exception cref="DocSigningException">JournalTooNew, JournalOutdated or JournalNotPermitted.</exception>
    public async Task<bool> PrepareAsync(NpgsqlConnection connection, bool make, CancellationToken cancellationToken) =>
        _isReady = _isReady || await _schema.PrepareAsync(connection, make, cancellationToken).ConfigureAwait(false);

    /// <summary>The next use looks at the tables again, as after another server has taken over.</summary>
    public void Forget() => _isReady = false;

    private async Task SetAsync(NpgsqlConnection connection, bool isRun, CancellationToken cancellationToken)
    {
        if (connection.PostgreSqlVersion.Major < OldestServer)
        {
            throw PostgresFaults.ServerTooOld(Place, connection.PostgreSqlVersion, OldestServer);
        }

        if (connection.PostgresParameters.TryGetValue("server_encoding", out string? encoding) && encoding != "UTF8")
        {
            throw PostgresFaults.NotUnicode(Place, encoding);
        }

        // What a role or a database has as its defaults must not weaken a journal.
        var values = new List<string>
        {
            "set_config('search_path', quote_ident(@schema), false)",
            "set_config('synchronous_commit', CASE current_setting('synchronous_standby_names') WHEN '' THEN 'on' ELSE 'remote_apply' END, "
                + "false)",
            "set_config('default_transaction_isolation', 'read committed', false)",
            "set_config('default_transaction_read_only', 'off', false)",
            "set_config('lock_timeout', '10s', false)",
            "set_config('statement_timeout', '30s', false)",
            "set_config('idle_in_transaction_session_timeout', '30s', false)",
            "set_config('tcp_keepalives_idle', '10', false)",
            "set_config('tcp_keepalives_interval', '5', false)",
            "set_config('tcp_keepalives_count', '4', false)",
            "set_config('tcp_user_timeout', '30000', false)",
        };
        if (isRun)
        {
            // A run tells every ten seconds that it is there. Behind a proxy that answers for a host that is gone, this alone tells.
            values.Add("set_config('idle_session_timeout', '45s', false)");
        }

        using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = "SELECT " + string.Join(", ", values);
        command.Parameters.AddWithValue("schema", Schema);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>Statements of the journal, as PostgreSQL takes them.</summary>
internal static class PostgresCommands
{
    /// <param name="connection">Open.</param>
    /// <param name="sql">With @names for values.</param>
    /// <param name="fill">Gives the values.</param>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, Action<DbCommand> fill)
    {
        NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = sql;
        fill(command);
        foreach (NpgsqlParameter parameter in command.Parameters)
        {
            // What a server has said is kept as far as it can be: no text of PostgreSQL has a NUL or half a character.
            if (parameter.Value is string text && text.Any(one => one == '\0' || char.IsSurrogate(one)))
            {
                parameter.Value = WellFormed(text);
            }
        }

        return command;
    }

    private static string WellFormed(string text)
    {
        char[] kept = text.ToCharArray();
        for (int place = 0; place < kept.Length; place++)
        {
            if (char.IsHighSurrogate(kept[place]) && place + 1 < kept.Length && char.IsLowSurrogate(kept[place + 1]))
            {
                place++;
            }
            else if (kept[place] == '\0' || char.IsSurrogate(kept[place]))
            {
                kept[place] = '\uFFFD';
            }
        }

        return new string(kept);
    }
}
