using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>A new place for a journal, of each kind that there is: what every storage promises is tried with all of them.</summary>
internal sealed class JournalStore : IDisposable
{
    private const string Database = "PostgreSQL";

    /// <summary>The model by which a team is simulated: it promises what the others do.</summary>
    private const string Model = "model";

    private readonly TempFolder? _folder;
    private readonly JournalPlace? _place;
    private readonly ModelDatabase _model = new(TimeProvider.System);

    public JournalStore(string kind)
    {
        if (kind == Database)
        {
            _place = InDatabase(PostgresServer.Shared, PostgresServer.Shared.NewDatabase());
        }
        else if (kind != Model)
        {
            _folder = new TempFolder();
            _place = JournalPlace.At(_folder.File("journal.db"));
        }
    }

    /// <summary>Where PostgreSQL is missing, its tests are skipped, and those that need it alone are counted as skipped.</summary>
    public static TheoryData<string> Places => [.. Names];

    /// <summary>The same and the model, which is no place that a user could name.</summary>
    public static TheoryData<string> Kinds => [.. Names, Model];

    /// <summary>The one that most hosts can share.</summary>
    public static string Widest => Names[^1];

    private static string[] Names => PostgresServer.Missing is null ? ["SQLite", Database] : ["SQLite"];

    public JournalPlace Place => _place!;

    public static JournalPlace InDatabase(PostgresServer server, string database, string role = PostgresServer.Owner) =>
        JournalPlace.InDatabase(server.Connection(database, role), null, TimeProvider.System);

    public IJournalStorage Open() =>
        _place?.OpenStorage() ?? new ModelStorage(_model, new ModelCable(_model), TimeProvider.System);

    public void Dispose() => _folder?.Dispose();
}
