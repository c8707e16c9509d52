using System.Security;
using CertCentral.Pacing;
using DigiCertDocSign.Journal.Postgres;
using DigiCertDocSign.Journal.Sqlite;
using DigiCertDocSign.Storage;

namespace DigiCertDocSign.Journal;

/// <summary>
/// Where a journal is kept: a file of the user's, a database of a team's, or memory for rehearsals. Each kind of place says how it is
/// described, whether there is anything to read, and which storage opens it.
/// </summary>
public sealed class JournalPlace
{
    private readonly Func<IJournalStorage> _open;

    private readonly Func<bool> _exists;
    private readonly string _description;

    private JournalPlace(string description, string? path, Func<bool> exists, Func<IJournalStorage> open) =>
        (_description, Path, _exists, _open) = (description, path, exists, open);

    /// <summary>The file; null for a journal that is not in a file.</summary>
    public string? Path { get; }

    /// <summary>Server, database and schema; null for a journal that is not in a database.</summary>
    public string? Database { get; private init; }

    /// <summary>Where all hosts that share the journal count the calls of a key; null for a journal that hosts do not share.</summary>
    public IPermitStore? PermitStore { get; private init; }

    /// <summary>What an operator must know of the way to it; null for nothing.</summary>
    public string? Warning { get; private init; }

    private Func<IJournalCollector>? Collector { get; init; }

    private Func<CancellationToken, Task<bool>>? Asked { get; init; }

    /// <summary>The journal of this user on this machine.</summary>
    /// <exception cref="DocSigningException">JournalNotWritable: the account has no home folder.</exception>
    public static JournalPlace Default => At(System.IO.Path.Combine(StateFolder.Path, "journal.db"));

    /// <summary>Whether there may be anything to read yet. Of a database nobody knows without asking.</summary>
    public bool Exists => _exists();

    /// <summary>Whether there is a journal, or whoever writes first makes one. A database is asked.</summary>
    /// <exception cref="DocSigningException">The database cannot be used; the kind says why.</exception>
    public Task<bool> IsMadeAsync(CancellationToken cancellationToken) => Asked?.Invoke(cancellationToken) ?? Task.FromResult(Exists);

    /// <summary>A journal in a file; nothing is created yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isShared">Whether other machines may see the file; null: it is found out.</param>
    /// <exception cref="DocSigningException">JournalNotWritable: the path is that of a folder.</exception>
    public static JournalPlace At(string path, bool? isShared = null)
    {
        string full = System.IO.Path.GetFullPath(path);
        if (Directory.Exists(full) || System.IO.Path.GetFileName(full).Length == 0)
        {
            throw JournalFaults.IsFolder(full);
        }

        return new JournalPlace(full, full, () => File.Exists(full), SqliteDatabase.InFile(full, isShared).OpenStorage);
    }

    /// <summary>A journal that a team shares, in a PostgreSQL database. Nobody is asked yet.</summary>
    /// <param name="database">A connection string of Npgsql, or the name of a service.</param>
    /// <param name="password">Null: it is where PostgreSQL's programs look for it, or none is needed.</param>
    /// <param name="time">The clock by which a run shows that it is there, and waits for the database.</param>
    /// <param name="isSandbox">Whether it is a sandbox's journal, which has a schema of its own beside the real one.</param>
    /// <exception cref="DocSigningException">JournalDatabaseInvalid.</exception>
    public static JournalPlace InDatabase(string database, SecureString? password, TimeProvider time, bool isSandbox = false)
    {
        var named = PostgresDatabase.Named(database, password, isSandbox);
        return new JournalPlace(named.Place, null, () => true, () => named.OpenStorage(time))
        {
            Database = named.Place,
            Collector = () => named.OpenCollector(time),
            Asked = token => named.HasJournalAsync(time, token),
            Warning = named.Warning,
            PermitStore = named.OpenPermits(),
        };
    }

    /// <summary>A journal that lives as long as the storages that are open on it.</summary>
    public static JournalPlace InMemory() => new("in memory", null, () => true, SqliteDatabase.InMemory().OpenStorage);

    /// <summary>Opens the journal and brings it up to date; makes it when there is none.</summary>
    /// <param name="time">The clock of the journal's times.</param>
    /// <exception cref="DocSigningException">JournalNotWritable, JournalCorrupt, JournalFull, JournalBusy or JournalTooNew.</exception>
    public IOrderJournal Open(TimeProvider time) => new OrderJournal(OpenStorage(), time);

    /// <summary>Opens the journal's storage and brings it up to date; makes it when there is none.</summary>
    /// <exception cref="DocSigningException">JournalNotWritable, JournalCorrupt, JournalFull, JournalBusy or JournalTooNew.</exception>
    public IJournalStorage OpenStorage() => _open();

    /// <summary>What takes journals in that users had in files.</summary>
    /// <exception cref="DocSigningException">JournalNotShared: this journal is in no database.</exception>
    public IJournalCollector OpenCollector() => Collector?.Invoke() ?? throw JournalFaults.NotShared(_description);

    /// <summary>A journal in a file, as a database takes it in. Nothing is opened yet, and nothing is made.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DocSigningException">JournalNotWritable: the path is that of a folder.</exception>
    public static IJournalFile OpenFile(string path) => SqliteDatabase.InFile(At(path).Path!, isShared: null).OpenFile();

    /// <inheritdoc/>
    public override string ToString() => _description;
}
