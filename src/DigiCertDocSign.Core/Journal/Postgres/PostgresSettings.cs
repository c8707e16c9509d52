using System.Data.Common;
using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using CertCentral;
using Npgsql;

namespace DigiCertDocSign.Journal.Postgres;

/// <summary>Which PostgreSQL database holds a journal, and how it is reached. It shows its password nowhere.</summary>
internal sealed class PostgresSettings
{
    private const string DefaultSchema = "docsigning";

    /// <summary>What is rehearsed in a sandbox must not mingle with what was bought, nor take a real person's claim.</summary>
    private const string SandboxEnding = "_sandbox";

    private const int DefaultPort = 5432;

    /// <summary>How long a statement may take; a journal's take milliseconds.</summary>
    private const int LongestStatementSeconds = 15;
    private const int LongestConnectSeconds = 10;
    private const int LongestCancelMilliseconds = 2000;

    private readonly NpgsqlConnectionStringBuilder _connection;
    private readonly SecureString? _password;
    private readonly TargetSessionAttributes _target;

    private PostgresSettings(
        NpgsqlConnectionStringBuilder connection, SecureString? password, TargetSessionAttributes target, bool isSandbox)
    {
        (_connection, _password, _target) = (connection, password, target);
        Schema = string.IsNullOrWhiteSpace(connection.SearchPath) ? DefaultSchema : SchemaOf(connection.SearchPath!);
        Schema += isSandbox ? SandboxEnding : "";
        Place = $"{connection.Host}{(connection.Port == DefaultPort ? "" : FormattableString.Invariant($":{connection.Port}"))}/"
            + $"{connection.Database ?? connection.Username}, schema {Schema}";

        // The search path is set when the connection stands: a pooler would refuse a connection that begins with one.
        connection.SearchPath = null;
    }

    /// <summary>The schema that the journal has for itself.</summary>
    public string Schema { get; }

    /// <summary>Server, database and schema, for messages.</summary>
    public string Place { get; }

    /// <summary>What an operator must know of the way to the server; null for nothing.</summary>
    public string? Warning { get; private init; }

    /// <param name="database">A connection string of Npgsql, or the name of a service with or without "service=" before it.</param>
    /// <param name="password">Null: it is where libpq looks for it, or none is needed.</param>
    /// <param name="isSandbox">Whether it is a sandbox's journal, which has a schema of its own beside the real one.</param>
    /// <exception cref="DocSigningException">JournalDatabaseInvalid.</exception>
    public static PostgresSettings Read(string database, SecureString? password, bool isSandbox)
    {
        DbConnectionStringBuilder given = PostgresServices.Resolve(database);
        NpgsqlConnectionStringBuilder connection;
        TargetSessionAttributes target;
        try
        {
            target = TakeTarget(given);
            connection = new NpgsqlConnectionStringBuilder(given.ConnectionString);
        }
        catch (Exception problem) when (IsOfString(problem))
        {
            // What the exception quotes may be a part of a password with a semicolon in it.
            throw PostgresFaults.StringUnreadable();
        }

        if (string.IsNullOrWhiteSpace(connection.Host))
        {
            throw PostgresFaults.HostMissing();
        }

        if (password is not null && connection.Password is not null)
        {
            throw PostgresFaults.TwoPasswords();
        }

        if (password is not null)
        {
            connection.Passfile = null;
        }

        string? warning = SetTls(connection, given);
        SetRest(connection);
        return new PostgresSettings(connection, password?.Copy(), target, isSandbox) { Warning = warning };
    }

    /// <summary>Whether it is what Npgsql throws at a connection string that it cannot read.</summary>
    public static bool IsOfString(Exception problem) =>
        problem is ArgumentException or FormatException or OverflowException or NotSupportedException;

    /// <summary>The same for the same database and sign-in, and tells neither.</summary>
    public string Digest()
    {
        using var hash = SHA256.Create();
        string password = _password is { } given ? SecretText.Use(given, characters => new string(characters)) : "";
        return Convert.ToBase64String(hash.ComputeHash(Encoding.UTF8.GetBytes($"{Place}\n{_connection.ConnectionString}\n{password}")));
    }

    /// <summary>What opens connections to it, one each time.</summary>
    public NpgsqlDataSource CreateSource()
    {
        var builder = new NpgsqlDataSourceBuilder(_connection.ConnectionString);
        if (_password is { } password)
        {
            builder.UsePasswordProvider(
                _ => SecretText.Use(password, characters => new string(characters)),
                (_, _) => new ValueTask<string>(SecretText.Use(password, characters => new string(characters))));
        }

        return _connection.Host!.Contains(',') ? builder.BuildMultiHost().WithTargetSession(_target) : builder.Build();
    }

    // Given to the source and not in the string, which has none for a single host.
    private static TargetSessionAttributes TakeTarget(DbConnectionStringBuilder given)
    {
        string? name = FirstKey(given, PostgresServices.TargetNames);
        if (name is null)
        {
            return TargetSessionAttributes.Primary;
        }

        string words = ((string)given[name]).Replace("-", "").Replace("_", "").Replace(" ", "");
        given.Remove(name);
        return Enum.TryParse(words, ignoreCase: true, out TargetSessionAttributes target) ? target : throw new FormatException();
    }

    /// <returns>What is to be told; null for nothing.</returns>
    private static string? SetTls(NpgsqlConnectionStringBuilder connection, DbConnectionStringBuilder given)
    {
        if (connection.Host!.Split(',').All(IsOnThisMachine))
        {
            return null;
        }

        if (FirstKey(given, "ssl mode", "sslmode") is null)
        {
            connection.SslMode = SslMode.VerifyFull;
        }

        return connection.SslMode switch
        {
            SslMode.VerifyFull => null,
            SslMode.Require or SslMode.VerifyCA => PostgresFaults.IsNotVerified(connection.SslMode.ToString()),
            _ => throw PostgresFaults.TlsTooWeak(connection.SslMode.ToString()),
        };
    }

    private static void SetRest(NpgsqlConnectionStringBuilder connection)
    {
        // A run is a session, so a session is nobody else's.
        connection.Pooling = false;
        connection.Enlist = false;
        connection.Multiplexing = false;
        connection.ServerCompatibilityMode = ServerCompatibilityMode.NoTypeLoading;
        connection.IncludeErrorDetail = false;
        connection.PersistSecurityInfo = false;
        connection.MaxAutoPrepare = 20;
        connection.AutoPrepareMinUsages = 3;
        connection.CommandTimeout = connection.CommandTimeout is > 0 and < LongestStatementSeconds
            ? connection.CommandTimeout
            : LongestStatementSeconds;

        // 0 would wait without an end, for a server that takes the connection and says nothing.
        connection.Timeout = connection.Timeout is > 0 and < LongestConnectSeconds ? connection.Timeout : LongestConnectSeconds;
        connection.CancellationTimeout = connection.CancellationTimeout is -1 or (> 0 and < LongestCancelMilliseconds)
            ? connection.CancellationTimeout
            : LongestCancelMilliseconds;
        connection.ApplicationName ??= "DigiCertDocSign";
    }

    private static bool IsOnThisMachine(string host)
    {
        string name = host.Trim();
        if (name.Length == 0 || name[0] is '/' or '@' || name.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        // With a port behind it, as one of several hosts has.
        int colon = name.LastIndexOf(':');
        string bare = colon > 0 && name.IndexOf(':') == colon ? name.Substring(0, colon) : name;
        return bare.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(bare.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
    }

    private static string? FirstKey(DbConnectionStringBuilder given, params string[] names) =>
        names.FirstOrDefault(name => given.ContainsKey(name));

    /// <summary>As PostgreSQL reads it: without quotation marks, a name is in small letters.</summary>
    /// <exception cref="DocSigningException">JournalDatabaseInvalid: it is none that all hosts would read as the same one.</exception>
    private static string SchemaOf(string searchPath)
    {
        string path = searchPath.Trim();
        bool isQuoted = path.Length > 2 && path[0] == '"' && path[path.Length - 1] == '"';
        string name = isQuoted ? path.Substring(1, path.Length - 2) : path.ToLowerInvariant();
        return name.IndexOfAny(['"', ',']) >= 0 || name[0] == '$' ? throw PostgresFaults.SchemaUnclear() : name;
    }
}
