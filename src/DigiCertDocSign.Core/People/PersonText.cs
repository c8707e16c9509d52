using System.Globalization;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.People;

/// <summary>Texts that end up in a certificate: as given, trimmed, NFC; what cannot be meant is named.</summary>
internal static class PersonText
{
    /// <summary>Nothing in it could be seen.</summary>
    public static bool IsBlank(string text)
    {
        foreach (char character in text)
        {
            if (!char.IsWhiteSpace(character) && !char.IsControl(character) && !IsFormat(character))
            {
                return false;
            }
        }

        return true;
    }

    public static string Clean(string text)
    {
        string trimmed = text.Trim();
        return UnicodeText.IsSound(trimmed) ? UnicodeText.Compose(trimmed) : trimmed;
    }

    /// <summary>What is wrong with a cleaned text, to follow "the surname "; null when nothing is.</summary>
    public static string? Problem(string text)
    {
        if (!UnicodeText.IsSound(text))
        {
            return "holds broken Unicode; correct it in the source";
        }

        for (int place = 0; place < text.Length; place++)
        {
            char character = text[place];
            if (char.IsControl(character))
            {
                return $"holds the control character {Code(character)} at position {place + 1}; remove it in the source";
            }

            if (character == '\uFFFD')
            {
                return "holds U+FFFD, the mark of text that was read with the wrong encoding; read the file again with its own, as "
                    + "in Import-Csv -Encoding";
            }

            // Joiners are part of the spelling in some scripts; every other invisible character came by copy and paste.
            if (character > '\u007F' && IsFormat(character) && character is not ('\u200C' or '\u200D'))
            {
                return $"holds the invisible character {Code(character)} at position {place + 1}; type it anew in the source";
            }
        }

        return null;
    }

    public static bool HasLetter(string text)
    {
        foreach (char character in text)
        {
            if (char.IsLetter(character) || char.IsHighSurrogate(character))
            {
                return true;
            }
        }

        return false;
    }

    private static string Code(char character) => "U+" + ((int)character).ToString("X4", CultureInfo.InvariantCulture);

    private static bool IsFormat(char character) =>
        character > '\u007F' && CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.Format;
}
