namespace CertCentral.Pacing;

/// <summary>
/// Lets the calls of one host go by permits, which it asks of a count that all hosts share, some at a time. A permit is good for about
/// half a second, measured on this host from before it was asked for: so the permits of a host that was frozen are void when it wakes.
/// What it did not use it gives back.
/// </summary>
/// <remarks>
/// When the store cannot be used, the calls go on at a tenth of the limits, after a pause: those who only read can work, and ten
/// processes together stay below the limit where none of them reaches the store. Beside others that do reach it and use all of it, a
/// process alone is too much; the server's 429 is heard then. Nothing is ordered alone, because the journal lies in the same database.
/// What left meanwhile is counted as soon as the store can be used again.
/// </remarks>
internal sealed class PermitLimiter : ICallPacer
{
    /// <summary>A store that failed is asked again after this time, and after twice as long each time that it fails again.</summary>
    private const long ShortestRest = TimeSpan.TicksPerSecond;
    private const long LongestRest = 10 * TimeSpan.TicksPerSecond;

    private readonly object _gate = new();
    private readonly IPermitStore _store;
    private readonly string _name;
    private readonly CallLimits _limits;
    private readonly LocalClock _clock;
    private readonly LinkedList<PacedWaiter> _queue = new();
    private readonly LotInHand _lot;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _timer;
    private readonly long _start;
    private readonly List<(LocalMoment Sent, LocalMoment Heard, long Silence, bool IsLesson)> _refusals = [];
    private IReadOnlyList<CallLimit> _effective;
    private int _toldRefusals;
    private LoneCount? _alone;
    private TaskCompletionSource<bool>? _question;
    private long _askAgainAt;
    private long _rest = ShortestRest;
    private long _storeRestsUntil;
    private long _heldUntil;
    private long _refusedAt = PacingState.LongAgo;
    private bool _hasHeard;
    private bool _acceptedSinceRefusal = true;
    private string? _notice;
    private bool _disposed;

    /// <param name="limits">What the server allows; at least one window.</param>
    /// <param name="time">The clock of this host.</param>
    /// <param name="store">Where all hosts count.</param>
    /// <param name="name">The name of the count in the store.</param>
    public PermitLimiter(CallLimits limits, TimeProvider time, IPermitStore store, string name)
    {
        (_limits, _store, _name) = (limits, store, name);
        _clock = new LocalClock(time);
        _start = _clock.Now.Steady;
        _lot = new LotInHand(limits);
        _effective = limits.Windows;
        _timer = time.CreateTimer(
            static state => ((PermitLimiter)state!).Turn(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public long Now => _clock.Now.Steady - _start;

    public TimeSpan HoldLeft => Locked(now => Span(_heldUntil - Since(now)));

    public IReadOnlyList<CallLimit> EffectiveLimits => Locked(_ => _effective);

    public TimeSpan EstimateWait() =>
        Locked(now => NextDue(now) is < long.MaxValue and var due ? Span(due - Since(now)) : TimeSpan.Zero);

    public async ValueTask<bool> TryTakeAsync(CancellationToken cancellationToken)
    {
        if (Locked(now => _queue.Count == 0 && TryDraw(now)))
        {
            return true;
        }

        PacedWaiter waiter = Enqueue(cancellationToken);
        Task question = Locked(_ => _question?.Task ?? Task.CompletedTask);
        await Task.WhenAny(waiter.Task, question).ConfigureAwait(false);
        if (TryWithdraw(waiter))
        {
            return false;
        }

        await waiter.Task.ConfigureAwait(false);
        return true;
    }

    public ValueTask TakeAsync(CancellationToken cancellationToken) => new(Enqueue(cancellationToken).Task);

    public void Refused(long sent, TimeSpan silence)
    {
        lock (_gate)
        {
            LocalMoment now = _clock.Now;

            // When a call is refused before another one was accepted, the window is still full, which tells nothing new.
            long ago = Since(now) - sent;
            var sentAt = new LocalMoment(now.Steady - ago, now.Wall - ago);
            _refusals.Add((sentAt, now, silence.Ticks, _acceptedSinceRefusal));
            _acceptedSinceRefusal = false;
            _refusedAt = Since(now);
            _heldUntil = Math.Max(_heldUntil, Since(now) + silence.Ticks);
        }

        Turn();
    }

    public void Accepted(long sent) => Locked(_ => _acceptedSinceRefusal |= sent > _refusedAt);

    public string? TakeNotice() => Interlocked.Exchange(ref _notice, null);

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _timer.Dispose();
            foreach (PacedWaiter waiter in _queue)
            {
                waiter.Fail(new ObjectDisposedException(nameof(PermitLimiter)));
            }

            _queue.Clear();
        }

        _stop.Cancel();
        _stop.Dispose();
    }

    private PacedWaiter Enqueue(CancellationToken cancellationToken)
    {
        var waiter = new PacedWaiter(1, cancellationToken);
        lock (_gate)
        {
            if (_disposed)
            {
                throw new ObjectDisposedException(nameof(PermitLimiter));
            }

            waiter.Node = _queue.AddLast(waiter);
        }

        // Outside the lock, because a token that is cancelled already calls back at once.
        waiter.CancelWith(Withdraw);
        Turn();
        return waiter;
    }

    private void Withdraw(PacedWaiter waiter)
    {
        if (TryWithdraw(waiter))
        {
            waiter.Cancel();
            Turn();
        }
    }

    private bool TryWithdraw(PacedWaiter waiter)
    {
        lock (_gate)
        {
            if (waiter.Node is not { List: not null } node)
            {
                return false;
            }

            _queue.Remove(node);
            return true;
        }
    }

    /// <summary>Lets those go who may, and asks for more when that is worth a question. One question is under way at a time.</summary>
    private void Turn()
    {
        LocalMoment asked;
        LotQuestion? question = null;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            asked = _clock.Now;
            while (_queue.First is { } first && TryDraw(asked))
            {
                _queue.RemoveFirst();
                first.Value.Grant();
            }

            if (ShallAsk(asked))
            {
                _question = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                question = Question(asked);
            }

            ArmTimer(asked);
        }

        if (question is not null)
        {
            _ = AskAsync(question, asked, _stop.Token);
        }
    }

    private async Task AskAsync(LotQuestion question, LocalMoment asked, CancellationToken cancellationToken)
    {
        LotAnswer? answer = null;
        byte[] Change(byte[]? kept, DateTimeOffset now)
        {
            PermitLedger ledger = PermitPage.Read(kept, _limits, now.UtcTicks);
            answer = ledger.Answer(question);
            return PermitPage.Write(ledger, now.UtcTicks);
        }

        Exception? fault = null;
        try
        {
            await _store.ChangeAsync(_name, Change, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            fault = exception;
        }

        lock (_gate)
        {
            if (fault is null && answer is not null)
            {
                Hear(answer, asked, _clock.Now);
            }
            else
            {
                GoAlone(fault?.Message ?? "it gave no answer", asked, _clock.Now);
            }

            _question?.TrySetResult(true);
            _question = null;
        }

        Turn();
    }

    private void Hear(LotAnswer answer, LocalMoment asked, LocalMoment heard)
    {
        (_alone, _hasHeard) = (null, true);
        _rest = ShortestRest;
        _effective = answer.Effective;
        _lot.Hear(answer, asked, heard);
        _refusals.RemoveRange(0, _toldRefusals);
        _heldUntil = Math.Max(_heldUntil, Since(heard) + answer.HeldFor);
        _askAgainAt = Since(heard) + answer.AskAgainAfter;
    }

    private void GoAlone(string reason, LocalMoment asked, LocalMoment now)
    {
        _lot.TellAgain();

        // One that was never reached, as with a wrong password, is tried once more at once, and not waited for.
        _storeRestsUntil = Since(now) + (_alone is null && !_hasHeard ? 0 : _rest);
        _rest = Math.Min(2 * _rest, LongestRest);
        if (_alone is not null || _disposed)
        {
            _alone?.FailedAgain(asked, isWaitedFor: _hasHeard);
            return;
        }

        _alone = new LoneCount(_limits, now);
        _notice = $"The count of calls that all hosts of the team share cannot be used ({reason.TrimEnd('.')}). "
            + "Calls wait for it for some seconds; then this process keeps to a tenth of the call limit by itself, until it is back.";
    }

    private bool ShallAsk(LocalMoment now)
    {
        if (_question is not null || Since(now) < _storeRestsUntil)
        {
            return false;
        }

        return _refusals.Count > 0
            || (IsInNeed(now) && Since(now) >= _askAgainAt)
            || (_queue.Count == 0 && _lot.GiveBackAfter(now) <= 0);
    }

    private bool IsInNeed(LocalMoment now) => _queue.Count > _lot.Count(now);

    private LotQuestion Question(LocalMoment now)
    {
        _toldRefusals = _refusals.Count;
        IEnumerable<Refusal> refusals = _refusals.Select(refusal => new Refusal(
            SentAgo: now.AtLeastSince(refusal.Sent),
            HeldFor: Math.Max(0, refusal.Silence - now.AtLeastSince(refusal.Heard)),
            refusal.IsLesson));
        return _lot.Question(_queue.Count, [.. refusals], now);
    }

    private bool TryDraw(LocalMoment now)
    {
        if (Since(now) < _heldUntil || _disposed)
        {
            return false;
        }

        if (_lot.TryDraw(now))
        {
            return true;
        }

        if (_alone?.TryTake(Since(now)) != true)
        {
            return false;
        }

        _lot.NoteUncounted(now);
        return true;
    }

    private void ArmTimer(LocalMoment now)
    {
        long due = _queue.Count > 0 || _refusals.Count > 0 ? NextDue(now) : long.MaxValue;
        if (_question is null && _queue.Count == 0 && _lot.GiveBackAfter(now) is { } giveBack)
        {
            due = Math.Min(due, Math.Max(Since(now) + giveBack, _storeRestsUntil));
        }

        // Rounded up: timers count whole milliseconds, and one that is cut off would fire just too early.
        TimeSpan wait = due == long.MaxValue
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(Span(due - Since(now)).TotalMilliseconds)));
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>When a call may go, or a question be asked, at the earliest.</summary>
    private long NextDue(LocalMoment now)
    {
        long question = _question is not null ? long.MaxValue
            : _refusals.Count > 0 ? _storeRestsUntil
            : IsInNeed(now) ? Math.Max(_askAgainAt, _storeRestsUntil)
            : long.MaxValue;
        long permit = _lot.NextBegin(now) is { } begin ? Math.Max(_heldUntil, Since(now) + begin) : long.MaxValue;
        long alone = _alone?.DueTime(Since(now)) is { } due ? Math.Max(_heldUntil, due) : long.MaxValue;
        return Math.Min(question, Math.Min(permit, alone));
    }

    private long Since(LocalMoment now) => now.Steady - _start;

    private T Locked<T>(Func<LocalMoment, T> read)
    {
        lock (_gate)
        {
            return read(_clock.Now);
        }
    }

    private static TimeSpan Span(long ticks) => TimeSpan.FromTicks(Math.Max(0, Math.Min(ticks, TimeSpan.TicksPerHour)));
}
