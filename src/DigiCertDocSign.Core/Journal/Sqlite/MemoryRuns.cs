using System.Collections.Concurrent;

namespace DigiCertDocSign.Journal.Sqlite;

/// <summary>Runs of one process, for a journal in memory.</summary>
public sealed class MemoryRuns : IRunRegistry
{
    private readonly ConcurrentDictionary<string, bool> _atWork = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IDisposable Enter(string runId)
    {
        _atWork[runId] = true;
        return new Entry(this, runId);
    }

    /// <inheritdoc/>
    public bool IsAtWork(string runId) => _atWork.ContainsKey(runId);

    private sealed class Entry(MemoryRuns registry, string runId) : IDisposable
    {
        public void Dispose() => registry._atWork.TryRemove(runId, out _);
    }
}
