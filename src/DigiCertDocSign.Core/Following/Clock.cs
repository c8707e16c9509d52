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

/// <summary>A moment by two clocks: one that nobody sets, and one that goes on while the machine sleeps.</summary>
internal sealed record TwoClocks(long Stamp, DateTimeOffset Local)
{
    public static TwoClocks Now(TimeProvider time) => new(time.GetTimestamp(), time.GetUtcNow());

    /// <summary>
    /// A commit that has taken longer was held up, by a machine that slept or a disk that hung: what was decided before it is too old then.
    /// </summary>
    public static TimeSpan LongestCommit { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How long ago it was, by the clock that says more.</summary>
    public TimeSpan Age(TimeProvider time)
    {
        TimeSpan awake = time.GetElapsedTime(Stamp);
        TimeSpan local = time.GetUtcNow() - Local;
        return local > awake ? local : awake;
    }
}
