using System.Threading.RateLimiting;

namespace CertCentral.Pacing;

/// <summary>
/// Allows calls in the order in which they came, so that no rolling window ever holds more calls than its limit. It remembers when each
/// of the last calls was sent, so it is exact, and it runs on every <see cref="TimeProvider"/>. With a store, all limiters that count
/// under one name keep to the limits together. No call overtakes another one of its own limiter, but it may overtake one of another.
/// </summary>
public sealed class RollingWindowLimiter : RateLimiter, ICallPacer
{
    private readonly object _gate = new();
    private readonly TimeProvider _time;
    private readonly PacingBook _book;
    private readonly LinkedList<PacedWaiter> _queue = new();
    private readonly ITimer _timer;
    private readonly int _mostPermits;
    private long _lastUse;
    private bool _acceptedSinceRefusal = true;
    private bool _disposed;

    /// <param name="limits">What the server allows.</param>
    /// <param name="timeProvider">The clock; with a store, one whose timestamps are the same for all users of the store.</param>
    /// <param name="store">With null, this limiter counts alone.</param>
    /// <param name="name">The name of the count in the store.</param>
    public RollingWindowLimiter(CallLimits limits, TimeProvider timeProvider, IPacingStore? store = null, string name = "")
    {
        Require.NotNull(limits, nameof(limits));
        Require.NotNull(timeProvider, nameof(timeProvider));
        _time = timeProvider;
        _book = new PacingBook(limits, timeProvider, store, name);
        _mostPermits = limits.Windows.Select(limit => limit.Count).DefaultIfEmpty(int.MaxValue).Min();
        _lastUse = timeProvider.GetTimestamp();
        _timer = timeProvider.CreateTimer(
            static state => ((RollingWindowLimiter)state!).GrantDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public override TimeSpan? IdleDuration => Locked(() => _queue.Count > 0 ? (TimeSpan?)null : _time.GetElapsedTime(_lastUse));

    /// <summary>How long the server still wants no calls, as far as this limiter knows; zero when it wants them.</summary>
    public TimeSpan HoldLeft => Locked(() => Span(_book.State.Lessons.HeldUntil - _book.Now));

    /// <summary>
    /// The limits that this limiter keeps to at this moment. Each refusal (429) of a call within the limits lowers them by a fifth, down
    /// to a tenth. For each time of the longest window without a refusal, one step is taken back.
    /// </summary>
    public IReadOnlyList<CallLimit> EffectiveLimits => Locked(() => _book.State.Lessons.Effective(_book.Now));

    /// <summary>The present, as <see cref="Refused"/> and <see cref="Accepted"/> take it.</summary>
    internal long Now => _book.Now;

    long ICallPacer.Now => Now;

    /// <summary>The shortest time that a call would wait which comes now. Calls that wait already may make it longer.</summary>
    public TimeSpan EstimateWait() => Locked(() => Span(DueTime(1) - _book.Now));

    /// <summary>
    /// Notes that the server refused (429) a call which was within the limits: all calls wait, and the limits are lowered.
    /// </summary>
    /// <param name="sent">When the call was sent: <see cref="Now"/> at that time.</param>
    /// <param name="silence">How long no call may be sent. A shorter silence never ends a longer one.</param>
    internal void Refused(long sent, TimeSpan silence) => Note((state, now) =>
    {
        // When a call is refused before another one was accepted, the window is still full, which tells nothing new.
        state.Lessons.Refuse(sent, _acceptedSinceRefusal, now);
        state.Lessons.Hold(now + silence.Ticks);
        _acceptedSinceRefusal = false;
    });

    /// <summary>Notes that the server gave a call any answer but a refusal because of its limit.</summary>
    internal void Accepted(long sent)
    {
        if (!Volatile.Read(ref _acceptedSinceRefusal))
        {
            _ = Locked(() => _acceptedSinceRefusal |= sent > _book.State.Lessons.RefusedAt);
        }
    }

    /// <summary>Why the count is no longer shared with other processes; null when it is, and from the second time on.</summary>
    internal string? TakeNotice() => _book.TakeNotice();

    ValueTask<bool> ICallPacer.TryTakeAsync(CancellationToken cancellationToken)
    {
        using RateLimitLease lease = AttemptAcquire();
        return new ValueTask<bool>(lease.IsAcquired);
    }

    // A lease has nothing to give back.
    async ValueTask ICallPacer.TakeAsync(CancellationToken cancellationToken) =>
        _ = await AcquireAsync(1, cancellationToken).ConfigureAwait(false);

    void ICallPacer.Refused(long sent, TimeSpan silence) => Refused(sent, silence);

    void ICallPacer.Accepted(long sent) => Accepted(sent);

    string? ICallPacer.TakeNotice() => TakeNotice();

    public override RateLimiterStatistics? GetStatistics() => Locked(() => new RateLimiterStatistics
    {
        CurrentAvailablePermits = _book.State.Free(_book.Now),
        CurrentQueuedCount = _queue.Count,
        TotalSuccessfulLeases = _book.Taken,
    });

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

        // Outside the lock, because a token that is cancelled already calls back at once.
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
            foreach (PacedWaiter waiter in _queue)
            {
                waiter.Fail(new ObjectDisposedException(nameof(RollingWindowLimiter)));
            }

            _queue.Clear();
        }
    }

    protected override ValueTask DisposeAsyncCore()
    {
        // On this path the base class calls nothing but Dispose(false).
        Dispose(disposing: true);
        return base.DisposeAsyncCore();
    }

    private void CheckCount(int permitCount)
    {
        if (permitCount > _mostPermits)
        {
            throw new ArgumentOutOfRangeException(nameof(permitCount), permitCount, $"At most {_mostPermits} permits can be had at once.");
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
            if (!_disposed && (_queue.Count > 0 || _book.HasNews) && _book.TryOpen())
            {
                while (_queue.First is { } first && Take(first.Value.Permits))
                {
                    _queue.RemoveFirst();
                    first.Value.Grant();
                }

                _book.Close();
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

        // No call overtakes those that wait.
        if (_queue.Count > 0 || !_book.TryOpen())
        {
            return false;
        }

        bool granted = Take(permits);
        _book.Close();
        return granted;
    }

    private bool Take(int permits)
    {
        if (!_book.TryTake(permits))
        {
            return false;
        }

        _lastUse = _time.GetTimestamp();
        return true;
    }

    private void Note(Action<PacingState, long> note) => _ = Locked(() =>
    {
        _book.Note(note);
        ArmTimer();
        return true;
    });

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    private long DueTime(int permits) => Math.Max(_book.BusyUntil, _book.State.DueTime(permits, _book.Now));

    private void ArmTimer()
    {
        if (_disposed || (_queue.Count == 0 && !_book.HasNews))
        {
            return;
        }

        // Rounded up: timers count whole milliseconds, and one that is cut off would fire just too early.
        long due = _book.HasNews ? _book.BusyUntil : DueTime(_queue.First!.Value.Permits);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(Span(due - _book.Now).TotalMilliseconds)), Timeout.InfiniteTimeSpan);
    }

    private static TimeSpan Span(long ticks) => TimeSpan.FromTicks(Math.Max(0, ticks));
}
