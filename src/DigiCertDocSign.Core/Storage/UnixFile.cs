using System.ComponentModel;
using System.Runtime.InteropServices;

namespace DigiCertDocSign.Storage;

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
