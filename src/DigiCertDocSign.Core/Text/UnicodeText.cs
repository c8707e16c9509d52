using System.Text;

namespace DigiCertDocSign.Text;

/// <summary>
/// Makes texts of the same meaning the same text, by tables of its own (<see cref="UnicodeTable"/>), so that a person has one spelling on
/// each platform and in globalization-invariant mode too.
/// </summary>
public static class UnicodeText
{
    // Syllables of Hangul have no lines in the tables: they are counted (Unicode section 3.12).
    private const int FirstSyllable = 0xAC00;
    private const int FirstLead = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int FirstTrail = 0x11A7; // one before the first, which stands for none
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Trails = 28;

    /// <summary>The text in normalization form C, so that one name has one spelling whatever keyboard or directory it came from.</summary>
    /// <param name="text">Of a person.</param>
    /// <param name="field">The parameter that the fault names.</param>
    /// <exception cref="DocSigningException">
    /// CsrSubjectInvalid: half of a surrogate pair. Such text has no UTF-8 form, and an encoder would alter it silently.
    /// </exception>
    public static string Normalize(string text, string field) =>
        IsSound(text) ? Compose(text) : throw TextFaults.BrokenCharacter(field);

    /// <summary>The text in normalization form C; broken Unicode in it stays as it is.</summary>
    public static string Compose(string text)
    {
        if (IsAscii(text))
        {
            return text;
        }

        List<int> points = TakeApart(text);
        int starter = -1;
        int kept = 0;
        int lastClass = 0;
        for (int place = 0; place < points.Count; place++)
        {
            int point = points[place];
            int pointClass = UnicodeTable.Default.ClassOf(point);

            // A mark that follows another of its class is over that one, and not over the letter.
            bool reaches = starter >= 0 && (starter == kept - 1 || lastClass < pointClass);
            if (reaches && WholeOf(points[starter], point) is { } whole)
            {
                points[starter] = whole;
                continue;
            }

            starter = pointClass == 0 ? kept : starter;
            lastClass = pointClass;
            points[kept++] = point;
        }

        points.RemoveRange(kept, points.Count - kept);
        return Written(points);
    }

    /// <summary>The text in normalization form D: each letter followed by its marks.</summary>
    public static string Decompose(string text) => IsAscii(text) ? text : Written(TakeApart(text));

    /// <summary>The text without the difference of upper and lower case, whatever the culture: each character for itself.</summary>
    public static string FoldCase(string text) => Written(PointsOf(text).Select(UnicodeTable.Default.FoldCase));

    /// <summary>No half surrogates and no code points that Unicode keeps for itself.</summary>
    public static bool IsSound(string text) => IsAscii(text) || PointsOf(text).All(point =>
        point is not ((>= 0xD800 and <= 0xDFFF) or (>= 0xFDD0 and <= 0xFDEF)) && (point & 0xFFFE) != 0xFFFE);

    private static bool IsAscii(string text)
    {
        foreach (char character in text)
        {
            if (character > '\u007F')
            {
                return false;
            }
        }

        return true;
    }

    private static List<int> TakeApart(string text)
    {
        var points = new List<int>(text.Length);
        foreach (int point in PointsOf(text))
        {
            int syllable = point - FirstSyllable;
            if (syllable is >= 0 and < Leads * Vowels * Trails)
            {
                points.Add(FirstLead + (syllable / (Vowels * Trails)));
                points.Add(FirstVowel + (syllable / Trails % Vowels));
                points.AddRange(syllable % Trails == 0 ? Array.Empty<int>() : [FirstTrail + (syllable % Trails)]);
            }
            else
            {
                points.AddRange(UnicodeTable.Default.PartsOf(point) ?? [point]);
            }
        }

        Order(points);
        return points;
    }

    /// <summary>Marks in the order of their classes; those of one class keep theirs.</summary>
    private static void Order(List<int> points)
    {
        for (int place = 1; place < points.Count; place++)
        {
            int mark = points[place];
            int markClass = UnicodeTable.Default.ClassOf(mark);
            int to = place;
            while (markClass > 0 && to > 0 && UnicodeTable.Default.ClassOf(points[to - 1]) > markClass)
            {
                points[to] = points[--to];
            }

            points[to] = mark;
        }
    }

    private static int? WholeOf(int first, int second)
    {
        (int lead, int vowel, int trail) = (first - FirstLead, second - FirstVowel, second - FirstTrail);
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels)
        {
            return FirstSyllable + (((lead * Vowels) + vowel) * Trails);
        }

        int syllable = first - FirstSyllable;
        return syllable is >= 0 and < Leads * Vowels * Trails && syllable % Trails == 0 && trail is > 0 and < Trails
            ? first + trail
            : UnicodeTable.Default.WholeOf(first, second);
    }

    /// <summary>The code points; half of a pair is one by itself.</summary>
    internal static IEnumerable<int> PointsOf(string text)
    {
        for (int place = 0; place < text.Length; place++)
        {
            bool isPair = char.IsHighSurrogate(text[place]) && place + 1 < text.Length && char.IsLowSurrogate(text[place + 1]);
            yield return isPair ? char.ConvertToUtf32(text[place], text[++place]) : text[place];
        }
    }

    private static string Written(IEnumerable<int> points)
    {
        var text = new StringBuilder();
        foreach (int point in points)
        {
            // Half a pair is no code point, so that ConvertFromUtf32 refuses it.
            _ = point <= char.MaxValue ? text.Append((char)point) : text.Append(char.ConvertFromUtf32(point));
        }

        return text.ToString();
    }
}

/// <summary>What can be wrong with a text, in words.</summary>
internal static class TextFaults
{
    public static DocSigningException BrokenCharacter(string field) => new(
        FaultKind.CsrSubjectInvalid,
        field,
        $"{field} holds a broken character (half of a Unicode pair). Type it again in the directory.");
}
