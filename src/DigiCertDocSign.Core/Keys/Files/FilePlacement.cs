using DigiCertDocSign.Storage;

namespace DigiCertDocSign.Keys.Files;

/// <summary>Where the files of people go: into one folder under names made from their e-mail addresses, or to one given path.</summary>
public sealed class FilePlacement
{
    /// <summary>Ending of a key file in a folder.</summary>
    public const string KeySuffix = ".key.pem";

    /// <summary>Ending of a CSR file in a folder.</summary>
    public const string CsrSuffix = ".csr.pem";

    private readonly string? _directory;
    private readonly string? _path;
    private int _swept;

    private FilePlacement(string? directory, string? path) => (_directory, _path) = (directory, path);

    private string Folder => _directory ?? Path.GetDirectoryName(_path)!;

    /// <summary>One file per person in this folder, which is made when it is missing.</summary>
    /// <param name="directory">An absolute path, or one relative to the process (not to PowerShell's location).</param>
    public static FilePlacement InDirectory(string directory) => new(Path.GetFullPath(directory), null);

    /// <summary>This very file.</summary>
    /// <param name="path">An absolute path, or one relative to the process (not to PowerShell's location).</param>
    public static FilePlacement At(string path) => new(null, Path.GetFullPath(path));

    /// <summary>The path of that one file; null for a folder.</summary>
    internal string? OnlyPath => _path;

    /// <summary>The full path of the file for a name. Two different names never share a path in a folder.</summary>
    /// <param name="name">The person's e-mail address; upper and lower case are the same person.</param>
    /// <param name="suffix">The ending, with its dot. Not used when one path was given.</param>
    public string PathFor(string name, string suffix) => _path ?? Path.Combine(_directory!, SafeFileName.From(name) + suffix);

    /// <summary>
    /// Whether the folder is there, or can be made in one that is. Writes nothing, so it cannot tell whether the user may write there.
    /// </summary>
    internal KeyStoreCheck CheckFolder()
    {
        string folder = Folder;
        string? there = folder;
        while (there is not null && !Directory.Exists(there))
        {
            there = File.Exists(there) ? null : Path.GetDirectoryName(there);
        }

        return new KeyStoreCheck(
            "Folder",
            there is not null,
            there == folder ? $"The folder {folder} is there."
                : there is null ? $"The folder {folder} cannot be made: a file or nothing is in its place."
                : $"The folder {folder} is made when the first key is.");
    }

    /// <summary>Clears the folder of what a killed process left half written there. Only the first call looks.</summary>
    internal void SweepOnce()
    {
        if (Interlocked.Exchange(ref _swept, 1) == 0)
        {
            DurableFile.Sweep(Folder);
        }
    }

    /// <summary>Where the CSR goes that belongs to a key placed here: the same folder, or beside the one file.</summary>
    public FilePlacement ForCsr() => _path is null ? this : new FilePlacement(null, BesideKey(_path, CsrSuffix));

    /// <summary>The path of a file that goes with a key file: the same folder and name, with another ending.</summary>
    /// <param name="keyPath">The full path of the key file.</param>
    /// <param name="suffix">The ending, with its dot.</param>
    internal static string BesideKey(string keyPath, string suffix)
    {
        string stem = keyPath.EndsWith(KeySuffix, StringComparison.OrdinalIgnoreCase)
            ? keyPath.Substring(0, keyPath.Length - KeySuffix.Length)
            : Path.Combine(Path.GetDirectoryName(keyPath)!, Path.GetFileNameWithoutExtension(keyPath));
        return stem + suffix;
    }
}
