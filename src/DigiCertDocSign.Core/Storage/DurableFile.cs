using System.Runtime.InteropServices;
using System.Security;

namespace DigiCertDocSign.Storage;

/// <summary>
/// Writes a file whole or not at all: to a temporary file beside it, through to the disk, then into place in one step.
/// Without leave to overwrite, that step fails when the name is taken, even when another process took it a moment ago.
/// </summary>
internal static class DurableFile
{
    /// <remarks>
    /// The folder is made when missing. An owner-only file has mode 0600, or an access list of its owner alone, from its
    /// creation on.
    /// </remarks>
    /// <exception cref="FileExistsException">The file is there and <paramref name="overwrite"/> is false.</exception>
    /// <exception cref="IOException">Disk full, read-only and the like; see <see cref="IsFileProblem"/> for all kinds.</exception>
    public static void Write(string path, byte[] content, bool ownerOnly, bool overwrite)
    {
        string directory = Path.GetDirectoryName(path)!;
        OwnerOnly.CreateDirectory(directory, ownerOnly);
        string temporary = TemporaryFile.PathIn(directory);
        try
        {
            using (FileStream stream = ownerOnly ? OwnerOnly.CreateFile(temporary) : new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                stream.Write(content, 0, content.Length);
                stream.Flush(flushToDisk: true);
            }

            if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            {
                WindowsFile.Move(temporary, path, overwrite);
            }
            else
            {
                UnixFile.Move(temporary, path, overwrite);
                UnixFile.FlushDirectory(directory);
            }
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>True for what the file system may answer: a full disk, missing rights, an impossible path.</summary>
    public static bool IsFileProblem(Exception problem) =>
        problem is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException or ArgumentException;
}
