using System.Globalization;
using System.Text;

namespace DigiCertDocSign.Ordering;

/// <summary>
/// What two spellings of one person's name have in common, so that "Mira K. Solberg" is looked at when "Mira Solberg" is asked for: the
/// first word together with each word that may be the surname. Letter case, accents, hyphens and initials do not count. A key that
/// several people share costs a look at an order, and its e-mail decides.
/// </summary>
internal static class NameKeys
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>Those of a person who is asked for.</summary>
    public static IReadOnlyCollection<ulong> Of(string givenName, string surname)
    {
        List<string> words = Words($"{givenName} {surname}");
        return Of(words, Words(surname));
    }

    /// <summary>Those of a name as a list shows it, of which nobody knows where the surname begins.</summary>
    public static IReadOnlyCollection<ulong> Of(string name)
    {
        List<string> words = Words(name);
        return Of(words, [.. words.Skip(1)]);
    }

    private static HashSet<ulong> Of(List<string> words, List<string> surnames)
    {
        // The whole name always finds itself, even when the keys below leave a part of it out.
        var keys = new HashSet<ulong> { Hash(string.Concat(words)) };

        // A directory tells people of one name apart by numbers, as in "Jonas Berg 2".
        string first = string.Concat(words.Take(1).Concat(words.Skip(1).Where(HasDigit)));
        foreach (string surname in surnames.Where(word => word.Length > 1 && !HasDigit(word)))
        {
            keys.Add(Hash(first + " " + surname));
        }

        return keys;
    }

    private static bool HasDigit(string word) => word.Any(char.IsDigit);

    /// <summary>Letters and digits in upper case, without their marks.</summary>
    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (char character in name.Normalize(NormalizationForm.FormD) + " ")
        {
            if (char.IsLetterOrDigit(character) || char.IsSurrogate(character))
            {
                word.Append(char.ToUpperInvariant(character));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        return words;
    }

    // FNV-1a: hundreds of thousands of names need no text kept. Two that meet by chance cost one look.
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
