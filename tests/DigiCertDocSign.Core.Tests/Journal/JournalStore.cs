using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>A new place for a journal, of each kind that there is: what every storage promises is tried with all of them.</summary>
internal sealed class JournalStore : IDisposable
{
    private const string Database = "PostgreSQL";

    private readonly TempFolder? _folder;

    public JournalStore(string kind)
    {
        if (kind == Database)
        {
            Place = InDatabase(PostgresServer.Shared, PostgresServer.Shared.NewDatabase());
        }
        else
        {
            _folder = new TempFolder();
            Place = JournalPlace.At(_folder.File("journal.db"));
        }
    }

    /// <summary>Where PostgreSQL is missing, its tests are skipped, and those that need it alone are counted as skipped.</summary>
    public static TheoryData<string> Kinds => [.. Names];

    /// <summary>The one that most hosts can share.</summary>
    public static string Widest => Names[^1];

    private static string[] Names => PostgresServer.Missing is null ? ["SQLite", Database] : ["SQLite"];

    public JournalPlace Place { get; }

    public static JournalPlace InDatabase(PostgresServer server, string database, string role = PostgresServer.Owner) =>
        JournalPlace.InDatabase(server.Connection(database, role), null, TimeProvider.System);

    public IJournalStorage Open() => Place.OpenStorage();

    public void Dispose() => _folder?.Dispose();
}
