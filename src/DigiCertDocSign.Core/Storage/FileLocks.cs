using System.Runtime.InteropServices;

namespace DigiCertDocSign.Storage;

/// <summary>
/// Whether files in a folder can be locked. A share without locks answers at once that it has none, but SQLite takes that for a lock which
/// another process holds, and waits.
/// </summary>
internal static class FileLocks
{
    /// <param name="folder">A folder that is there.</param>
    /// <returns>True also where it cannot be tried out: then whoever uses the folder meets the reason.</returns>
    public static bool Work(string folder)
    {
        // .NET has no such locks there.
        if (RuntimeInformation.IsOSPlatform(OSPlatform.OSX))
        {
            return true;
        }

        FileStream trial;
        try
        {
            string path = Path.Combine(folder, $".{Guid.NewGuid():N}.lock");
            trial = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            return true;
        }

        using (trial)
        {
            try
            {
#pragma warning disable CA1416 // not reached on macOS
                trial.Lock(0, 1);
                trial.Unlock(0, 1);
#pragma warning restore CA1416
                return true;
            }
            catch (Exception problem) when (DurableFile.IsFileProblem(problem))
            {
                return false;
            }
        }
    }

    /// <summary>The name of the file system that a folder is on, such as nfs4 or cifs; null where the system does not tell.</summary>
    public static string? FileSystemOf(string folder)
    {
        try
        {
            return new DriveInfo(folder).DriveFormat is { Length: > 0 } format ? format : null;
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem) || problem is ArgumentException)
        {
            return null;
        }
    }
}
