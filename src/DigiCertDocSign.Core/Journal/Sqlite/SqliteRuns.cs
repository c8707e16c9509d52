using System.Collections.Concurrent;
using DigiCertDocSign.Storage;

namespace DigiCertDocSign.Journal.Sqlite;

/// <summary>Which runs are at work on a journal of this machine.</summary>
internal interface ISqliteRuns
{
    /// <exception cref="DocSigningException">JournalNotWritable or RunLocksUnusable.</exception>
    IJournalRun Enter(string runId);

    bool IsAtWork(string runId);

    /// <summary>Whether any run is.</summary>
    bool IsAnyAtWork();
}

/// <summary>
/// Each run holds an exclusive lock on a file of its own beside the journal. The operating system releases the lock when the process ends,
/// also by SIGKILL. So when another process can take the lock, the run is over.
/// </summary>
internal sealed class FileRuns(string folder) : ISqliteRuns
{
    private const string Extension = ".lock";

    public IJournalRun Enter(string runId)
    {
        try
        {
            OwnerOnly.CreateDirectory(folder, ownerOnly: true);
            string path = PathOf(runId);
            OwnerOnly.CreateFile(path).Dispose();
            var held = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            if (!IsHeld(path))
            {
                Leave(held, path);
                throw JournalFaults.RunLocksUnusable(folder, FileLocks.FileSystemOf(folder));
            }

            return new SqliteRun(runId, () => Leave(held, path), () => IsHeld(path) ? null : JournalFaults.RunLost(path));
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            throw SqliteFaults.RunsNotWritable(problem, folder);
        }
    }

    public bool IsAtWork(string runId)
    {
        string path = PathOf(runId);
        if (IsHeld(path))
        {
            return true;
        }

        try
        {
            // The run is over. Its file is of no use to anybody: the first process that notices deletes it.
            File.Delete(path);
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            // Then the next process deletes it. The lock could be had, so the run is over all the same.
        }

        return false;
    }

    /// <summary>The files stay: one without a lock may be that of a run which is about to take it.</summary>
    public bool IsAnyAtWork()
    {
        try
        {
            return Directory.Exists(folder) && Directory.GetFiles(folder, "*" + Extension).Any(IsHeld);
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>
    /// What another process sees: a lock that cannot be had. The process that holds it sees the same of itself, unless the file was removed
    /// or the place keeps no locks.
    /// </summary>
    private static bool IsHeld(string path)
    {
        try
        {
            using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
            }

            return false;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            // Also a file of another user, or one that Windows is deleting: a process that cannot tell must not take an intent over.
            return true;
        }
    }

    private static void Leave(FileStream held, string path)
    {
        held.Dispose();
        try
        {
            File.Delete(path);
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            // A file that stays behind holds no lock, and a later process deletes it.
        }
    }

    private string PathOf(string runId) => Path.Combine(folder, runId + Extension);
}

/// <summary>Runs of one process, for a journal in memory.</summary>
internal sealed class MemoryRuns : ISqliteRuns
{
    private readonly ConcurrentDictionary<string, bool> _atWork = new(StringComparer.Ordinal);

    public IJournalRun Enter(string runId)
    {
        _atWork[runId] = true;
        return new SqliteRun(runId, () => _atWork.TryRemove(runId, out _), () => null);
    }

    public bool IsAtWork(string runId) => _atWork.ContainsKey(runId);

    public bool IsAnyAtWork() => !_atWork.IsEmpty;
}

/// <summary>A run on this machine. Its process has the lock as long as it lives, so that no other run ever takes its place.</summary>
/// <param name="runId">Names the run.</param>
/// <param name="leave">Gives the lock back.</param>
/// <param name="findLoss">Why other processes do not see the run at work any more; null while they do.</param>
internal sealed class SqliteRun(string runId, Action leave, Func<DocSigningException?> findLoss) : IJournalRun
{
    public string RunId => runId;

    public long Epoch => 1;

    public string? Warning => null;

    /// <summary>Its place is on this machine: it is there or it is not.</summary>
    public void WaitFor(JournalPatience patience)
    {
    }

    public Task<DateTimeOffset?> GetTimeAsync(CancellationToken cancellationToken) => Task.FromResult<DateTimeOffset?>(null);

    public Task EnsureAtWorkAsync(CancellationToken cancellationToken) =>
        findLoss() is { } lost ? Task.FromException(lost) : Task.CompletedTask;

    /// <summary>A file that was put back from a copy does not show it.</summary>
    public Task<JournalLoss?> FindLossAsync(long accountId, CancellationToken cancellationToken) => Task.FromResult<JournalLoss?>(null);

    public Task EndLossAsync(long accountId, JournalLoss loss, CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        leave();
        return default;
    }
}
