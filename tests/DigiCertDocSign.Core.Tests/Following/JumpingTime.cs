namespace DigiCertDocSign.Tests.Following;

/// <summary>
/// A clock on which every pause is over at once: starting a timer moves the clock to its end. Days of waiting take no time.
/// </summary>
internal sealed class JumpingTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _now = start;
    private TimeSpan _passed;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>A stop watch, which a clock that is set back does not turn back.</summary>
    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _passed.Ticks;
        }
    }

    /// <summary>Lets time go by without a timer; a negative time sets the clock back.</summary>
    public void Pass(TimeSpan duration)
    {
        lock (_gate)
        {
            _now += duration;
            _passed += duration > TimeSpan.Zero ? duration : TimeSpan.Zero;
        }
    }

    /// <summary>Sets the wall clock forward or back; no time goes by.</summary>
    public void SetClock(TimeSpan by)
    {
        lock (_gate)
        {
            _now += by;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= TimeSpan.Zero)
        {
            Pass(dueTime);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return new Spent();
    }

    private sealed class Spent : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
