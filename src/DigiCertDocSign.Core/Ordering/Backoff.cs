using CertCentral.Errors;

namespace DigiCertDocSign.Ordering;

/// <summary>The pauses of a run while the server cannot be reached: five seconds, then twice as long each time, up to a minute.</summary>
internal static class Backoff
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public static TimeSpan First { get; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause before the next try: no shorter than the server asked for.</summary>
    public static TimeSpan Before(CertCentralException fault, TimeSpan backoff) =>
        fault.RetryAfter is { } asked && asked > backoff ? asked : backoff;

    public static TimeSpan After(TimeSpan pause) => TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, Longest.Ticks));
}
