using System.Runtime.InteropServices;

namespace DigiCertDocSign.Storage;

/// <summary>
/// A file that one process holds for itself alone, as a lock. No sharing is a lock of the whole file on every platform, and the system
/// takes it away from a process that dies.
/// </summary>
/// <remarks>
/// Such a file is not deleted: somebody may have opened it in that moment, and would hold what nobody sees, while the next one holds a
/// new file of that name.
/// </remarks>
internal static class HeldFile
{
    /// <summary>Opens the file, which is made for its owner alone when it is missing, and its folder, too. Unbuffered.</summary>
    /// <returns>Null when somebody else holds it.</returns>
    /// <exception cref="IOException">And its kin: see <see cref="DurableFile.IsFileProblem"/>.</exception>
    public static FileStream? TryOpen(string path)
    {
        try
        {
            return Open(path);
        }
        catch (IOException inUse) when (IsInUse(inUse))
        {
            return null;
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return OpenExisting(path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            Create(path);
            return OpenExisting(path);
        }
    }

    private static FileStream OpenExisting(string path) => new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);

    private static void Create(string path)
    {
        OwnerOnly.CreateDirectory(Path.GetDirectoryName(path)!, ownerOnly: true);
        try
        {
            OwnerOnly.CreateFile(path).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process made it a moment ago.
        }
    }

    private static bool IsInUse(IOException exception)
    {
        const int SharingViolation = 32;
        const int LockViolation = 33;
        const int WouldBlockOnLinux = 11;
        const int WouldBlockOnMac = 35;
        int code = exception.HResult & 0xFFFF;
        return RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
            ? code is SharingViolation or LockViolation
            : exception.HResult is WouldBlockOnLinux or WouldBlockOnMac;
    }
}
