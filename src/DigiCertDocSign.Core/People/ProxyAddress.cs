namespace DigiCertDocSign.People;

/// <summary>The form of Active Directory's and Exchange's proxy addresses: a protocol, a colon, an address.</summary>
internal static class ProxyAddress
{
    public const string Primary = "SMTP:";

    /// <summary>The mail address in a text; null for an address of another protocol. A text without a protocol stays as it is.</summary>
    public static string? Address(string text)
    {
        if (text.IndexOf(':') < 0)
        {
            return text;
        }

        // An export to CSV joins the list into one text.
        if (text.IndexOf(';') >= 0)
        {
            var parts = text.Split(';');
            var best = Array.Find(parts, part => part.TrimStart().StartsWith(Primary, StringComparison.Ordinal))
                ?? Array.Find(parts, part => part.TrimStart().StartsWith(Primary, StringComparison.OrdinalIgnoreCase));
            return best is null ? text : best.Trim().Substring(Primary.Length);
        }

        var trimmed = text.Trim();
        if (trimmed.StartsWith(Primary, StringComparison.OrdinalIgnoreCase))
        {
            return trimmed.Substring(Primary.Length);
        }

        return IsProtocol(trimmed, trimmed.IndexOf(':')) ? null : text;
    }

    private static bool IsProtocol(string text, int length)
    {
        for (var place = 0; place < length; place++)
        {
            if (text[place] is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9')))
            {
                return false;
            }
        }

        return length > 0;
    }
}
