using DigiCertDocSign.Journal;
using Microsoft.Extensions.Time.Testing;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>A new database of a team, real or the model of one, with a way to it on which a test can lose things.</summary>
internal sealed class TeamStore : IAsyncDisposable
{
    private const string Real = "PostgreSQL";

    private readonly string? _database;
    private readonly Cable? _cable;
    private readonly ModelDatabase _model = new(TimeProvider.System);
    private readonly ModelCable _modelCable;

    public TeamStore(string kind)
    {
        _modelCable = new ModelCable(_model);
        if (kind == Real)
        {
            _database = PostgresServer.Shared.NewDatabase();
            _cable = new Cable(PostgresServer.Shared.Port);
        }
    }

    /// <summary>Where PostgreSQL is missing, the tests that need it alone are counted as skipped.</summary>
    public static TheoryData<string> Kinds => PostgresServer.Missing is null ? [Real, "model"] : ["model"];

    /// <summary>Over the cable.</summary>
    public IJournalStorage Open() => Open(_cable?.Port, _modelCable);

    /// <summary>From another host.</summary>
    public IJournalStorage OpenElsewhere() => Open(null, new ModelCable(_model));

    public void LoseNextAnswer()
    {
        _cable?.LoseNextAnswer();
        _modelCable.LoseNextAnswer();
    }

    public void LoseNextRequest()
    {
        _cable?.LoseNextRequest();
        _modelCable.LoseNextRequest();
    }

    /// <summary>The server ends the session of the only run that has begun, or of the first of them.</summary>
    public void EndSession(string runId)
    {
        if (_database is null)
        {
            _model.EndRun(runId);
            return;
        }

        PostgresServer.Shared.Sql(
            _database,
            $"SELECT pg_terminate_backend(pid) {DatabaseRunTests.RunLocks} AND pid = "
            + "(SELECT min(pid) FROM pg_locks WHERE locktype = 'advisory')");
    }

    public async ValueTask DisposeAsync()
    {
        if (_cable is { } cable)
        {
            await cable.DisposeAsync();
        }
    }

    private IJournalStorage Open(int? port, ModelCable cable)
    {
        if (_database is null)
        {
            return new ModelStorage(_model, cable, new FakeTimeProvider());
        }

        string connection = port is { } own
            ? PostgresServer.Shared.Connection(_database, port: own)
            : PostgresServer.Shared.Connection(_database);
        return JournalPlace.InDatabase(connection, null, new FakeTimeProvider()).OpenStorage();
    }
}
