using System.Text;

namespace DigiCertDocSign.Reporting;

/// <summary>Text of others inside a page.</summary>
internal static class HtmlText
{
    /// <summary>The text as it may stand in an element or in a quoted attribute: it is never markup.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = new StringBuilder(text!.Length + 16);
        for (int place = 0; place < text.Length; place++)
        {
            char one = text[place];
            if (char.IsHighSurrogate(one) && place + 1 < text.Length && char.IsLowSurrogate(text[place + 1]))
            {
                safe.Append(one).Append(text[++place]);
                continue;
            }

            Append(safe, one);
        }

        return safe.ToString();
    }

    /// <summary>A name or another text that may run from right to left: it turns nothing beside it round.</summary>
    public static string Isolated(string? text) => string.IsNullOrEmpty(text) ? "" : $"<bdi>{Of(text)}</bdi>";

    private static void Append(StringBuilder safe, char one) => _ = one switch
    {
        '&' => safe.Append("&amp;"),
        '<' => safe.Append("&lt;"),
        '>' => safe.Append("&gt;"),
        '"' => safe.Append("&quot;"),
        '\'' => safe.Append("&#39;"),
        '\t' or '\n' or '\r' => safe.Append(' '),
        _ when char.IsControl(one) || char.IsSurrogate(one) || one is '\uFFFE' or '\uFFFF' => safe.Append('\uFFFD'),
        _ => safe.Append(one),
    };
}
