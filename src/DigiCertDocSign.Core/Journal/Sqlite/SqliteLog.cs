using DigiCertDocSign.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DigiCertDocSign.Journal.Sqlite;

/// <summary>
/// How the journal's file keeps a commit whole. While a run is at work on a disk of this machine, SQLite appends to a log beside the file
/// (WAL), and a commit costs one flush of the disk instead of four. That log needs memory that all its processes share, which no two
/// machines have: on a share SQLite goes on writing pages back (a rollback journal), as it also does when no run is at work. Either way a
/// commit is on the disk when it returns.
/// </summary>
/// <param name="connection">Open, with its settings; not owned.</param>
/// <param name="path">The journal's file.</param>
/// <param name="isShared">Whether other machines may see the file.</param>
internal sealed class SqliteLog(SqliteConnection connection, string path, bool isShared)
{
    private const int EraseMilliseconds = 1000;
    private const string IsNoted = "SELECT 1 FROM journal_info WHERE name = 'shared'";
    private const string Note = "INSERT INTO journal_info (name, value) SELECT 'shared', 'yes' WHERE NOT EXISTS (" + IsNoted + ")";

    /// <summary>Whether a file that can be read is one that SQLite reads with its log alone.</summary>
    public static bool Has(string path)
    {
        // By SQLite's file format: the byte at 19 says how the file is to be read.
        const int ReadVersion = 19;
        const int WithLog = 2;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Position = ReadVersion;
            return file.ReadByte() == WithLog;
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            return false;
        }
    }

    /// <summary>
    /// Before the first reading. On a share, a log that a process of another machine left behind is taken in without the shared memory; a
    /// process that is at work with it keeps the journal busy.
    /// </summary>
    /// <exception cref="SqliteException">The file cannot be opened so.</exception>
    public void Open()
    {
        if (isShared)
        {
            TakeLogIn();

            // A process on the machine whose disk it is must not begin a log while this one reads. There is nothing to note in yet, or
            // nothing can be written: then a run notes it.
            Try(Note);
        }
    }

    /// <summary>When a run begins. A journal that was ever used on a share keeps to the way that works there.</summary>
    /// <exception cref="SqliteException">The journal cannot be read or written.</exception>
    public void BeginRun()
    {
        if (isShared)
        {
            TakeLogIn();
            Execute(Note);
            return;
        }

        if (IsUsedOnShare())
        {
            return;
        }

        // What cannot be switched, as while another process reads, goes on in the other way, which is as safe.
        Try("PRAGMA journal_mode = WAL");

        // On Unix SQLite gives them the rights of the journal's file.
        OwnerOnly.CloseFile(path + "-wal");
        OwnerOnly.CloseFile(path + "-shm");
        if (IsUsedOnShare())
        {
            // Another machine was faster, just now.
            Try("PRAGMA journal_mode = DELETE");
        }
    }

    /// <summary>When a run ends: what it wrote is in the journal's file, so that a copy of that file has it.</summary>
    public void EndRun() => Try("PRAGMA wal_checkpoint(PASSIVE)");

    /// <summary>
    /// Before the connection is closed: without the log, the file can be read where nothing can be written, and taken to a share. While
    /// other connections are open the log stays, and the last of them does this.
    /// </summary>
    public void Close() => Try("PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE");

    /// <summary>
    /// Writes the file anew, without what was deleted in it, and empties the log, which has earlier pages. What is left over from the
    /// writing goes to memory, not to a file.
    /// </summary>
    /// <returns>False: another process is at work on the file, so that traces may be left.</returns>
    public bool Erase()
    {
        if (connection.Handle is not { } handle)
        {
            return false;
        }

        Try($"PRAGMA busy_timeout = {EraseMilliseconds}; PRAGMA temp_store = MEMORY");
        bool isErased = raw.sqlite3_exec(handle, "VACUUM") == raw.SQLITE_OK
            && raw.sqlite3_wal_checkpoint_v2(handle, null, raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _) == raw.SQLITE_OK;
        Try($"PRAGMA busy_timeout = {SqliteDatabase.BusyMilliseconds}; PRAGMA temp_store = DEFAULT");
        return isErased;
    }

    private void TakeLogIn() => Execute("""
        PRAGMA locking_mode = EXCLUSIVE;
        PRAGMA journal_mode = DELETE;
        PRAGMA locking_mode = NORMAL;
        SELECT count(*) FROM sqlite_master;
        """);

    private bool IsUsedOnShare()
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = IsNoted;
        return command.ExecuteScalar() is not null;
    }

    private void Execute(string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>
    /// Past the commands of the library, which would try again for half a minute. It may fail: nothing is lost then, and what is wrong with
    /// the file the next commit tells.
    /// </summary>
    private void Try(string sql)
    {
        // A connection that is closed already has none.
        if (connection.Handle is { } handle)
        {
            _ = raw.sqlite3_exec(handle, sql);
        }
    }
}
