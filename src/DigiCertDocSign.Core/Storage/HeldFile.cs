using System.Runtime.InteropServices;

namespace DigiCertDocSign.Storage;

/// <summary>
/// A file that one process holds for itself alone, as a lock. A file opened without sharing is locked as a whole on every platform, and the
/// system takes the lock away from a process that dies.
/// </summary>
/// <remarks>
/// No process deletes such a file: another process may have opened it at that moment. That one would then hold a file without a name, while
/// a third one holds a new file of the same name.
/// </remarks>
internal static class HeldFile
{
    /// <summary>Opens the file without a buffer. When it or its folder is missing, makes it for its owner alone.</summary>
    /// <returns>Null when another process, or another part of this one, holds it.</returns>
    /// <exception cref="IOException">
    /// As for all kinds that <see cref="DurableFile.IsFileProblem"/> names: the file cannot be opened.
    /// </exception>
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
            OwnerOnly.CreateDirectory(Path.GetDirectoryName(path)!, ownerOnly: true);
            return Create(path);
        }
    }

    // Held from its first moment on: a stream that only made the file would look to others like one that holds it.
    private static FileStream Create(string path)
    {
        try
        {
            return OwnerOnly.CreateFile(path);
        }
        catch (IOException) when (File.Exists(path))
        {
            return OpenExisting(path);
        }
    }

    private static FileStream OpenExisting(string path) => new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);

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
