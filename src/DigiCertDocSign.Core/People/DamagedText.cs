using System.Globalization;
using System.Text.RegularExpressions;

namespace DigiCertDocSign.People;

/// <summary>
/// What a wrong encoding, a spreadsheet or an export has made of a text. A text that has lost characters cannot be what somebody meant, and
/// is refused. A text that only looks damaged gives a warning.
/// </summary>
internal static class DamagedText
{
    // Windows-1252 from 0x80 to 0x9F; zero where it has no character. Written out, because .NET brings it only in a package.
    private const string SpecialOf1252 =
        "\u20AC\0\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\0\u017D\0\0\u2018\u2019\u201C\u201D\u2022"
            + "\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\0\u017E\u0178";

    // After a capital these are marks of a sentence, as in the French "QUALITÉ » " and "ANDRÉ’S".
    private const string MarksAfterWords = "\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u2122\u00A0\u00AB\u00BB\u00AE";

    private static readonly Regex EncodedWord = New(@"=\?[\w.:*-]+\?[QB]\?[^?]*\?=");

    private static readonly Regex CellError = new(
        @"(?<!\S)#(?:[\p{Lu}0-9/_]+[!?]|N/A|N/D|N/V|N/B|NV|ND|#+)(?!\S)",
        RegexOptions.CultureInvariant);

    private static readonly Regex TypeName = new(
        @"^(?:Deserialized\.)?(?:System|Microsoft)(?:\.\w+)+(?:`\d+)?(?:\[.*\])?$|^@\{.*\}$",
        RegexOptions.CultureInvariant | RegexOptions.Singleline);

    private static readonly Regex Scientific = New(@"^=?[""']?[+-]?\d+(?:[.,]\d+)?E[+-]?\d+[""']?$");

    private static readonly Regex Entity = New("&(?:[a-z][a-z0-9]{1,31}|#[0-9]{1,7}|#x[0-9a-f]{1,6});");

    private static readonly Regex Escape = New(@"\\u\{?[0-9a-f]{4}|\\x[0-9a-f]{2}|%[0-9a-f]{2}");

    /// <summary>What is lost in a text, to follow "the surname "; null when nothing is seen.</summary>
    public static string? Loss(PersonField field, string text)
    {
        if (text.IndexOf('#') >= 0 && CellError.Match(text) is { Success: true } error)
        {
            return $"holds '{error.Value}', which a spreadsheet shows instead of a value; correct the formula in the source";
        }

        if (text.Length > 0 && text[0] is 'S' or 'M' or 'D' or '@' && TypeName.IsMatch(text))
        {
            return $"is '{Shown(text)}', the name of a type or an object's text instead of a value; export the value itself, as in "
                + "Select-Object with @{ n = 'Title'; e = { $_.Title -join ' ' } }";
        }

        if (field != PersonField.Phone && HasLostLetter(field, text))
        {
            return $"is '{Shown(text)}', where a letter has become a question mark; read or export the source again with "
                + "the right encoding";
        }

        return field == PersonField.Phone && Scientific.IsMatch(text)
            ? $"is '{text}', a number that a spreadsheet has rounded, so digits are lost; format the column as text and enter it again"
            : null;
    }

    /// <summary>What looks damaged and may yet be meant, as a sentence without its subject; null when nothing does.</summary>
    public static string? Doubt(PersonField field, string text)
    {
        if (LooksMisread(text))
        {
            return "looks like UTF-8 that was read with another encoding. Read the source again, as with Import-Csv -Encoding.";
        }

        if (text.IndexOfAny(['&', '\\', '%', '=', '\'', '?']) >= 0 && MarkIn(field, text) is { } mark)
        {
            return mark;
        }

        for (int place = 0; place < text.Length; place++)
        {
            if (text[place] > '\u007F' && CharUnicodeInfo.GetUnicodeCategory(text, place) == UnicodeCategory.PrivateUse)
            {
                string code = char.ConvertToUtf32(text, place).ToString("X4", CultureInfo.InvariantCulture);
                return $"holds U+{code} at position {place + 1}, a sign of one font that others show as a box. Type it anew in the source.";
            }

            place += char.IsHighSurrogate(text[place]) ? 1 : 0;
        }

        return null;
    }

    private static string? MarkIn(PersonField field, string text)
    {
        if (EncodedWord.Match(text) is { Success: true } word)
        {
            return $"holds '{Shown(word.Value)}', a word as mail encodes it. Write the word itself in the source.";
        }

        if (Entity.Match(text) is { Success: true } entity)
        {
            return $"holds '{entity.Value}', a character as HTML writes it. Write the character itself in the source.";
        }

        if (Escape.Match(text) is { Success: true } escape)
        {
            return $"holds '{escape.Value}', a character as programs write it. Write the character itself in the source.";
        }

        if (text[0] == '=' || (field == PersonField.Phone && text[0] == '\''))
        {
            return $"begins with {text[0]}, as a spreadsheet marks a formula or a text. Take only the value into the source.";
        }

        return field == PersonField.JobTitle && text.IndexOf('?') >= 0
            ? "holds a question mark, which may have been a letter. Look at the source."
            : null;
    }

    /// <summary>
    /// No name and no address has a question mark; a title may ask one, but not inside a word.
    /// </summary>
    private static bool HasLostLetter(PersonField field, string text)
    {
        if (text.IndexOf('?') < 0)
        {
            return false;
        }

        string rest = EncodedWord.Replace(text, "");
        if (field != PersonField.JobTitle)
        {
            return rest.IndexOf('?') >= 0;
        }

        int first = rest.IndexOf('?');
        while (first >= 0)
        {
            int end = first;
            while (end < rest.Length && rest[end] == '?')
            {
                end++;
            }

            if (first > 0 && end < rest.Length && char.IsLetter(rest[first - 1]) && char.IsLetter(rest[end]))
            {
                return true;
            }

            first = end < rest.Length ? rest.IndexOf('?', end) : -1;
        }

        return false;
    }

    /// <summary>
    /// Written back as Windows-1252, the text has a character of UTF-8 in it. A correct letter with an accent never gives one: in UTF-8,
    /// one or more bytes of the upper half follow, and no word has such characters there.
    /// </summary>
    private static bool LooksMisread(string text)
    {
        for (int place = 0; place + 1 < text.Length; place++)
        {
            int lead = ByteOf(text[place]);
            int length = lead is >= 0xC2 and <= 0xDF ? 2 : lead is >= 0xE0 and <= 0xEF ? 3 : lead is >= 0xF0 and <= 0xF4 ? 4 : 0;
            if (length > 0 && IsSequence(text, place, length)
                && !(length == 2 && lead >= 0xC6 && MarksAfterWords.IndexOf(text[place + 1]) >= 0))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSequence(string text, int start, int length)
    {
        if (start + length > text.Length)
        {
            return false;
        }

        for (int place = start + 1; place < start + length; place++)
        {
            if (ByteOf(text[place]) is < 0x80 or > 0xBF)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>-1 for a character that Windows-1252 has not.</summary>
    private static int ByteOf(char character)
    {
        if (character is < '\u0080' or (>= '\u00A0' and <= '\u00FF'))
        {
            return character;
        }

        int special = SpecialOf1252.IndexOf(character);
        return special < 0 ? -1 : 0x80 + special;
    }

    private static string Shown(string text) => text.Length <= 60 ? text : text.Substring(0, 57) + "...";

    private static Regex New(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}
