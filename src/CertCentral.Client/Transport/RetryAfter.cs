using System.Net.Http.Headers;

namespace CertCentral.Transport;

/// <summary>The server's wish to be left alone for a while.</summary>
internal static class RetryAfter
{
    /// <summary>Seconds, or the time until an HTTP date; null when neither is given, zero for a date that has passed.</summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        var asked = headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date is { } date ? date - now : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
