using System.Runtime.InteropServices;
using System.Security.AccessControl;
using System.Security.Principal;
#if !NETFRAMEWORK
using System.Runtime.Versioning;
#endif

namespace DigiCertDocSign.Storage;

/// <summary>
/// Makes files and folders that only their owner may open. They get these rights as they are made, not after it: in between, another user
/// could open the file and keep it open.
/// </summary>
internal static class OwnerOnly
{
    private const int NoBuffer = 1; // written in one go
#if !NETFRAMEWORK
    private const UnixFileMode OwnersFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
#endif

    /// <summary>Makes the file, to be written and read.</summary>
    /// <param name="path">In full.</param>
    /// <param name="share">What others may do with it as long as this stream is open.</param>
    /// <exception cref="IOException">The file is there already.</exception>
    public static FileStream CreateFile(string path, FileShare share = FileShare.None)
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            FileSecurity security = OwnersFile();
            const FileSystemRights Rights = FileSystemRights.Read | FileSystemRights.Write | FileSystemRights.Synchronize;
#if NETFRAMEWORK
            return new FileStream(path, FileMode.CreateNew, Rights, share, NoBuffer, FileOptions.None, security);
#else
            return new FileInfo(path).Create(FileMode.CreateNew, Rights, share, NoBuffer, FileOptions.None, security);
#endif
        }

#if NETFRAMEWORK
        throw new PlatformNotSupportedException("The .NET Framework build runs on Windows alone.");
#else
        return new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = share,
            BufferSize = NoBuffer,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
#endif
    }

    /// <summary>On Windows, takes from others the rights to a file that another library has just made, before anything is in it.</summary>
    /// <exception cref="IOException">The rights cannot be changed.</exception>
    public static void CloseFile(string path)
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows) && File.Exists(path))
        {
            new FileInfo(path).SetAccessControl(OwnersFile());
        }
    }

    /// <summary>Makes the file, empty, and its folder when they are missing. What is there keeps its rights.</summary>
    public static void EnsureFile(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        CreateDirectory(Path.GetDirectoryName(path)!, ownerOnly: true);
        try
        {
            // Shared, since another process may see the file before this stream is closed. On Windows SQLite then found one that it might
            // not write to, and took it for read-only.
            CreateFile(path, FileShare.ReadWrite | FileShare.Delete).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was faster, and made the same file.
        }
    }

    /// <summary>Makes the folder, and those above it, when they are missing. One that is there keeps its rights.</summary>
    public static void CreateDirectory(string path, bool ownerOnly)
    {
        if (Directory.Exists(path))
        {
            return;
        }

#if !NETFRAMEWORK
        if (ownerOnly && !RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            // .NET gives the rights to the last folder alone, and to those above it whatever the umask leaves: others could then take the
            // last one away and put their own in its place.
            if (Path.GetDirectoryName(path) is { Length: > 0 } parent)
            {
                CreateDirectory(parent, ownerOnly);
            }

            Directory.CreateDirectory(path, OwnersFolder);
            return;
        }
#endif
        // On Windows each file has an access list of its own, which takes nothing over from the folder's.
        Directory.CreateDirectory(path);
    }

    /// <summary>
    /// Takes from others the rights to a folder of the module's own that is there: an earlier version, or another program, may have made
    /// it open to them.
    /// </summary>
    /// <returns>A sentence, when somebody else's account owns the folder and it stays open; else null.</returns>
    public static string? CloseDirectory(string path)
    {
#if !NETFRAMEWORK
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows) && Directory.Exists(path)
            && (File.GetUnixFileMode(path) & ~OwnersFolder) != UnixFileMode.None)
        {
            try
            {
                File.SetUnixFileMode(path, OwnersFolder);
            }
            catch (Exception problem) when (DurableFile.IsFileProblem(problem))
            {
                return $"Other accounts may open the folder {path}, where the journal is kept, and this one may not change that. "
                    + $"Have its owner run chmod 700 on it. {problem.Message}";
            }
        }
#endif
        return null;
    }

#if !NETFRAMEWORK
    [SupportedOSPlatform("windows")]
#endif
    private static FileSecurity OwnersFile()
    {
        using var identity = WindowsIdentity.GetCurrent();
        var security = new FileSecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        security.AddAccessRule(new FileSystemAccessRule(identity.User!, FileSystemRights.FullControl, AccessControlType.Allow));
        return security;
    }
}
