using System.Threading.RateLimiting;

namespace CertCentral.Pacing;

/// <summary>
/// Lets requests through, in the order they came, so that no rolling window ever holds more than its limit. It remembers
/// when each of the last requests left, so it is exact, and it runs on any <see cref="TimeProvider"/>.
/// </summary>
public sealed class RollingWindowLimiter : RateLimiter
{
    private readonly object _gate = new();
    private readonly TimeProvider _time;
    private readonly RollingWindow[] _windows;
    private readonly LinkedList<PacedWaiter> _queue = new();
    private readonly ITimer _timer;
    private readonly int _largestRequest;
    private long _granted;
    private long _lastUse;
    private long _heldUntil = RollingWindow.LongAgo;
    private bool _disposed;

    public RollingWindowLimiter(RequestLimits limits, TimeProvider timeProvider)
    {
        Require.NotNull(limits, nameof(limits));
        Require.NotNull(timeProvider, nameof(timeProvider));
        _time = timeProvider;
        _windows = [.. limits.Windows.Select(limit => new RollingWindow(limit, limits.Margin, timeProvider.TimestampFrequency))];
        _largestRequest = _windows.Length == 0 ? int.MaxValue : _windows.Min(window => window.Count);
        _lastUse = timeProvider.GetTimestamp();
        _timer = timeProvider.CreateTimer(static state => ((RollingWindowLimiter)state!).GrantDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public override TimeSpan? IdleDuration
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count > 0 ? null : _time.GetElapsedTime(_lastUse);
            }
        }
    }

    /// <summary>Whether the server asked for silence that is not over yet.</summary>
    public bool IsHeld
    {
        get
        {
            lock (_gate)
            {
                return _heldUntil > _time.GetTimestamp();
            }
        }
    }

    /// <summary>How long a request that comes now waits at least; those queued before it may make it longer.</summary>
    public TimeSpan EstimateWait()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            return Span(DueTime(1) - now);
        }
    }

    /// <summary>Lets nothing through for that long; a shorter hold never ends a longer one.</summary>
    public void Hold(TimeSpan duration)
    {
        lock (_gate)
        {
            _heldUntil = Math.Max(_heldUntil, _time.GetTimestamp() + Ticks(duration));
            ArmTimer();
        }
    }

    public override RateLimiterStatistics? GetStatistics()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            return new RateLimiterStatistics
            {
                CurrentAvailablePermits = _heldUntil > now ? 0 : _windows.Select(window => window.Free(now)).DefaultIfEmpty(int.MaxValue).Min(),
                CurrentQueuedCount = _queue.Count,
                TotalSuccessfulLeases = _granted,
            };
        }
    }

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        CheckCount(permitCount);
        lock (_gate)
        {
            return TryGrant(permitCount) ? PacedLease.Granted : PacedLease.Refused;
        }
    }

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        CheckCount(permitCount);
        PacedWaiter waiter;
        lock (_gate)
        {
            if (TryGrant(permitCount))
            {
                return new ValueTask<RateLimitLease>(PacedLease.Granted);
            }

            waiter = new PacedWaiter(permitCount, cancellationToken);
            waiter.Node = _queue.AddLast(waiter);
            ArmTimer();
        }

        // Outside the gate: a token that is cancelled already calls back at once.
        waiter.CancelWith(Withdraw);
        return new ValueTask<RateLimitLease>(waiter.Task);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing)
        {
            return;
        }

        lock (_gate)
        {
            _disposed = true;
            _timer.Dispose();
            foreach (var waiter in _queue)
            {
                waiter.Fail(new ObjectDisposedException(nameof(RollingWindowLimiter)));
            }

            _queue.Clear();
        }
    }

    protected override ValueTask DisposeAsyncCore()
    {
        // The base class calls Dispose(false) alone on this way.
        Dispose(disposing: true);
        return base.DisposeAsyncCore();
    }

    private void CheckCount(int permitCount)
    {
        if (permitCount > _largestRequest)
        {
            throw new ArgumentOutOfRangeException(nameof(permitCount), permitCount, $"At most {_largestRequest} permits can be had at once.");
        }
    }

    private void Withdraw(PacedWaiter waiter)
    {
        lock (_gate)
        {
            if (waiter.Node is { List: not null } node)
            {
                _queue.Remove(node);
                waiter.Cancel();
                ArmTimer();
            }
        }
    }

    private void GrantDue()
    {
        lock (_gate)
        {
            while (!_disposed && _queue.First is { } first && IsDue(first.Value.Permits))
            {
                _queue.RemoveFirst();
                Record(first.Value.Permits);
                first.Value.Grant();
            }

            ArmTimer();
        }
    }

    private bool TryGrant(int permits)
    {
        if (_disposed)
        {
            throw new ObjectDisposedException(nameof(RollingWindowLimiter));
        }

        // Nobody overtakes those who wait.
        var granted = _queue.Count == 0 && IsDue(permits);
        if (granted)
        {
            Record(permits);
        }

        return granted;
    }

    private bool IsDue(int permits) => DueTime(permits) <= _time.GetTimestamp();

    private long DueTime(int permits)
    {
        var due = _heldUntil;
        foreach (var window in _windows)
        {
            due = Math.Max(due, window.DueTime(permits));
        }

        return due;
    }

    private void Record(int permits)
    {
        _lastUse = _time.GetTimestamp();
        _granted++;
        foreach (var window in _windows)
        {
            window.Record(_lastUse, permits);
        }
    }

    private void ArmTimer()
    {
        if (_disposed || _queue.First is not { } first)
        {
            return;
        }

        // A millisecond on top, because timers count whole milliseconds and would else fire just too early.
        var wait = Span(DueTime(first.Value.Permits) - _time.GetTimestamp());
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    private long Ticks(TimeSpan span) => (long)decimal.Ceiling((decimal)span.Ticks * _time.TimestampFrequency / TimeSpan.TicksPerSecond);

    private TimeSpan Span(long ticks) => ticks <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((double)ticks / _time.TimestampFrequency);
}
