using System.Collections;
using System.Globalization;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.People;

/// <summary>Gets one text out of whatever a property holds.</summary>
internal static class ValueReader
{
    // A property of a directory holds a handful; the bounds keep an endless or circular thing from holding up a run.
    public const int MostElements = 256;
    private const int MostLevels = 4;

    /// <summary>Null when the value holds no text that could be seen.</summary>
    /// <param name="value">Anything.</param>
    /// <param name="forEmail">Reads lists of proxy addresses, and objects that have an Address.</param>
    public static string? Text(object? value, bool forEmail) => Text(value, forEmail, 0);

    /// <summary>The properties inside a value, when it is a container of properties.</summary>
    public static IPersonSource? AsSource(object? value) => value switch
    {
        IPersonSource source => source,
        IDictionary dictionary => new DictionaryPersonSource(dictionary),
        IEnumerable<KeyValuePair<string, object?>> pairs => DictionaryPersonSource.From(pairs),
        _ => null,
    };

    private static string? Text(object? value, bool forEmail, int level)
    {
        switch (value)
        {
            case null or DBNull or bool:
                return null;
            case string text:
                return FromText(text, forEmail);
            case byte or sbyte or IEnumerable<byte>:
                throw new BytesException();
            case IDictionary or IEnumerable<KeyValuePair<string, object?>>:
                return AddressIn(AsSource(value), forEmail, level);
            case IPersonSource source:
                return AddressIn(source, forEmail, level) ?? FromObject(source, source.TypeName, forEmail);
            case IEnumerable elements:
                return level >= MostLevels ? null : forEmail ? BestAddress(elements, level) : FirstText(elements, level);
            case IFormattable number:
                return FromText(number.ToString(null, CultureInfo.InvariantCulture), forEmail);
            default:
                return FromObject(value, value.GetType().FullName, forEmail);
        }
    }

    /// <summary>An object without a text of its own answers ToString with its type's name, which is no value.</summary>
    private static string? FromObject(object value, string? typeName, bool forEmail)
    {
        string? text = value.ToString();
        bool isTypeName = text is null || text == typeName || text == value.GetType().FullName;
        return isTypeName ? null : FromText(text!, forEmail);
    }

    private static string? AddressIn(IPersonSource? source, bool forEmail, int level) =>
        forEmail && level < MostLevels && source is not null && source.TryGetValue("Address", out object? address)
            ? Text(address, forEmail, level + 1)
            : null;

    private static string? FirstText(IEnumerable elements, int level)
    {
        int seen = 0;
        foreach (object? element in elements)
        {
            if (Text(element, forEmail: false, level + 1) is { } text)
            {
                return text;
            }

            if (++seen == MostElements)
            {
                break;
            }
        }

        return null;
    }

    /// <summary>
    /// Of proxy addresses, "SMTP:" in capitals marks the primary one; other protocols (X500, SIP, EUM) are no mail addresses.
    /// </summary>
    private static string? BestAddress(IEnumerable elements, int level)
    {
        string? first = null;
        int seen = 0;
        foreach (object? element in elements)
        {
            string? raw = element as string ?? (element is IEnumerable ? null : element?.ToString());
            if (raw is not null && raw.StartsWith(ProxyAddress.Primary, StringComparison.Ordinal))
            {
                return FromText(raw, forEmail: true);
            }

            first ??= Text(element, forEmail: true, level + 1);
            if (++seen == MostElements)
            {
                break;
            }
        }

        return first;
    }

    private static string? FromText(string text, bool forEmail)
    {
        string? value = forEmail ? ProxyAddress.Address(text) : text;
        return value is null || PersonText.IsBlank(value) ? null : value;
    }
}

/// <summary>A property holds bytes, of which nobody knows what text they are.</summary>
internal sealed class BytesException() : Exception("bytes, which are no text");

/// <summary>The form of Active Directory's and Exchange's proxy addresses: a protocol, a colon, an address.</summary>
internal static class ProxyAddress
{
    public const string Primary = "SMTP:";

    private const string Link = "mailto:";

    /// <summary>The mail address in a text; null for an address of another protocol. A text without a protocol stays as it is.</summary>
    public static string? Address(string text)
    {
        if (text.IndexOf(':') < 0)
        {
            return text;
        }

        string trimmed = text.Trim();
        if (trimmed.StartsWith(Link, StringComparison.OrdinalIgnoreCase))
        {
            return Uri.UnescapeDataString(trimmed.Substring(Link.Length).Split('?')[0]);
        }

        // An export to CSV joins the list into one text.
        if (text.IndexOf(';') >= 0)
        {
            string[] parts = text.Split(';');
            string? best = Array.Find(parts, part => part.TrimStart().StartsWith(Primary, StringComparison.Ordinal))
                ?? Array.Find(parts, part => part.TrimStart().StartsWith(Primary, StringComparison.OrdinalIgnoreCase));
            return best?.Trim().Substring(Primary.Length) ?? (IsProtocol(trimmed, trimmed.IndexOf(':')) ? null : text);
        }

        if (trimmed.StartsWith(Primary, StringComparison.OrdinalIgnoreCase))
        {
            return trimmed.Substring(Primary.Length);
        }

        return IsProtocol(trimmed, trimmed.IndexOf(':')) ? null : text;
    }

    /// <summary>What is doubtful about the address that was taken, in a sentence; null when nothing is.</summary>
    /// <param name="addresses">The list of all addresses of the mailbox, or the text that an export made of it.</param>
    /// <param name="list">The property that has it.</param>
    /// <param name="property">The property that the address comes from.</param>
    /// <param name="taken">The address.</param>
    public static string? DoubtOf(object? addresses, string list, string property, string taken)
    {
        string[] entries = addresses switch
        {
            string text => text.Split(';'),
            IEnumerable several => [.. several.Cast<object?>().Take(ValueReader.MostElements).Select(one => one?.ToString() ?? "")],
            _ => [],
        };
        string[] marked =
        [
            .. entries.Select(entry => entry.Trim()).Where(entry => entry.StartsWith(Primary, StringComparison.OrdinalIgnoreCase)),
        ];
        string? primary = marked.FirstOrDefault(entry => entry.StartsWith(Primary, StringComparison.Ordinal))?.Substring(Primary.Length);
        return primary is not null
            ? EmailAddress.AreSame(primary, taken)
                ? null
                : $"'{taken.Trim()}' comes from {property}, and the primary address in {list} is '{primary}'. Check which of them the "
                    + "person signs with."
            : property == list && marked.Length > 1
                ? $"'{taken.Trim()}' is the first of {marked.Length} addresses in {list}, of which none is marked as the primary one. "
                    + "Check that it is the right one."
                : null;
    }

    private static bool IsProtocol(string text, int length)
    {
        for (int place = 0; place < length; place++)
        {
            if (text[place] is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9')))
            {
                return false;
            }
        }

        return length > 0;
    }
}
