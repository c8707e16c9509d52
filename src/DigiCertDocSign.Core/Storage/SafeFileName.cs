using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DigiCertDocSign.Crypto;

namespace DigiCertDocSign.Storage;

/// <summary>
/// Makes a file name from an e-mail address. Every character that some file system treats specially is written as the
/// %XX of its UTF-8 bytes, the percent sign too, so that the name cannot leave its folder and different addresses never
/// meet: no folding of case, width or accents by a file system can join two names of plain lower-case ASCII.
/// </summary>
internal static class SafeFileName
{
    // Most file systems end at 255 bytes; room stays for endings and for the name of a temporary file.
    private const int MaxLength = 200;

    private static readonly HashSet<string> WindowsDevices = new(StringComparer.Ordinal)
    {
        "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
        "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
    };

    /// <exception cref="DocSigningException">The text is blank or is not valid Unicode.</exception>
    public static string From(string name)
    {
        string plain = UnicodeText.Normalize(name, "Email").Trim().ToLowerInvariant();
        if (plain.Length == 0)
        {
            throw new DocSigningException(FaultKind.EmailMissing, "Email", "A key file is named after the e-mail address, and there is none. Give the person an e-mail address, or name the file with -KeyPath.");
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

    // The tilde stands in no unshortened name, so a shortened one cannot meet it.
    private static string Shorten(string encoded)
    {
        using var sha256 = SHA256.Create();
        string digest = Hex.Of(sha256.ComputeHash(Encoding.ASCII.GetBytes(encoded)));
        return encoded.Substring(0, MaxLength - digest.Length - 1) + "~" + digest;
    }
}
