namespace DigiCertDocSign.Following;

/// <summary>The one thing about time that the two frameworks spell differently.</summary>
internal static class Clock
{
    /// <summary>Waits by the given clock.</summary>
    public static Task DelayAsync(this TimeProvider time, TimeSpan delay, CancellationToken cancellationToken) =>
#if NET
        Task.Delay(delay, time, cancellationToken);
#else
        time.Delay(delay, cancellationToken);
#endif
}
