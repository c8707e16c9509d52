using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>A run of a storage that keeps no locks.</summary>
/// <param name="runId">Its id.</param>
/// <param name="leave">Hears that it has ended.</param>
internal sealed class StandInRun(string runId, Action leave) : IJournalRun
{
    public string RunId => runId;

    public long Epoch => 1;

    public void WaitFor(JournalPatience patience)
    {
    }

    public string? Warning => null;

    public Task<DateTimeOffset?> GetTimeAsync(CancellationToken cancellationToken) => Task.FromResult<DateTimeOffset?>(null);

    public Task EnsureAtWorkAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<JournalLoss?> FindLossAsync(long accountId, CancellationToken cancellationToken) => Task.FromResult<JournalLoss?>(null);

    public Task EndLossAsync(long accountId, JournalLoss loss, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        leave();
        return default;
    }
}
