using System.Globalization;
using System.Net;
using System.Text;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering;

/// <summary>
/// What two spellings of one person's name have in common, so that "Mira K. Solberg" or "Solberg, Mira" is looked at when "Mira Solberg" is
/// asked for: the first word together with each word that may be the surname. Letter case, accents, hyphens, initials and the order of the
/// words do not count, nor does the end of a long name, which a server may cut. When several people share a key, it costs one call for an
/// order more, whose e-mail address decides.
/// </summary>
internal static class NameKeys
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    // A common name has 64 characters at most. A name that was cut there still has more letters than these, however it writes its accents.
    private const int LongName = 24;

    // One word in common, such as the surname, does not make two people the same.
    private const int FewestWords = 2;

    // Letters that have no accent to be taken off. "UE" and the like come last: an umlaut and its two letters are one.
    private static readonly (string From, string To)[] Folds =
    [
        ("\u1E9E", "SS"), ("\u00DF", "SS"), ("\u00D8", "O"), ("\u0141", "L"), ("\u0110", "D"), ("\u00D0", "D"), ("\u00DE", "TH"),
        ("\u00C6", "A"), ("\u0152", "O"), ("\u0131", "I"), ("AE", "A"), ("OE", "O"), ("UE", "U"), ("AA", "A"),
    ];

    /// <summary>Those of a person who is asked for.</summary>
    public static IReadOnlyCollection<ulong> Of(string givenName, string surname)
    {
        HashSet<ulong> keys = Of(Words(FullName.Of(givenName, surname)), Words(surname));
        AddLong(keys, Words($"{surname} {givenName}"));
        return keys;
    }

    /// <summary>Those of a name as a list shows it, of which nobody knows where the surname begins unless a comma tells.</summary>
    public static IReadOnlyCollection<ulong> Of(string name)
    {
        List<string> words = Words(name);
        HashSet<ulong> keys = Of(words, [.. words.Skip(1)]);
        int comma = name.IndexOf(',');
        if (comma > 0)
        {
            keys.UnionWith(Of(name.Substring(comma + 1), name.Substring(0, comma)));
        }

        return keys;
    }

    /// <summary>Whether a name that the server shows may be the person's.</summary>
    /// <returns>Null: none is shown, or the two cannot be compared.</returns>
    public static bool? Fits(string givenName, string surname, string? shown)
    {
        return OrderName.Of(shown) is { } name && IsReadable(name)
            ? Compare(Of(givenName, surname), HasLatin(givenName + surname), name)
            : null;
    }

    /// <summary>Whether two names as they are shown, of which neither tells where the surname begins, may be one person's.</summary>
    /// <returns>Null: the two cannot be compared.</returns>
    public static bool? Fits(string known, string shown) => IsReadable(known) && IsReadable(shown)
        ? Compare(Of(known), HasLatin(known), shown)
        : null;

    /// <summary>Whether one of the names that the server shows may be the person's.</summary>
    /// <returns>Null: none is shown, or can be compared.</returns>
    public static bool? FitsOne(string givenName, string surname, IEnumerable<string?> shown)
    {
        bool?[] fits = [.. shown.Select(name => Fits(givenName, surname, name))];
        return fits.Contains(true) ? true : fits.Contains(false) ? false : null;
    }

    /// <summary>
    /// Whether an order of the journal may be the one that a list shows under a name. A reply may have named an order in place of another,
    /// so that the journal has it under the wrong person.
    /// </summary>
    public static bool IsListedAs(OrderIntent owner, string? name) =>
        owner.BuysAnOrder && Fits(owner.GivenName, owner.Surname, name) != false;

    /// <summary>
    /// Whether one of the names that the server shows has all words of the person's name. Letter case, accents, order, initials and further
    /// given names do not count. This is stricter than <see cref="Fits(string, string, string)"/>, which finds whatever is worth a look.
    /// </summary>
    public static bool IsSame(string givenName, string surname, IEnumerable<string> shown)
    {
        HashSet<string> theirs = WholeWords(FullName.Of(givenName, surname));
        return shown.Select(WholeWords).Any(words =>
            Math.Min(words.Count, theirs.Count) >= FewestWords && (words.IsSubsetOf(theirs) || theirs.IsSubsetOf(words)));
    }

    /// <summary>Whether two names have the same words, but for accents, letter case and order.</summary>
    public static bool AreSpellingsOfOne(string one, string other) =>
        Words(one).OrderBy(word => word, StringComparer.Ordinal)
            .SequenceEqual(Words(other).OrderBy(word => word, StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>A name of which some letters are lost or hidden tells nothing.</summary>
    public static bool IsReadable(string name) => name.IndexOfAny(['?', '*', '\uFFFD']) < 0 && name.Any(char.IsLetter);

    private static HashSet<ulong> Of(List<string> words, List<string> surnames)
    {
        // The whole name, with its words in any order, is always a key: a name finds itself even when the keys below leave out a part of
        // it.
        var keys = new HashSet<ulong>
        {
            Hash(string.Concat(words)),
            Hash(string.Concat(words.OrderBy(word => word, StringComparer.Ordinal))),
        };
        AddLong(keys, words);

        // A directory tells people of one name apart by numbers, as in "Jonas Berg 2".
        string first = string.Concat(words.Take(1).Concat(words.Skip(1).Where(HasDigit)));
        foreach (string surname in surnames.Where(word => word.Length > 1 && !HasDigit(word)))
        {
            bool isInOrder = string.CompareOrdinal(first, surname) <= 0;
            keys.Add(Hash(isInOrder ? first + " " + surname : surname + " " + first));
        }

        return keys;
    }

    private static HashSet<string> WholeWords(string name) =>
        new(Words(name).Where(word => word.Length > 1 || HasDigit(word)), StringComparer.Ordinal);

    private static void AddLong(HashSet<ulong> keys, List<string> words)
    {
        string letters = string.Concat(words);
        if (letters.Length >= LongName)
        {
            keys.Add(Hash(letters.Substring(0, LongName)));
        }
    }

    /// <summary>The server, or somebody at the console, may have written the name in Latin letters.</summary>
    private static bool? Compare(IReadOnlyCollection<ulong> keys, bool hasLatin, string shown) =>
        keys.Intersect(Of(shown)).Any() ? true
        : HasLatin(shown) == hasLatin ? false
        : null;

    private static bool HasDigit(string word) => word.Any(char.IsDigit);

    private static bool HasLatin(string name) => name.Any(letter => char.IsLetter(letter) && letter < '\u0250');

    /// <summary>Letters and digits in upper case, without their marks.</summary>
    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (char character in (UnicodeText.Decompose(WebUtility.HtmlDecode(name)) + " ").Select(Narrow))
        {
            if (char.IsLetterOrDigit(character) || char.IsSurrogate(character))
            {
                word.Append(char.ToUpperInvariant(character));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark && word.Length > 0)
            {
                words.Add(Folds.Aggregate(word, (folded, fold) => folded.Replace(fold.From, fold.To)).ToString());
                word.Clear();
            }
        }

        return words;
    }

    /// <summary>A keyboard for Chinese or Japanese may write Latin letters as wide as its own.</summary>
    private static char Narrow(char character) => character is >= '\uFF01' and <= '\uFF5E' ? (char)(character - 0xFEE0) : character;

    // FNV-1a: of hundreds of thousands of names no text need be kept. Two names with the same hash by chance cost one call for an order.
    private static ulong Hash(string text)
    {
        ulong hash = Offset;
        foreach (char character in text)
        {
            hash = unchecked((hash ^ character) * Prime);
        }

        return hash;
    }
}
