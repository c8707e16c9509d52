using System.Globalization;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.Lists;

namespace CertCentral.Sandbox.Orders;

/// <summary>Which stretch of time a status-changes call asks for: at most seven days.</summary>
internal static class StatusChangeWindow
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>Mountain Daylight Time: what that filter's dates are in.</summary>
    private static readonly TimeSpan Mountain = TimeSpan.FromHours(-6);

    public static (DateTimeOffset From, DateTimeOffset Till) Read(SandboxCall call, DateTimeOffset now)
    {
        if (ListQuery.Read(call).Filters.TryGetValue("status_last_updated", out var values))
        {
            return ReadRange(values[values.Count - 1]);
        }

        var minutes = ReadCount(call, "minutes");
        var seconds = ReadCount(call, "seconds");
        if (minutes is null && seconds is null)
        {
            throw ApiException.Missing("minutes");
        }

        // Compared as numbers first: a TimeSpan of that length might not exist.
        var length = ((decimal)(minutes ?? 0) * 60) + (seconds ?? 0);
        return length > (decimal)Longest.TotalSeconds ? throw TooLong() : (now - TimeSpan.FromSeconds((double)length), now);
    }

    private static (DateTimeOffset From, DateTimeOffset Till) ReadRange(string value)
    {
        const string field = "filters[status_last_updated]";
        var dots = value.IndexOf("...", StringComparison.Ordinal);
        if (dots < 0)
        {
            throw ApiException.Invalid(field, field + " must be a range like 2026-01-01...2026-01-07.");
        }

        var (from, _) = Span(field, value.Substring(0, dots));
        var (last, isDay) = Span(field, value.Substring(dots + 3));
        if (last < from)
        {
            throw ApiException.Invalid(field, field + " must not end before it begins.");
        }

        var till = isDay ? last.AddDays(1).AddTicks(-1) : last;
        return till - from > Longest ? throw TooLong() : (from, till);
    }

    /// <summary>A day, or a day and a time of day: <c>2026-01-01+13:30:00</c>.</summary>
    private static (DateTimeOffset Instant, bool IsDay) Span(string field, string text)
    {
        // The plus arrives as a space unless it was escaped.
        var plain = text.Replace('+', ' ');
        var isDay = plain.IndexOf(' ') < 0;
        return DateTime.TryParseExact(
            plain, isDay ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? (new DateTimeOffset(local, Mountain), isDay)
            : throw ApiException.Invalid(field, $"'{text}' is not a date like 2026-01-31.");
    }

    private static long? ReadCount(SandboxCall call, string name)
    {
        if (call.GetQuery(name) is not { Length: > 0 } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw ApiException.Invalid(name, name + " must be a whole number.");
    }

    private static ApiException TooLong() =>
        new(System.Net.HttpStatusCode.BadRequest, "time_frame_too_long", "Status changes can be asked for seven days at most.");
}
