using DigiCertDocSign.Journal.Sqlite;
using DigiCertDocSign.Storage;

namespace DigiCertDocSign.Journal;

/// <summary>
/// Where a journal is kept: a file of the user's, or memory for rehearsals. Each kind of place names the storage that opens it.
/// </summary>
public sealed class JournalPlace
{
    private readonly Func<IJournalStorage> _open;

    private JournalPlace(string? path, Func<IJournalStorage> open) => (Path, _open) = (path, open);

    /// <summary>The file; null for a journal in memory.</summary>
    public string? Path { get; }

    /// <summary>The journal of this user on this machine.</summary>
    /// <exception cref="DocSigningException">JournalNotWritable: the account has no home folder.</exception>
    public static JournalPlace Default => At(System.IO.Path.Combine(StateFolder.Path, "journal.db"));

    /// <summary>Whether there is anything to read yet.</summary>
    public bool Exists => Path is null || File.Exists(Path);

    /// <summary>A journal in a file; nothing is created yet.</summary>
    public static JournalPlace At(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        return new JournalPlace(full, SqliteDatabase.InFile(full).OpenStorage);
    }

    /// <summary>A journal that lives as long as the storages that are open on it.</summary>
    public static JournalPlace InMemory() => new(null, SqliteDatabase.InMemory().OpenStorage);

    /// <summary>Opens the journal and brings it up to date; makes it when there is none.</summary>
    /// <param name="time">The clock of the journal's times.</param>
    /// <exception cref="DocSigningException">JournalNotWritable, JournalCorrupt, JournalFull, JournalBusy or JournalTooNew.</exception>
    public IOrderJournal Open(TimeProvider time) => new OrderJournal(OpenStorage(), time);

    /// <summary>Opens the journal's storage and brings it up to date; makes it when there is none.</summary>
    /// <exception cref="DocSigningException">JournalNotWritable, JournalCorrupt, JournalFull, JournalBusy or JournalTooNew.</exception>
    public IJournalStorage OpenStorage() => _open();

    /// <inheritdoc/>
    public override string ToString() => Path ?? "in memory";
}
