using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>Who is at work, as a system of locks tells it: a killed process is not.</summary>
internal sealed class SimRuns(Func<string, bool> isDead) : IRunRegistry
{
    private readonly HashSet<string> _entered = new(StringComparer.Ordinal);

    public IDisposable Enter(string runId)
    {
        _entered.Add(runId);
        return new Entry(() => _entered.Remove(runId));
    }

    public bool IsAtWork(string runId) => _entered.Contains(runId) && !isDead(runId);

    private sealed class Entry(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
