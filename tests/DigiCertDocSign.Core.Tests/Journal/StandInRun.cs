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

    public Task EnsureAtWorkAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        leave();
        return default;
    }
}
