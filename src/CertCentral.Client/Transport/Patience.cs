namespace CertCentral.Transport;

/// <summary>How long one call may wait for faults to pass, from its first attempt on. Not safe for threads.</summary>
/// <param name="time">The clock of the waits.</param>
/// <param name="longest">Infinite for no bound.</param>
internal sealed class Patience(TimeProvider time, TimeSpan longest)
{
    private long? _began;

    /// <summary>The first attempt leaves; later calls change nothing.</summary>
    public void Begin() => _began ??= time.GetTimestamp();

    /// <summary>Whether a pause that starts now ends in time.</summary>
    public bool Allows(TimeSpan pause) =>
        longest == Timeout.InfiniteTimeSpan || (_began is { } began ? time.GetElapsedTime(began) : TimeSpan.Zero) + pause <= longest;
}
