namespace CertCentral.Pacing;

/// <summary>
/// How much time has passed on this host, by two clocks: one that nobody can set, but that may stand still while the machine sleeps,
/// and the wall clock. What must not be taken for too short takes the longer of the two spans, what must not be taken for too long the
/// shorter.
/// </summary>
internal sealed class LocalClock(TimeProvider time)
{
    public LocalMoment Now => new(time.GetElapsedTime(0).Ticks, time.GetUtcNow().UtcTicks);
}

/// <summary>A moment on this host, in ticks of 100 ns by both clocks.</summary>
internal readonly record struct LocalMoment(long Steady, long Wall)
{
    /// <summary>No less than what has passed since then.</summary>
    public long AtMostSince(LocalMoment then) => Math.Max(Steady - then.Steady, Wall - then.Wall);

    /// <summary>No more than what has passed since then.</summary>
    public long AtLeastSince(LocalMoment then) => Math.Max(0, Math.Min(Steady - then.Steady, Wall - then.Wall));
}
