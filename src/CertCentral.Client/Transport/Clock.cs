namespace CertCentral.Transport;

/// <summary>The one thing about time that the two frameworks spell differently.</summary>
internal static class Clock
{
    /// <summary>A source that cancels itself after the time, by the given clock.</summary>
    public static CancellationTokenSource CancelAfter(this TimeProvider time, TimeSpan delay) =>
#if NET
        new(delay, time);
#else
        time.CreateCancellationTokenSource(delay);
#endif
}
