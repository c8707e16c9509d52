using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>A run on the model: its lock lives with a session, and each new session raises its epoch.</summary>
internal sealed class ModelRun : IJournalRun
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    private readonly ModelDatabase _database;
    private readonly IModelWay _way;
    private readonly ModelPatience _own = new();
    private readonly ModelPatience _ofReading;
    private readonly ITimer _timer;
    private ModelSession? _last;
    private JournalPatience _wanted = JournalPatience.None;
    private bool _isOver;

    public ModelRun(ModelDatabase database, IModelWay way, string runId, ModelPatience ofReading, TimeProvider time)
    {
        (_database, _way, RunId, _ofReading) = (database, way, runId, ofReading);
        Connection = new ModelConnection(way, _own, time, BeginAsync);
        _timer = time.CreateTimer(_ => OnTimer(), null, Beat, Timeout.InfiniteTimeSpan);
    }

    public string RunId { get; }

    public long Epoch { get; private set; }

    public ModelConnection Connection { get; }

    public void WaitFor(JournalPatience patience)
    {
        _own.Replace(_wanted, patience);
        _ofReading.Replace(_wanted, patience);
        _wanted = patience;
    }

    public async Task EnsureAtWorkAsync(CancellationToken cancellationToken)
    {
        bool isHeld = await Connection.DoAsync(
            (session, _) =>
            {
                long epoch = Epoch;
                return _way.AskAsync(
                    session, $"whether {RunId} is at work still", () => _database.IsHeld(session, RunId, epoch), cancellationToken);
            },
            cancellationToken);
        if (!isHeld)
        {
            throw ModelDatabase.Lost();
        }
    }

    public async Task<DateTimeOffset?> GetTimeAsync(CancellationToken cancellationToken) => await Connection.DoAsync(
        (session, _) => _way.AskAsync(session, "what time it is", () => _database.Tables.Now, cancellationToken), cancellationToken);

    // The model loses no commit; FailoverTests play that on a real one.
    public string? Warning => null;

    public Task<JournalLoss?> FindLossAsync(long accountId, CancellationToken cancellationToken) => Task.FromResult<JournalLoss?>(null);

    public Task EndLossAsync(long accountId, JournalLoss loss, CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        await _timer.DisposeAsync();
        WaitFor(JournalPatience.None);
        await Connection.EndAsync(session =>
        {
            long epoch = Epoch;
            return _way.AskAsync(session, $"to end {RunId}", () => _database.Leave(session, RunId, epoch), CancellationToken.None);
        });
    }

    private async Task BeginAsync(ModelSession session, CancellationToken cancellationToken)
    {
        (ModelSession? last, long epoch) = (_last, Epoch);
        Epoch = await _way.AskAsync(
            session, $"to begin {RunId}", () => _database.Enter(session, RunId, last, epoch), cancellationToken);
        _last = session;
    }

    private async void OnTimer()
    {
        await Connection.BeatAsync();
        if (!_isOver)
        {
            _timer.Change(Beat, Timeout.InfiniteTimeSpan);
        }
    }
}
