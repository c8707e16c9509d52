using System.Collections;
using System.Globalization;

namespace DigiCertDocSign.People;

/// <summary>Whether a directory account is enabled, and until when, in each directory's own words.</summary>
internal static class AccountState
{
    private const long AccountDisableFlag = 0x2; // ADS_UF_ACCOUNTDISABLE of userAccountControl

    /// <summary>Normalized. Who is in the directory's bin has an account no more, and its other properties may be as they were.</summary>
    public static readonly string[] FlagNames =
    [
        "enabled", "accountenabled", "blockcredential", "accountdisabled", "useraccountcontrol", "deleted", "isdeleted",
        "deleteddatetime", "deletiontimestamp", "softdeletiontimestamp", "whensoftdeleted",
    ];

    /// <summary>Normalized.</summary>
    public static readonly string[] ExpiryNames = ["accountexpirationdate", "accountexpires"];

    // With a year first nobody takes the day for the month.
    private static readonly string[] Dates =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-ddTHH:mm:ssK",
        "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Null when the value says nothing.</summary>
    public static bool? Read(string name, object? value)
    {
        string normal = PropertyName.Normalize(name);
        return normal == "useraccountcontrol" ? Control(value)
            : normal is "deleteddatetime" or "deletiontimestamp" or "softdeletiontimestamp" or "whensoftdeleted"
                ? Expiry(value, out _) is null ? null : false
            : Flag(value) is not { } set ? null
            : normal is "blockcredential" or "accountdisabled" or "deleted" or "isdeleted" ? !set
            : set;
    }

    /// <summary>When the account expires; null when it never does, or the value says nothing.</summary>
    /// <param name="value">A date, or the count of Active Directory's accountExpires.</param>
    /// <param name="isReadable">False for a text that could be more than one date, or none.</param>
    public static DateTimeOffset? Expiry(object? value, out bool isReadable)
    {
        isReadable = true;
        switch (value)
        {
            case DateTimeOffset date:
                return date.Year <= 1601 ? null : date;
            case DateTime date:
                return date.Year is <= 1601 or 9999 ? null : new DateTimeOffset(date);
        }

        if (Text(value) is not { } text || text.Equals("never", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long count))
        {
            // 0 and 0x7FFFFFFFFFFFFFFF both mean never.
            return count <= 0 || count >= DateTime.MaxValue.ToFileTimeUtc() ? null : DateTimeOffset.FromFileTime(count);
        }

        isReadable = DateTimeOffset.TryParseExact(
            text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset read);
        return isReadable && read.Year > 1601 ? read : null;
    }

    /// <summary>Active Directory's flags: a number, or their names, as an enumeration of flags writes them.</summary>
    private static bool? Control(object? value)
    {
        if (value is Enum flags)
        {
            value = flags.ToString("D");
        }

        if (Text(value) is not { } text)
        {
            return null;
        }

        bool isHex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        if (long.TryParse(
            isHex ? text.Substring(2) : text,
            isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.Integer,
            CultureInfo.InvariantCulture,
            out long bits))
        {
            return (bits & AccountDisableFlag) == 0;
        }

        string[] names = text.Split([',', '|', ';', ' '], StringSplitOptions.RemoveEmptyEntries);
        return !names.Any(name => PropertyName.Normalize(name) is "accountdisable" or "accountdisabled" or "adsufaccountdisable");
    }

    private static bool? Flag(object? value)
    {
        if (value is bool set)
        {
            return set;
        }

        string? text = Text(value);
        return text is null ? null
            : text.Equals("true", StringComparison.OrdinalIgnoreCase) || text == "1" ? true
            : text.Equals("false", StringComparison.OrdinalIgnoreCase) || text == "0" ? false
            : null;
    }

    // A list of flag names is one text.
    private static string? Text(object? value) => value is not string and not IDictionary and IEnumerable names
        ? string.Join(", ", names.Cast<object?>().Take(ValueReader.MostElements).Select(name => name?.ToString()))
        : ValueReader.Text(value, forEmail: false)?.Trim();
}

/// <summary>What a directory says an object is, where that is no user.</summary>
internal static class ObjectClass
{
    /// <summary>Normalized. The classes tell more than the category, which calls a contact a person.</summary>
    public static readonly string[] Names = ["objectclass", "odatatype", "objectcategory"];

    private static readonly char[] Separators = [' ', ',', ';', '\n'];

    private static readonly Dictionary<string, string> Others = new(StringComparer.OrdinalIgnoreCase)
    {
        ["computer"] = "a computer",
        ["device"] = "a device",
        ["group"] = "a group",
        ["groupOfNames"] = "a group",
        ["msExchDynamicDistributionList"] = "a group",
        ["contact"] = "a contact",
        ["orgContact"] = "a contact",
        ["servicePrincipal"] = "an application",
        ["msDS-GroupManagedServiceAccount"] = "a service account",
        ["msDS-ManagedServiceAccount"] = "a service account",
        ["foreignSecurityPrincipal"] = "an account of another domain",
        ["organizationalUnit"] = "an organizational unit",
        ["container"] = "a container",
        ["publicFolder"] = "a public folder",
    };

    /// <summary>The object's kind, as "a computer"; null for a user and for what is not known.</summary>
    /// <param name="value">One class, or the whole line from top to the object's own, which stands last and tells most.</param>
    public static string? OtherThanUser(object? value)
    {
        IEnumerable<string> classes = value switch
        {
            string text => [text],
            IEnumerable several => several.Cast<object?>().Take(ValueReader.MostElements).Select(one => one?.ToString() ?? ""),
            _ => [value?.ToString() ?? ""],
        };
        return classes.SelectMany(Words).Reverse()
            .Select(word => Others.TryGetValue(word, out string? kind) ? kind : null)
            .FirstOrDefault(kind => kind is not null);
    }

    private static IEnumerable<string> Words(string text)
    {
        const string graph = "#microsoft.graph.";
        // A category is the path of the class in the schema: the first part tells, and CN=Container would be found in the rest.
        if (text.StartsWith("CN=", StringComparison.OrdinalIgnoreCase))
        {
            return [text.Substring(3).Split(',')[0]];
        }

        return text.StartsWith(graph, StringComparison.OrdinalIgnoreCase) ? [text.Substring(graph.Length)]
            : text.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
    }
}
