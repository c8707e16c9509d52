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

    /// <summary>The operator's comment with the reference behind it, as it is sent.</summary>
    public static string Sign(string? comment, string reference) =>
        string.IsNullOrWhiteSpace(comment) ? $"[{reference}]" : $"{comment!.Trim()} [{reference}]";

    /// <summary>Whether a comment that the server shows carries the reference.</summary>
    public static bool IsIn(string? comment, string reference) =>
        comment?.IndexOf(reference, StringComparison.OrdinalIgnoreCase) >= 0;
}
