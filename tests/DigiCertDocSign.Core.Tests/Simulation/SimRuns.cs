using DigiCertDocSign.Journal;
using DigiCertDocSign.Tests.Journal;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>Who is at work, as a system of locks tells it: a killed process is not.</summary>
internal sealed class SimRuns(Func<string, bool> isDead)
{
    private readonly HashSet<string> _entered = new(StringComparer.Ordinal);

    public IJournalRun Enter(string runId)
    {
        _entered.Add(runId);
        return new StandInRun(runId, () => _entered.Remove(runId));
    }

    public bool IsAtWork(string runId) => _entered.Contains(runId) && !isDead(runId);
}
