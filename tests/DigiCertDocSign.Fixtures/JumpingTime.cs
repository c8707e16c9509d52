namespace DigiCertDocSign.Fixtures;

/// <summary>
/// A clock on which every pause is over at once: setting a timer moves the clock to its end. Days of waiting take no time. It is for one
/// caller who does one thing after the other.
/// </summary>
public sealed class JumpingTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _now = start;
    private TimeSpan _passed;

    /// <summary>How much time has gone by, whatever the wall clock was set to.</summary>
    public TimeSpan Passed
    {
        get
        {
            lock (_gate)
            {
                return _passed;
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    /// <summary>A stop watch, which a clock that is set back does not turn back.</summary>
    public override long GetTimestamp() => Passed.Ticks;

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
        var timer = new Jump(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Jump(JumpingTime time, TimerCallback callback, object? state) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= TimeSpan.Zero)
            {
                time.Pass(dueTime);
                ThreadPool.QueueUserWorkItem(_ => callback(state));
            }

            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
