using System.Text;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Ordering;

/// <summary>Names as they are compared: NFC, runs of white space as one blank. Letter case is left to the comparer.</summary>
internal static class OrderName
{
    public static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;

    /// <summary>The common name that the server makes of a person; null when there is none.</summary>
    public static string? Of(string? givenName, string? surname) => Of(FullName.Of(givenName, surname));

    /// <summary>Null for a blank name.</summary>
    public static string? Of(string? name)
    {
        if (name is null || PersonText.IsBlank(name))
        {
            return null;
        }

        string clean = PersonText.Clean(name);
        var text = new StringBuilder(clean.Length);
        foreach (char character in clean)
        {
            if (!char.IsWhiteSpace(character))
            {
                text.Append(character);
            }
            else if (text[text.Length - 1] != ' ')
            {
                text.Append(' ');
            }
        }

        return text.ToString();
    }
}
