using System.Globalization;
using System.Text;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Storage;
using DigiCertDocSign.Text;

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

/// <summary>
/// Makes a file name from an e-mail address. Every character that some file system treats specially, and the percent sign, is written as
/// %XX for each of its UTF-8 bytes. So the name cannot lead out of its folder, and two addresses never get one name: no file system
/// takes two different names of plain lower-case ASCII for the same, however it treats case, width or accents.
/// </summary>
internal static class SafeFileName
{
    // In characters. Most file systems allow 255 bytes; the rest is room for endings and for the date of a file that is set aside.
    private const int MaxLength = 200;

    private static readonly HashSet<string> WindowsDevices = new(StringComparer.Ordinal)
    {
        "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
        "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
    };

    /// <summary>The name, without an ending; each spelling of an address gives the same one.</summary>
    /// <exception cref="DocSigningException">EmailMissing: the text is blank. CsrSubjectInvalid: it is not valid Unicode.</exception>
    public static string From(string name)
    {
        string plain = EmailAddress.Of(UnicodeText.Normalize(name, "Email")).Key;
        if (plain.Length == 0)
        {
            throw KeyFaults.EmailMissing($", or name the file with -{FileFaults.PathField}");
        }

        var encoded = new StringBuilder(plain.Length);
        byte[] bytes = Encoding.UTF8.GetBytes(plain);
        // A leading dot hides a file; CON, NUL and their like are devices on Windows whatever follows their dot.
        bool firstIsSpecial = plain[0] == '.' || WindowsDevices.Contains(plain.Split('.')[0]);
        for (int index = 0; index < bytes.Length; index++)
        {
            char character = (char)bytes[index];
            bool plainCharacter = character is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '.' or '-' or '_' or '@' or '+';
            if (plainCharacter && !(index == 0 && firstIsSpecial))
            {
                encoded.Append(character);
            }
            else
            {
                encoded.Append('%').Append(bytes[index].ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return encoded.Length <= MaxLength ? encoded.ToString() : Shorten(encoded.ToString());
    }

    // A name that is not shortened has no tilde, so no shortened one can be equal to it.
    private static string Shorten(string encoded)
    {
        string digest = Digest.Sha256(Encoding.ASCII.GetBytes(encoded));
        return encoded.Substring(0, MaxLength - digest.Length - 1) + "~" + digest;
    }
}
