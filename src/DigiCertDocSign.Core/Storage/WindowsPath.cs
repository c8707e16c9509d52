using System.Runtime.InteropServices;

namespace DigiCertDocSign.Storage;

/// <summary>
/// Paths for the functions of Windows that are called without .NET between. Those take 259 characters, and more only in the extended form,
/// which .NET itself gives the paths of its own files.
/// </summary>
public static class WindowsPath
{
    /// <summary>
    /// What SQLite puts behind the name of a database for the files beside it, at most: "-mj", and nine characters.
    /// </summary>
    internal const int RoomForSqlite = 12;

    private const int ShortPath = 260; // MAX_PATH, with the zero at the end
    private const string Extended = @"\\?\";
    private const string ExtendedShare = @"\\?\UNC\";
    private const string Share = @"\\";
    private const string Device = @"\\.\";

    /// <summary>As this system takes the path: on Windows in full, and extended where it is long; elsewhere as it is.</summary>
    /// <param name="path">The path.</param>
    /// <param name="room">How much longer the names are that the function itself makes of it.</param>
    internal static string ForSystem(string path, int room = 0) =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? Extend(Path.GetFullPath(path), room) : path;

    /// <summary>The extended form of a path that is too long for the other one. Windows takes an extended path letter by letter.</summary>
    /// <param name="path">A full path of Windows, without <c>.</c> and <c>..</c>.</param>
    /// <param name="room">How much longer it may become.</param>
    public static string Extend(string path, int room = 0)
    {
        string plain = path.Replace('/', '\\');
        return plain.Length + room < ShortPath || StartsWith(plain, Extended) || StartsWith(plain, Device) ? path
            : StartsWith(plain, Share) ? ExtendedShare + plain.Substring(Share.Length)
            : Extended + plain;
    }

    private static bool StartsWith(string path, string start) => path.StartsWith(start, StringComparison.Ordinal);
}
