using System.ComponentModel;
using System.Runtime.InteropServices;

namespace DigiCertDocSign.Storage;

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
