using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DigiCertDocSign.Storage;

/// <summary>
/// Tells a disk that this machine's system alone writes to from a share: of the network, of a virtual machine's host, of a cluster.
/// </summary>
internal static class LocalDisk
{
    // Those of which it is known. What else there is may be a share under another name.
    private static readonly HashSet<string> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        "ext", "ext2", "ext3", "ext2/ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "reiserfs", "tmpfs", "overlay", "overlayfs",
        "apfs", "hfs", "ufs", "NTFS", "ReFS",
    };

    /// <param name="folder">A folder that is there, in full.</param>
    /// <returns>False also where it cannot be told.</returns>
    public static bool Holds(string folder)
    {
        try
        {
            string? place = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? DriveOf(folder) : folder;
            return place is not null && Formats.Contains(new DriveInfo(place).DriveFormat);
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem) || problem is ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The drive where a folder lies in truth: a link, or a letter, may stand for a share.</summary>
    /// <returns>Null for a share.</returns>
    private static string? DriveOf(string folder)
    {
        const int Longest = 32_768;
        const int MayBeFolder = 0x02000000;
        const FileShare AnyShare = FileShare.ReadWrite | FileShare.Delete;
        string extended = WindowsPath.ForSystem(folder);
        using SafeFileHandle handle = CreateFile(extended, 0, AnyShare, IntPtr.Zero, FileMode.Open, MayBeFolder, IntPtr.Zero);
        char[] path = new char[Longest];
        int length = handle.IsInvalid ? 0 : GetFinalPathNameByHandle(handle, path, Longest, 0);

        // Such as \\?\C:\Users and \\?\UNC\server\share.
        string text = new(path, 0, length);
        return text.Length > 6 && text.StartsWith(@"\\?\", StringComparison.Ordinal) && text[5] == ':' ? text.Substring(4, 2) + @"\" : null;
    }

    [DllImport("kernel32", EntryPoint = "CreateFileW", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
    private static extern SafeFileHandle CreateFile(
        string path, int access, FileShare share, IntPtr security, FileMode mode, int flags, IntPtr template);

    [DllImport("kernel32", EntryPoint = "GetFinalPathNameByHandleW", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
    private static extern int GetFinalPathNameByHandle(
        SafeFileHandle handle, [Out] char[] path, int length, int flags);
}
