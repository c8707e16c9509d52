using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Security;
using System.Text.RegularExpressions;

namespace DigiCertDocSign.Storage;

/// <summary>
/// Writes a file whole or not at all: into a temporary file beside it, through to the disk, then into its place in one step. When it may
/// not overwrite, that step fails if the name is taken, even if another process took it a moment ago.
/// </summary>
internal static class DurableFile
{
    // A process that is killed leaves its temporary file behind, which Sweep finds by this name.
    private static readonly Regex TemporaryName = new(@"^\.[0-9a-f]{32}\.tmp$", RegexOptions.CultureInvariant);

    /// <summary>Writes the file, and makes its folder when that is missing. The file is durable when this returns.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="content">All of the file.</param>
    /// <param name="ownerOnly">True for a file of mode 0600, or with an access list of its owner alone, from its creation on.</param>
    /// <param name="overwrite">True to replace a file that is there.</param>
    /// <exception cref="FileExistsException">The file is there and <paramref name="overwrite"/> is false.</exception>
    /// <exception cref="IOException">The disk is full, read-only and so on; see <see cref="IsFileProblem"/> for all kinds.</exception>
    public static void Write(string path, byte[] content, bool ownerOnly, bool overwrite) =>
        Write(path, stream => stream.Write(content, 0, content.Length), ownerOnly, overwrite);

    /// <inheritdoc cref="Write(string, byte[], bool, bool)"/>
    /// <param name="path">The full path.</param>
    /// <param name="write">Writes all of the file.</param>
    /// <param name="ownerOnly">True for a file of mode 0600, or with an access list of its owner alone, from its creation on.</param>
    /// <param name="overwrite">True to replace a file that is there.</param>
    public static void Write(string path, Action<Stream> write, bool ownerOnly, bool overwrite)
    {
        string directory = Path.GetDirectoryName(path)!;
        OwnerOnly.CreateDirectory(directory, ownerOnly);
        string temporary = Path.Combine(directory, "." + Guid.NewGuid().ToString("N") + ".tmp");
        try
        {
            using (FileStream stream = ownerOnly
                ? OwnerOnly.CreateFile(temporary)
                : new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
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

    /// <summary>True for the exceptions that the file system gives: for a full disk, missing rights, an impossible path.</summary>
    public static bool IsFileProblem(Exception problem) =>
        problem is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException or ArgumentException;

    /// <summary>
    /// Deletes the temporary files that killed processes left behind. A process that writes one holds it open, and the system closes it
    /// with the process, however that ends: so one that can be opened was left behind. One that cannot be deleted stays, and does no
    /// harm.
    /// </summary>
    public static void Sweep(string directory)
    {
        try
        {
            string[] found = Directory.Exists(directory) ? Directory.GetFiles(directory, ".*.tmp") : [];
            foreach (string path in found.Where(path => TemporaryName.IsMatch(Path.GetFileName(path))))
            {
                DeleteIfLeft(path);
            }
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            // The user may write to the folder and not list it.
        }
    }

    private static void DeleteIfLeft(string path)
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
            // Its process is writing it at this moment, or it is another user's.
        }
    }
}

/// <summary>The name is taken. Each caller of <see cref="DurableFile"/> turns this into a fault that names its own parameter.</summary>
internal sealed class FileExistsException(string path) : IOException($"The file {path} exists.");

/// <summary>
/// What .NET does not offer on Unix. Its File.Move first looks and then renames, so that two writers can both succeed; link(2) fails in one
/// step when the name is taken. And a name is durable only when its folder has been flushed too.
/// </summary>
internal static class UnixFile
{
    private const int FileExists = 17; // EEXIST
    private const int DiskError = 5; // EIO
    private const int ReadOnly = 0; // O_RDONLY

    /// <summary>Gives the file its name.</summary>
    /// <exception cref="FileExistsException">The target is there and <paramref name="overwrite"/> is false.</exception>
    public static void Move(string source, string target, bool overwrite)
    {
        if (overwrite)
        {
            Rename(source, target);
            return;
        }

        if (link(source, target) == 0)
        {
            return; // the caller deletes the temporary name
        }

        if (Marshal.GetLastWin32Error() == FileExists)
        {
            throw new FileExistsException(target);
        }

        Reserve(target);
        Rename(source, target);
    }

    /// <summary>Makes the names in the folder durable. Does nothing where the file system cannot flush folders.</summary>
    /// <exception cref="IOException">The disk reports an error.</exception>
    public static void FlushDirectory(string directory)
    {
        int handle = open(directory, ReadOnly);
        if (handle < 0)
        {
            return; // the user may write to the folder and not read it; the file itself has been flushed
        }

        int failed = fsync(handle) == 0 ? 0 : Marshal.GetLastWin32Error();
        _ = close(handle);
        if (failed == DiskError)
        {
            throw new IOException($"The disk reports an error while the folder {directory} is written.");
        }
    }

    // Network shares and FAT have no hard links. There an empty file takes the name first, which only one writer can make.
    private static void Reserve(string target)
    {
        try
        {
            new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None).Dispose();
        }
        catch (IOException) when (File.Exists(target))
        {
            throw new FileExistsException(target);
        }
    }

    private static void Rename(string source, string target)
    {
        if (rename(source, target) != 0)
        {
            throw new IOException(
                $"The file cannot be put in its place at {target}: {new Win32Exception(Marshal.GetLastWin32Error()).Message}.");
        }
    }

#pragma warning disable IDE1006, SYSLIB1054, CA2101 // the names of the C library; source-made marshalling does not exist on .NET Framework
    [DllImport("libc", SetLastError = true)]
    private static extern int link([MarshalAs(UnmanagedType.LPUTF8Str)] string source, [MarshalAs(UnmanagedType.LPUTF8Str)] string target);

    [DllImport("libc", SetLastError = true)]
    private static extern int rename(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string source, [MarshalAs(UnmanagedType.LPUTF8Str)] string target);

    [DllImport("libc", SetLastError = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int fsync(int handle);

    [DllImport("libc", SetLastError = true)]
    private static extern int close(int handle);
#pragma warning restore IDE1006, SYSLIB1054, CA2101
}

/// <summary>
/// MoveFileEx of Windows: .NET Framework has no move that replaces, and File.Replace would give the new file the access list of the old
/// one.
/// </summary>
internal static class WindowsFile
{
    private const int ReplaceExisting = 0x1;
    private const int WriteThrough = 0x8;
    private const int FileExists = 80; // ERROR_FILE_EXISTS
    private const int AlreadyExists = 183; // ERROR_ALREADY_EXISTS

    /// <summary>Gives the file its name.</summary>
    /// <exception cref="FileExistsException">The target is there and <paramref name="overwrite"/> is false.</exception>
    public static void Move(string source, string target, bool overwrite)
    {
        int flags = WriteThrough | (overwrite ? ReplaceExisting : 0);
        if (MoveFileEx(WindowsPath.ForSystem(source), WindowsPath.ForSystem(target), flags))
        {
            return;
        }

        int error = Marshal.GetLastWin32Error();
        throw error is FileExists or AlreadyExists
            ? new FileExistsException(target)
            : new IOException($"The file cannot be put in its place at {target}: {new Win32Exception(error).Message}.");
    }

#pragma warning disable SYSLIB1054 // source-made marshalling does not exist on .NET Framework
    [DllImport("kernel32", EntryPoint = "MoveFileExW", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool MoveFileEx(string source, string target, int flags);
#pragma warning restore SYSLIB1054
}
