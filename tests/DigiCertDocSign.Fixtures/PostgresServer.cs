using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace DigiCertDocSign.Fixtures;

/// <summary>
/// A real PostgreSQL on a port of this machine, made for the tests and gone with their process, however that ends. It runs as a user
/// without rights, as PostgreSQL wants it.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    /// <summary>The role that owns the schema of a journal, and no more.</summary>
    public const string Owner = "team";

    public const string Password = "Tr0mso;winter";

    private const string Package = "postgresql";

    private static readonly Lazy<PostgresServer> SharedServer = new(() => new PostgresServer(isDurable: false));

    private readonly string _folder;
    private readonly Process _guard;
    private readonly string[] _options;
    private int _databases;

    /// <param name="isDurable">Whether a commit waits for the disk, as it does where durability is the subject.</param>
    /// <param name="options">What stands in its configuration besides, each as name=value.</param>
    public PostgresServer(bool isDurable, params string[] options)
        : this(null, isDurable, options)
    {
    }

    private PostgresServer(PostgresServer? primary, bool isDurable, string[] options)
    {
        _folder = Directory.CreateTempSubdirectory("docsign-pg-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            ProgramRun.Of("chown", "postgres", _folder).MustSucceed();
        }

        // When the tests end, however they do, the guard reads the end of its input and stops the server.
        _guard = StartGuard();
        if (primary is null)
        {
            Make();
        }
        else
        {
            Run("pg_basebackup", "-h", primary.Folder, "-p", $"{primary.Port}", "-U", "postgres", "-D", Data, "-R", "-X",
                "stream", "-c", "fast");
        }

        Port = FreePort();
        _options =
        [
            "listen_addresses=127.0.0.1", $"port={Port}", $"unix_socket_directories={_folder}", $"fsync={(isDurable ? "on" : "off")}",
            "max_connections=200", "shared_buffers=32MB", "log_min_messages=warning", .. options,
        ];
        Start();
        if (primary is null)
        {
            Sql("postgres", $"CREATE ROLE {Owner} LOGIN PASSWORD '{Password}'");
        }
    }

    /// <summary>One for all tests of a process: each takes a database of its own.</summary>
    public static PostgresServer Shared => SharedServer.Value;

    /// <summary>Debian keeps the programs of each version apart, and out of the path.</summary>
    private static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? FolderWith("initdb", [.. Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))])
        : FolderWith("initdb", []);

    /// <summary>Why there is none on this machine; null where there is.</summary>
    public static string? Missing { get; } =
        OperatingSystem.IsWindows() || Programs is null ? $"PostgreSQL is missing: install {Package}." : null;

    public int Port { get; }

    /// <summary>Whether it has not been stopped.</summary>
    public bool IsUp { get; private set; }

    /// <summary>Where its sockets are.</summary>
    public string Folder => _folder;

    /// <summary>Whose the files and the process are: a user without rights.</summary>
    public static string User => Environment.IsPrivilegedProcess ? "postgres" : Environment.UserName;

    private string Data => Path.Combine(_folder, "data");

    /// <summary>A database with a schema that the owner's role has, and nothing in it.</summary>
    /// <returns>Its name.</returns>
    public string NewDatabase(bool withSchema = true)
    {
        string name = $"journal{Interlocked.Increment(ref _databases)}";
        Sql("postgres", $"CREATE DATABASE {name}");
        if (withSchema)
        {
            Sql(name, $"CREATE SCHEMA docsigning AUTHORIZATION {Owner}");
        }

        return name;
    }

    /// <summary>Another server that follows this one, and takes no changes.</summary>
    public PostgresServer NewStandby() => new(this, isDurable: false, []);

    /// <summary>A standby has all that its primary has, and gets no more.</summary>
    public void CutOff(PostgresServer primary)
    {
        string last = primary.Sql("postgres", "SELECT pg_current_wal_flush_lsn()");
        Await($"SELECT pg_last_wal_replay_lsn() >= '{last}'");
        Sql("postgres", "ALTER SYSTEM SET primary_conninfo = ''");
        Sql("postgres", "SELECT pg_reload_conf()");
        Await("SELECT count(*) = 0 FROM pg_stat_wal_receiver");
    }

    /// <summary>A standby becomes the primary, as when the other one is gone.</summary>
    public void Promote() => Run("pg_ctl", "-D", Data, "-w", "-t", "120", "promote");

    /// <summary>Copies the files, as a backup of a server that stands still.</summary>
    public void BackUp()
    {
        Stop("fast");
        Run("cp", "-a", Data, Data + ".copy");
        Start();
    }

    /// <summary>Puts the files back that were copied.</summary>
    public void PutBack()
    {
        Stop("immediate");
        Run("rm", "-rf", Data);
        Run("cp", "-a", Data + ".copy", Data);
        Start();
    }

    /// <summary>How a role reaches a database, password and all.</summary>
    public string Connection(string database, string role = Owner, int? port = null) =>
        $"Host=127.0.0.1;Port={port ?? Port};Database={database};Username={role};Password=\"{Password}\"";

    /// <summary>Runs statements as the administrator.</summary>
    /// <returns>What they answer, a line for each row.</returns>
    public string Sql(string database, string sql) => Run("psql", "-h", _folder, "-p", $"{Port}", "-U", "postgres", "-d", database,
        "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-c", sql).Output.Trim();

    public void Start()
    {
        Run("pg_ctl", "-D", Data, "-l", Path.Combine(_folder, "log"), "-w", "-t", "120", "-o",
            string.Join(' ', _options.Select(option => $"-c '{option}'")), "start");
        IsUp = true;
    }

    /// <param name="mode">"fast", or "immediate": as a machine that loses its power.</param>
    public void Stop(string mode)
    {
        Run("pg_ctl", "-D", Data, "-w", "-t", "120", "-m", mode, "stop");
        IsUp = false;
    }

    /// <summary>Runs a program as the server's user.</summary>
    public ProgramRun Run(string program, params string[] arguments) => ProgramRun.Of(Command(program, arguments)).MustSucceed();

    /// <summary>A program that is to be run as the server's user.</summary>
    public ProcessStartInfo Command(string program, params string[] arguments)
    {
        string path = FolderWith(program, [Programs!, "/usr/sbin"]) is { } folder ? Path.Combine(folder, program) : program;
        string[] words = Environment.IsPrivilegedProcess
            ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", path, .. arguments]
            : [path, .. arguments];
        return new ProcessStartInfo(words[0], words[1..]) { WorkingDirectory = _folder };
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        _guard.StandardInput.Close();
        _guard.WaitForExit();
        _guard.Dispose();
    }

    /// <summary>Where a program is, first in these folders and then in the path.</summary>
    internal static string? FolderWith(string program, string[] first) =>
        first.Order(StringComparer.Ordinal).Reverse().Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, program)));

    private void Await(string condition)
    {
        while (Sql("postgres", condition) != "t")
        {
            Thread.Yield();
        }
    }

    private void Make()
    {
        File.WriteAllText(Path.Combine(_folder, "password"), Password);
        Run("initdb", "-D", Data, "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync", "--auth-local=trust",
            "--auth-host=scram-sha-256", "--pwfile=" + Path.Combine(_folder, "password"));
        File.AppendAllText(Path.Combine(Data, "pg_hba.conf"), "host all all all scram-sha-256\n");
    }

    private Process StartGuard()
    {
        ProcessStartInfo guard = Command(
            "sh", "-c", $"cat > /dev/null; '{Programs}/pg_ctl' -D '{Data}' -m immediate stop > /dev/null 2>&1; rm -rf '{_folder}'");
        guard.RedirectStandardInput = true;
        return Process.Start(guard) ?? throw new InvalidOperationException("sh did not start.");
    }
}
