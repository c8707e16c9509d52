namespace CertCentral.Sandbox;

/// <summary>
/// The clock of a sandbox that can be turned forward, so that a year takes a minute. Otherwise it goes as the clock goes that it was made
/// of. Whoever waits by it has waited as much as it was turned. Safe for threads.
/// </summary>
/// <param name="clock">As it goes between two turns.</param>
public sealed class SandboxTime(TimeProvider clock) : TimeProvider
{
    private readonly object _gate = new();
    private readonly HashSet<TurnableTimer> _timers = [];
    private TimeSpan _ahead;
    private TimeSpan _turned;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => clock.TimestampFrequency;

    /// <summary>How far it is ahead of the clock that it was made of; less than zero where it is behind.</summary>
    internal TimeSpan Ahead
    {
        get
        {
            lock (_gate)
            {
                return _ahead;
            }
        }

        set
        {
            lock (_gate)
            {
                _ahead = value;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Ahead;

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return clock.GetTimestamp() + (long)(_turned.TotalSeconds * clock.TimestampFrequency);
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new TurnableTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <exception cref="ArgumentOutOfRangeException">It would go back, or beyond the end of time.</exception>
    internal void Advance(TimeSpan by)
    {
        TurnableTimer[] waiting;
        lock (_gate)
        {
            if (by < TimeSpan.Zero || by > DateTimeOffset.MaxValue - clock.GetUtcNow() - _ahead)
            {
                throw new ArgumentOutOfRangeException(nameof(by), by, "A clock goes forward.");
            }

            _ahead += by;
            _turned += by;
            waiting = [.. _timers];
        }

        foreach (TurnableTimer timer in waiting)
        {
            timer.Arm();
        }
    }

    /// <summary>A timer of the clock below that is set anew when the one above is turned.</summary>
    private sealed class TurnableTimer : ITimer
    {
        private readonly object _gate = new();
        private readonly SandboxTime _time;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private readonly long _begun;
        private readonly ITimer _below;
        private TimeSpan? _due;
        private TimeSpan _period;

        public TurnableTimer(SandboxTime time, TimerCallback callback, object? state)
        {
            (_time, _callback, _state) = (time, callback, state);
            _begun = time.GetTimestamp();
            _below = time.Below.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        private TimeSpan Passed => _time.GetElapsedTime(_begun);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _due = dueTime < TimeSpan.Zero ? null : Passed + dueTime;
                _period = period;
            }

            return Arm();
        }

        public bool Arm()
        {
            lock (_gate)
            {
                _time.Note(this, isWaiting: _due is not null);
                TimeSpan left = _due is { } due ? due - Passed : Timeout.InfiniteTimeSpan;
                return _below.Change(_due is not null && left < TimeSpan.Zero ? TimeSpan.Zero : left, Timeout.InfiniteTimeSpan);
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _due = null;
                _time.Note(this, isWaiting: false);
            }

            _below.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Ring()
        {
            lock (_gate)
            {
                if (_due is not { } due)
                {
                    return;
                }

                if (due > Passed)
                {
                    // The clock below counts in its own steps.
                    Arm();
                    return;
                }

                _due = _period > TimeSpan.Zero ? Passed + _period : null;
                Arm();
            }

            _callback(_state);
        }
    }

    private TimeProvider Below => clock;

    private void Note(TurnableTimer timer, bool isWaiting)
    {
        lock (_gate)
        {
            _ = isWaiting ? _timers.Add(timer) : _timers.Remove(timer);
        }
    }
}
