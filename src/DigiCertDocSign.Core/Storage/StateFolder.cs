using System.Runtime.InteropServices;

namespace DigiCertDocSign.Storage;

/// <summary>
/// The folder where a program keeps what belongs to the user and must survive: the XDG state folder on Linux, Application Support on macOS,
/// the local application data on Windows.
/// </summary>
public static class StateFolder
{
    private const string Name = "DigiCertDocSign";

    /// <summary>The folder's path; nothing is created.</summary>
    /// <exception cref="DocSigningException">JournalNotWritable: the account has no home, as some service accounts have none.</exception>
    public static string Path => PathOrNull ?? throw StorageFaults.NoHome();

    /// <summary>As <see cref="Path"/>; null for an account without a home.</summary>
    public static string? PathOrNull
    {
        get
        {
            string root = RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? XdgStateHome()
                : RuntimeInformation.IsOSPlatform(OSPlatform.OSX)
                    ? Below(Environment.SpecialFolder.UserProfile, "Library", "Application Support")
                    : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
            return root.Length > 0 ? System.IO.Path.Combine(root, Name) : null;
        }
    }

    /// <summary>Takes from others the rights to the folder, where it is there already and open to them.</summary>
    /// <returns>A sentence, when the folder stays open to them; else null.</returns>
    public static string? CloseToOthers() => PathOrNull is { } folder ? OwnerOnly.CloseDirectory(folder) : null;

    private static string XdgStateHome()
    {
        string? named = Environment.GetEnvironmentVariable("XDG_STATE_HOME");

        // The XDG Base Directory Specification says that relative paths are ignored.
        return named is { Length: > 0 } && System.IO.Path.IsPathRooted(named)
            ? named
            : Below(Environment.SpecialFolder.UserProfile, ".local", "state");
    }

    private static string Below(Environment.SpecialFolder folder, params string[] parts)
    {
        string root = Environment.GetFolderPath(folder);
        return root.Length == 0 ? "" : System.IO.Path.Combine([root, .. parts]);
    }
}

/// <summary>What can go wrong with the user's folders, in words.</summary>
internal static class StorageFaults
{
    public static DocSigningException NoHome() => new(
        FaultKind.JournalNotWritable,
        "JournalPath",
        "JournalPath: this account has no home folder to keep the journal in.");
}
