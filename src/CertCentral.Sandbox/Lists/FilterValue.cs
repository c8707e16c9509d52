using System.Globalization;
using CertCentral.Sandbox.Http;

namespace CertCentral.Sandbox.Lists;

/// <summary>
/// The forms of a filter's value: <c>&gt;2026-12-01</c>, <c>&lt;2026-12-31</c>,
/// <c>2026-01-01...2026-12-31</c>, <c>NOW</c>, <c>null</c>; <c>%part</c> for texts.
/// </summary>
internal static class FilterValue
{
    /// <summary>The same text in upper or lower case; with a percent sign in front, a part of the text.</summary>
    public static Func<string?, bool> Text(string value)
    {
        if (value.StartsWith("%", StringComparison.Ordinal))
        {
            string part = value.Substring(1);
            return text => text is not null && text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;
        }

        return text => string.Equals(text, value, StringComparison.OrdinalIgnoreCase);
    }

    public static Func<long?, bool> Id(string name, string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long id)
            ? number => number == id
            : throw ApiException.Invalid($"filters[{name}]", $"'{value}' is not an id.");

    public static Func<bool, bool> Flag(string name, string value) => value switch
    {
        "1" => flag => flag,
        "0" => flag => !flag,
        _ => throw ApiException.Invalid($"filters[{name}]", $"filters[{name}] must be 1 or 0."),
    };

    public static Func<string, bool> OneOf(string name, string value, params string[] allowed) =>
        allowed.Contains(value, StringComparer.Ordinal)
            ? text => text == value
            : throw ApiException.Invalid($"filters[{name}]", $"filters[{name}] must be one of {string.Join(", ", allowed)}.");

    /// <summary>
    /// After &gt; and &lt; a day means its first instant (UTC). Alone, and as the end of a range, it means the whole day.
    /// A row without the date matches <c>null</c> only.
    /// </summary>
    public static Func<DateTimeOffset?, bool> Date(string name, string value, DateTimeOffset now)
    {
        if (value == "null")
        {
            return date => date is null;
        }

        if (value.StartsWith(">", StringComparison.Ordinal))
        {
            (DateTimeOffset start, DateTimeOffset _) = Span(name, value.Substring(1), now);
            return date => date > start;
        }

        if (value.StartsWith("<", StringComparison.Ordinal))
        {
            (DateTimeOffset start, DateTimeOffset _) = Span(name, value.Substring(1), now);
            return date => date < start;
        }

        int dots = value.IndexOf("...", StringComparison.Ordinal);
        (DateTimeOffset from, DateTimeOffset alone) = Span(name, dots < 0 ? value : value.Substring(0, dots), now);
        DateTimeOffset till = dots < 0 ? alone : Span(name, value.Substring(dots + 3), now).End;
        return date => date >= from && date <= till;
    }

    private static (DateTimeOffset Start, DateTimeOffset End) Span(string name, string text, DateTimeOffset now)
    {
        if (text == "NOW")
        {
            return (now, now);
        }

        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, utc, out DateTimeOffset day))
        {
            return (day, day.AddDays(1).AddTicks(-1));
        }

        string[] instants = ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss"];
        return DateTimeOffset.TryParseExact(text, instants, CultureInfo.InvariantCulture, utc, out DateTimeOffset instant)
            ? (instant, instant)
            : throw ApiException.Invalid($"filters[{name}]", $"'{text}' is not a date like 2026-12-31.");
    }
}
