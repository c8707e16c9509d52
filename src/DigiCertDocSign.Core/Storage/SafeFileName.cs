using System.Globalization;
using System.Text;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Storage;

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
            throw new DocSigningException(
                FaultKind.EmailMissing,
                "Email",
                "A key file is named after the e-mail address, and there is none. Give the person an e-mail address, or name the file with "
                    + "-KeyPath.");
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
