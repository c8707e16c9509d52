using System.Data.Common;
using System.Runtime.InteropServices;
using DigiCertDocSign.Storage;
using Microsoft.Data.Sqlite;
#if NETFRAMEWORK
using System.ComponentModel;
#else
using System.Reflection;
#endif

namespace DigiCertDocSign.Journal.Sqlite;

/// <summary>A SQLite database that holds a journal, in a file or in memory, and the runs that are at work on it.</summary>
internal sealed class SqliteDatabase
{
    /// <summary>How long a statement waits for another process.</summary>
    public const int BusyMilliseconds = 15_000;

    private readonly string? _path;
    private readonly string _connectionText;
    private readonly ISqliteRuns _runs;
    private readonly bool? _isShared;

    private SqliteDatabase(string? path, bool? isShared, SqliteConnectionStringBuilder text, ISqliteRuns runs) =>
        (_path, _isShared, _connectionText, _runs) = (path, isShared, text.ToString(), runs);

    /// <summary>A database in a file; nothing is created yet.</summary>
    /// <param name="path">In full.</param>
    /// <param name="isShared">Whether other machines may see the file; null: it is found out.</param>
    public static SqliteDatabase InFile(string path, bool? isShared)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = WindowsPath.ForSystem(path, WindowsPath.RoomForSqlite),
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        };
        return new SqliteDatabase(path, isShared, text, new FileRuns(path + ".runs"));
    }

    /// <summary>A database that lives as long as the connections to it.</summary>
    public static SqliteDatabase InMemory()
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = Guid.NewGuid().ToString("N"),
            Mode = SqliteOpenMode.Memory,
            Cache = SqliteCacheMode.Shared,
        };
        return new SqliteDatabase(null, null, text, new MemoryRuns());
    }

    /// <summary>
    /// The journal's storage in this database, with its schema up to date. The file is made, for its owner alone, when it is missing.
    /// </summary>
    /// <exception cref="DocSigningException">JournalNotWritable, JournalCorrupt, JournalFull, JournalBusy or JournalTooNew.</exception>
    public IJournalStorage OpenStorage()
    {
        (SqliteConnection connection, SqliteLog? log) = Connect();
        return new SqliteStorage(connection, log, _runs, Place);
    }

    /// <summary>The journal in a file that is there, as a database takes it in.</summary>
    public IJournalFile OpenFile() => new SqliteJournalFile(Place, Connect, _runs);

    private string Place => _path ?? "in memory";

    private (SqliteConnection Connection, SqliteLog? Log) Connect()
    {
        NativeSqlite.EnsureLoaded(); // before the first connection, which calls the library
        var connection = new SqliteConnection(_connectionText);
        try
        {
            if (_path is not null)
            {
                OwnerOnly.EnsureFile(_path);
                string folder = Path.GetDirectoryName(_path)!;
                if (!FileLocks.Work(folder))
                {
                    throw JournalFaults.LocksUnusable(_path, FileLocks.FileSystemOf(folder));
                }
            }

            connection.Open();
            using (SqliteCommand command = connection.CreateCommand())
            {
                // A commit is on the disk when it returns, power cut or not; "extra" also flushes the folder when a rollback journal goes.
                command.CommandText = $"PRAGMA busy_timeout = {BusyMilliseconds}; PRAGMA synchronous = EXTRA; PRAGMA fullfsync = ON;";
                command.ExecuteNonQuery();
            }

            SqliteLog? log = _path is null
                ? null
                : new SqliteLog(connection, _path, _isShared ?? !LocalDisk.Holds(Path.GetDirectoryName(_path)!));
            log?.Open();
            SqliteSchema.Migrate(connection, Place);
            return (connection, log);
        }
        catch (Exception problem) when (problem is DbException || DurableFile.IsFileProblem(problem))
        {
            connection.Dispose();
            throw SqliteFaults.Explain(problem, Place);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}

/// <summary>Makes SQLite's native library ready, once per process.</summary>
internal static class NativeSqlite
{
    private static readonly Lazy<bool> Loaded = new(Load);

    public static void EnsureLoaded() => _ = Loaded.Value;

    private static bool Load()
    {
#if NETFRAMEWORK
        // .NET Framework looks for native libraries beside the assembly and knows no folders by processor. Windows finds a library that is
        // loaded already by its bare name, so the right one is loaded by its path first.
        string processor = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "win-x64",
            Architecture.X86 => "win-x86",
            Architecture.Arm64 => "win-arm64",
            var other => throw new PlatformNotSupportedException($"SQLite is not shipped for {other}."),
        };
        // The libraries lie in the folder of PowerShell 7's assemblies, once for both.
        string bin = Path.GetDirectoryName(Path.GetDirectoryName(typeof(NativeSqlite).Assembly.Location))!;
        string library = Path.Combine(bin, "net8.0", "runtimes", processor, "native", "e_sqlite3.dll");
        if (LoadLibrary(WindowsPath.ForSystem(library)) == IntPtr.Zero)
        {
            throw new DllNotFoundException($"{library} cannot be loaded: {new Win32Exception(Marshal.GetLastWin32Error()).Message}");
        }
#else
        NativeLibrary.SetDllImportResolver(typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly, Resolve);
#endif
        SQLitePCL.Batteries_V2.Init();
        return true;
    }

#if !NETFRAMEWORK
    // macOS has SQLite itself, and so has nearly every Linux. The module brings one where it can be missing or old.
    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        string system = RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "/usr/lib/libsqlite3.dylib" : "libsqlite3.so.0";
        return NativeLibrary.TryLoad(name, assembly, search, out IntPtr library) || NativeLibrary.TryLoad(system, out library)
            ? library
            : IntPtr.Zero;
    }
#else
    [DllImport("kernel32", EntryPoint = "LoadLibraryW", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
    private static extern IntPtr LoadLibrary(string path);
#endif
}
