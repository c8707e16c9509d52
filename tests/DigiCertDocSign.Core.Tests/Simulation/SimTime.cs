namespace DigiCertDocSign.Tests.Simulation;

/// <summary>The clock as one process sees it: its wall clock may be wrong, its stop watch is not. It ends with the process.</summary>
internal sealed class SimTime(SimClock clock) : TimeProvider
{
    public bool IsDead { get; set; }

    /// <summary>The process stands still until then, in ticks of the simulation; what was due meanwhile comes when it goes on.</summary>
    public long FrozenUntil { get; set; }

    public bool IsFrozen => FrozenUntil > clock.Now;

    /// <summary>How far the wall clock is wrong.</summary>
    public TimeSpan Error { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => clock.Start + TimeSpan.FromTicks(clock.Now) + Error;

    public override long GetTimestamp() => clock.Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimTimer(clock, this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
