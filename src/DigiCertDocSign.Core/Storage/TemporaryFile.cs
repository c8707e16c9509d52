using System.Text.RegularExpressions;

namespace DigiCertDocSign.Storage;

/// <summary>
/// The half-written files of <see cref="DurableFile"/>. A process that is killed leaves its own behind. While a file is being
/// written its process holds it open for itself alone, and the system gives that back with the process, however it ends: one that can
/// be opened was left behind.
/// </summary>
internal static class TemporaryFile
{
    private static readonly Regex Name = new(@"^\.[0-9a-f]{32}\.tmp$", RegexOptions.CultureInvariant);

    public static string PathIn(string directory) => Path.Combine(directory, "." + Guid.NewGuid().ToString("N") + ".tmp");

    /// <summary>Deletes what was left behind. What cannot be deleted stays: it is in nobody's way.</summary>
    public static void Sweep(string directory)
    {
        try
        {
            foreach (string path in Directory.Exists(directory) ? Directory.GetFiles(directory, ".*.tmp").Where(path => Name.IsMatch(Path.GetFileName(path))) : [])
            {
                Delete(path);
            }
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            // A folder that may be written to and not be listed.
        }
    }

    private static void Delete(string path)
    {
        try
        {
            using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
            }

            File.Delete(path);
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            // Being written at this moment, or another user's.
        }
    }
}
