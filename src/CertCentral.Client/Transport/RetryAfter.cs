using System.Net.Http.Headers;

namespace CertCentral.Transport;

/// <summary>The server's wish to be left alone for a while.</summary>
internal static class RetryAfter
{
    /// <summary>A server may ask for hours (maintenance); nobody waits at a prompt that long.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>Seconds, or the time until an HTTP date; null when neither is given, zero for a date that has passed, five minutes at most.</summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now)
    {
        var asked = headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date is { } date ? date - now : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
    }
}
