using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Security;
using System.Text.RegularExpressions;

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

/// <summary>The name is taken. Each writer turns this into a fault that names its own parameter.</summary>
internal sealed class FileExistsException(string path) : IOException($"The file {path} exists.");

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

/// <summary>
/// What .NET does not offer on Unix. Its File.Move looks first and renames then, so two writers can both win; link(2)
/// fails when the name is taken, in one step. And a name is only durable when its folder has been flushed too.
/// </summary>
internal static class UnixFile
{
    private const int FileExists = 17; // EEXIST
    private const int DiskError = 5; // EIO
    private const int ReadOnly = 0; // O_RDONLY

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
            return; // the caller removes the temporary name
        }

        if (Marshal.GetLastWin32Error() == FileExists)
        {
            throw new FileExistsException(target);
        }

        Reserve(target);
        Rename(source, target);
    }

    /// <exception cref="IOException">The disk reports an error. A file system that cannot flush folders is taken as it is.</exception>
    public static void FlushDirectory(string directory)
    {
        int handle = open(directory, ReadOnly);
        if (handle < 0)
        {
            return; // a folder may be writable and not readable; its files are flushed all the same
        }

        int failed = fsync(handle) == 0 ? 0 : Marshal.GetLastWin32Error();
        _ = close(handle);
        if (failed == DiskError)
        {
            throw new IOException($"The disk reports an error while the folder {directory} is written.");
        }
    }

    // Shares and FAT know no hard links. There the name is taken by an empty file first, which only one writer can make.
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
            throw new IOException($"The file cannot be put in its place at {target}: {new Win32Exception(Marshal.GetLastWin32Error()).Message}.");
        }
    }

#pragma warning disable IDE1006, SYSLIB1054, CA2101 // the names of the C library; source-made marshalling does not exist on .NET Framework
    [DllImport("libc", SetLastError = true)]
    private static extern int link([MarshalAs(UnmanagedType.LPUTF8Str)] string source, [MarshalAs(UnmanagedType.LPUTF8Str)] string target);

    [DllImport("libc", SetLastError = true)]
    private static extern int rename([MarshalAs(UnmanagedType.LPUTF8Str)] string source, [MarshalAs(UnmanagedType.LPUTF8Str)] string target);

    [DllImport("libc", SetLastError = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int fsync(int handle);

    [DllImport("libc", SetLastError = true)]
    private static extern int close(int handle);
#pragma warning restore IDE1006, SYSLIB1054, CA2101
}

/// <summary>
/// MoveFileEx itself: .NET Framework has no move that replaces, and File.Replace would give the new file the access list
/// of the old one.
/// </summary>
internal static class WindowsFile
{
    private const int ReplaceExisting = 0x1;
    private const int WriteThrough = 0x8;
    private const int FileExists = 80; // ERROR_FILE_EXISTS
    private const int AlreadyExists = 183; // ERROR_ALREADY_EXISTS

    /// <exception cref="FileExistsException">The target is there and <paramref name="overwrite"/> is false.</exception>
    public static void Move(string source, string target, bool overwrite)
    {
        if (MoveFileEx(source, target, WriteThrough | (overwrite ? ReplaceExisting : 0)))
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
