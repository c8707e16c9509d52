namespace CertCentral.Pacing;

/// <summary>
/// The permits that a host has, and what it has not yet told of those that it had. It asks for as many as it uses while they are valid,
/// so that it asks seldom and gives little back. Not safe for threads.
/// </summary>
internal sealed class LotInHand(CallLimits limits)
{
    /// <summary>How long a permit is valid, where the store answers at once.</summary>
    private const long ShortestValidity = TimeSpan.TicksPerSecond / 2;

    /// <summary>A store that takes longer to answer gives longer permits, else all of them would be void when they come.</summary>
    private const int AnswersInValidity = 4;
    private const long LongestValidity = 20 * TimeSpan.TicksPerSecond;

    /// <summary>The next call tells what was not used; only when none comes so soon, it is told by itself.</summary>
    private const long GiveBackPause = TimeSpan.TicksPerSecond / 4;

    private readonly long _host = BitConverter.ToInt64(Guid.NewGuid().ToByteArray(), 0);
    private readonly int _most = Math.Max(1, limits.Windows.Min(limit => limit.Count) / 4);
    private readonly long _longest = limits.Windows.Max(limit => limit.Window.Ticks) * 2;
    private readonly List<HeldPermit> _permits = [];
    private readonly List<(PermitName Permit, LocalMoment Sent)> _used = [];
    private readonly List<PermitName> _unused = [];
    private readonly List<LocalMoment> _uncounted = [];
    private (int Used, int Unused, int Uncounted) _told;
    private long _validity = ShortestValidity;
    private int _expected = 1;
    private int _drawn;
    private LocalMoment _heard;
    private LocalMoment _voidSince;

    /// <summary>How many permits may be used, now or later.</summary>
    public int Count(LocalMoment now)
    {
        DropVoid(now);
        return _permits.Count;
    }

    /// <summary>Uses a permit for a call that leaves now.</summary>
    public bool TryDraw(LocalMoment now)
    {
        DropVoid(now);
        int first = _permits.FindIndex(permit => now.AtLeastSince(permit.Heard) >= permit.Delay);
        if (first < 0)
        {
            return false;
        }

        _used.Add((_permits[first].Name, now));
        _permits.RemoveAt(first);
        _drawn++;
        return true;
    }

    /// <summary>Notes a call that leaves without a permit.</summary>
    public void NoteUncounted(LocalMoment now)
    {
        if (_told.Uncounted == 0)
        {
            _uncounted.RemoveAll(sent => now.AtLeastSince(sent) > _longest);
        }

        _uncounted.Add(now);
    }

    /// <returns>How long until the next permit begins; null when there is none.</returns>
    public long? NextBegin(LocalMoment now)
    {
        DropVoid(now);
        return _permits.Count == 0 ? null : _permits.Min(permit => permit.Delay - now.AtLeastSince(permit.Heard));
    }

    /// <returns>How long until it is time to tell what was not used, if no call comes; null when all was used.</returns>
    public long? GiveBackAfter(LocalMoment now)
    {
        DropVoid(now);
        return _permits.Count > 0 ? _permits.Max(permit => permit.Delay + permit.Validity - now.AtMostSince(permit.Asked)) + GiveBackPause
            : _unused.Count > 0 ? GiveBackPause - now.AtMostSince(_voidSince)
            : null;
    }

    /// <param name="waiting">How many calls wait.</param>
    /// <param name="refusals">What the server refused.</param>
    /// <param name="now">The present.</param>
    public LotQuestion Question(int waiting, IReadOnlyList<Refusal> refusals, LocalMoment now)
    {
        DropVoid(now);
        if (waiting > 0 && _drawn > 0)
        {
            long elapsed = now.AtMostSince(_heard);
            double whileValid = elapsed <= 0 ? double.MaxValue : Math.Ceiling(_drawn * (double)_validity / elapsed);

            // A host that the limit slows down shall not be taken for a slow one.
            int most = 2 * (_unused.Count == 0 ? Math.Max(_drawn, _expected) : _drawn);
            _expected = (int)Math.Max(1, Math.Min(whileValid, Math.Min(most, _most)));
            _drawn = 0;
        }

        _told = (_used.Count, _unused.Count, _uncounted.Count);
        return new LotQuestion
        {
            Host = _host,
            Wanted = waiting == 0 ? 0 : Math.Max(1, Math.Min(_most, Math.Max(waiting, _expected)) - _permits.Count),
            Validity = _validity,
            Used = [.. _used.Select(used => (used.Permit, now.AtLeastSince(used.Sent)))],
            Unused = [.. _unused],
            Uncounted = [.. _uncounted.Select(now.AtLeastSince)],
            Refusals = refusals,
        };
    }

    /// <param name="answer">What the store has told.</param>
    /// <param name="asked">The moment before the question left.</param>
    /// <param name="heard">The moment after the answer came.</param>
    public void Hear(LotAnswer answer, LocalMoment asked, LocalMoment heard)
    {
        _used.RemoveRange(0, _told.Used);
        _unused.RemoveRange(0, _told.Unused);
        _uncounted.RemoveRange(0, _told.Uncounted);
        _told = default;
        _permits.AddRange(answer.Permits.Select(permit =>
            new HeldPermit(new PermitName(answer.Ledger, permit.Number), permit.Delay, _validity, asked, heard)));
        _validity = Math.Max(ShortestValidity, Math.Min(LongestValidity, AnswersInValidity * heard.AtMostSince(asked)));
        if (answer.Permits.Count > 0)
        {
            _heard = heard;
        }
    }

    /// <summary>Nobody knows whether the store has heard the question: all is told again.</summary>
    public void TellAgain() => _told = default;

    private void DropVoid(LocalMoment now)
    {
        for (int place = _permits.Count - 1; place >= 0; place--)
        {
            HeldPermit permit = _permits[place];
            if (now.AtMostSince(permit.Asked) >= permit.Delay + permit.Validity)
            {
                _unused.Add(permit.Name);
                _permits.RemoveAt(place);
                _voidSince = now;
            }
        }
    }

    /// <param name="Name">How the store knows it.</param>
    /// <param name="Delay">How long after the answer it begins.</param>
    /// <param name="Validity">How long it is valid then.</param>
    /// <param name="Asked">Its end is counted from here.</param>
    /// <param name="Heard">Its begin is counted from here.</param>
    private readonly record struct HeldPermit(PermitName Name, long Delay, long Validity, LocalMoment Asked, LocalMoment Heard);
}

/// <summary>
/// What a process may send while it cannot ask the others: a tenth of the limits, once it has tried for a while in vain. Not safe for
/// threads.
/// </summary>
/// <param name="limits">What the server allows all together.</param>
/// <param name="since">When the store failed.</param>
internal sealed class LoneCount(CallLimits limits, LocalMoment since)
{
    private const int Part = 10;

    /// <summary>A store that is away for a shorter time changes nothing but that calls wait for it.</summary>
    private const long ShortestPause = 5 * TimeSpan.TicksPerSecond;

    private readonly PacingState _state = new(
        new CallLimits(limits.Windows.Select(limit => limit with { Count = Math.Max(1, limit.Count / Part) }), limits.Margin));

    private bool _isAllowed;

    /// <summary>The store has failed again. What the others have sent meanwhile is not known, so a window is let pass first.</summary>
    /// <param name="asked">When it was asked.</param>
    /// <param name="isWaitedFor">Whether it was ever reached.</param>
    public void FailedAgain(LocalMoment asked, bool isWaitedFor) =>
        _isAllowed |= !isWaitedFor || asked.AtLeastSince(since) >= Math.Max(ShortestPause, _state.Lessons.Lengths.Min());

    /// <returns>Null when the store must be asked first.</returns>
    public long? DueTime(long now) => _isAllowed ? _state.DueTime(1, now) : null;

    public bool TryTake(long now)
    {
        if (!(DueTime(now) <= now))
        {
            return false;
        }

        _state.Record(now, 1);
        return true;
    }
}
