using DigiCertDocSign.Storage;

namespace DigiCertDocSign.Journal.Sqlite;

/// <summary>
/// Each run holds an exclusive lock on a file of its own beside the journal. The system gives the lock back when the process ends, be it
/// by SIGKILL, so a lock that can be had belongs to a run that is over.
/// </summary>
public sealed class FileRuns(string folder) : IRunRegistry
{
    /// <inheritdoc/>
    /// <exception cref="DocSigningException">JournalNotWritable.</exception>
    public IDisposable Enter(string runId)
    {
        try
        {
            OwnerOnly.CreateDirectory(folder, ownerOnly: true);
            string path = PathOf(runId);
            OwnerOnly.CreateFile(path).Dispose();
            return new Entry(path, new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            throw new DocSigningException(
                FaultKind.JournalNotWritable,
                "JournalPath",
                $"The folder {folder} beside the journal cannot be written to, so nothing is ordered. {problem.Message} Mend its rights, or name another journal with -JournalPath.",
                problem);
        }
    }

    /// <inheritdoc/>
    public bool IsAtWork(string runId)
    {
        string path = PathOf(runId);
        try
        {
            using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
            }

            // Its run is over and nobody will ask for it often: swept up by whoever notices.
            File.Delete(path);
            return false;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            // Also a file of another user, or one that Windows is deleting: who cannot tell must not take an intent over.
            return true;
        }
    }

    private string PathOf(string runId) => Path.Combine(folder, runId + ".lock");

    private sealed class Entry(string path, FileStream held) : IDisposable
    {
        public void Dispose()
        {
            held.Dispose();
            try
            {
                File.Delete(path);
            }
            catch (Exception problem) when (DurableFile.IsFileProblem(problem))
            {
                // A lock file left behind holds no lock and is swept up later.
            }
        }
    }
}
