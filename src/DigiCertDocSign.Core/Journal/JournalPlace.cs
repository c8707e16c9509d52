using System.Data.Common;
using DigiCertDocSign.Journal.Sqlite;
using DigiCertDocSign.Storage;
using Microsoft.Data.Sqlite;

namespace DigiCertDocSign.Journal;

/// <summary>Where a journal is kept and how it is opened: a SQLite file of the user's, or memory for rehearsals.</summary>
public sealed class JournalPlace
{
    private const int BusyMilliseconds = 15_000;
    private readonly string _connectionText;

    private JournalPlace(string? path, string connectionText, IRunRegistry runs)
    {
        Path = path;
        Runs = runs;
        _connectionText = connectionText;
    }

    /// <summary>The file; null for a journal in memory.</summary>
    public string? Path { get; }

    public IRunRegistry Runs { get; }

    /// <summary>The journal of this user on this machine.</summary>
    /// <exception cref="DocSigningException">JournalNotWritable: the account has no home folder.</exception>
    public static JournalPlace Default => At(System.IO.Path.Combine(StateFolder.Path, "journal.db"));

    /// <summary>A journal in a file; nothing is created yet.</summary>
    public static JournalPlace At(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        var text = new SqliteConnectionStringBuilder { DataSource = full, Mode = SqliteOpenMode.ReadWrite, Pooling = false };
        return new JournalPlace(full, text.ToString(), new FileRuns(full + ".runs"));
    }

    /// <summary>A journal that lives as long as the connections to it.</summary>
    public static JournalPlace InMemory()
    {
        var text = new SqliteConnectionStringBuilder { DataSource = Guid.NewGuid().ToString("N"), Mode = SqliteOpenMode.Memory, Cache = SqliteCacheMode.Shared };
        return new JournalPlace(null, text.ToString(), new MemoryRuns());
    }

    /// <summary>Whether there is anything to read yet.</summary>
    public bool Exists => Path is null || File.Exists(Path);

    /// <inheritdoc/>
    public override string ToString() => Path ?? "in memory";

    /// <summary>An open connection; the file is made, for its owner alone, when it is missing.</summary>
    /// <exception cref="DocSigningException">The file cannot be used; the kind says why.</exception>
    internal DbConnection Open()
    {
        var connection = new SqliteConnection(_connectionText);
        try
        {
            NativeSqlite.EnsureLoaded();
            CreateFile();
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();

            // A commit is on the disk when it returns, power cut or not; "extra" also flushes the folder when SQLite's own log goes.
            command.CommandText = $"PRAGMA busy_timeout = {BusyMilliseconds}; PRAGMA synchronous = EXTRA; PRAGMA fullfsync = ON;";
            command.ExecuteNonQuery();
            return connection;
        }
        catch (Exception problem) when (problem is DbException || DurableFile.IsFileProblem(problem))
        {
            connection.Dispose();
            throw SqliteFaults.Explain(problem, ToString());
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void CreateFile()
    {
        if (Path is null || File.Exists(Path))
        {
            return;
        }

        OwnerOnly.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!, ownerOnly: true);
        try
        {
            OwnerOnly.CreateFile(Path).Dispose();
        }
        catch (IOException) when (File.Exists(Path))
        {
            // Another process was faster, and made the same file.
        }
    }
}
