using System.Security.Cryptography;

namespace DigiCertDocSign.Journal;

/// <summary>
/// The short name of an intent. It goes out in the order's comments, so that the server can be asked later what became of it. 50 random
/// bits in Crockford's alphabet, which has no letter that is mistaken for a digit.
/// </summary>
public static class IntentReference
{
    private const string Prefix = "DS-";
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 10;

    public static string Create()
    {
        byte[] random = new byte[Length];
        using (var generator = RandomNumberGenerator.Create())
        {
            generator.GetBytes(random);
        }

        // 256 is a multiple of 32, so every letter is as likely as the others.
        return Prefix + new string([.. random.Select(octet => Alphabet[octet % Alphabet.Length])]);
    }

    /// <summary>The operator's comment as it is sent: the reference stands first, so that no cut takes it away.</summary>
    public static string Sign(string? comment, string reference) =>
        string.IsNullOrWhiteSpace(comment) ? $"[{reference}]" : $"[{reference}] {comment!.Trim()}";

    /// <summary>Whether a comment that the server shows carries the reference.</summary>
    public static bool IsIn(string? comment, string reference) =>
        comment?.IndexOf(reference, StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>Whether the text is a reference and nothing else.</summary>
    public static bool Is(string text) => FirstIn(text)?.Length == text.Length;

    /// <summary>Whether a comment that the server shows carries a reference, of whichever intent.</summary>
    public static bool IsInAny(string? comment) => FirstIn(comment) is not null;

    /// <summary>The first reference that a comment of the server carries, of whichever intent; null when it carries none.</summary>
    public static string? FirstIn(string? comment)
    {
        string text = comment?.ToUpperInvariant() ?? "";
        for (int at = Find(text, 0); at >= 0; at = Find(text, at + 1))
        {
            int first = at + Prefix.Length;
            int end = first;
            while (end < text.Length && char.IsLetterOrDigit(text[end]))
            {
                end++;
            }

            bool isWord = at == 0 || !char.IsLetterOrDigit(text[at - 1]);
            if (isWord && end - first == Length && text.Substring(first, Length).All(letter => Alphabet.Contains(letter)))
            {
                return text.Substring(at, end - at);
            }
        }

        return null;
    }

    private static int Find(string text, int from) => text.IndexOf(Prefix, from, StringComparison.Ordinal);
}
