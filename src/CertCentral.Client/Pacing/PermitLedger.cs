namespace CertCentral.Pacing;

/// <summary>
/// What all hosts know together of the calls of a key: permits that were given, calls that have left, who waits, and what the server has
/// said. All times are ticks of 100 ns by the clock of the store. A permit counts as a call at its end, until its host says otherwise:
/// so a host that dies, freezes or is cut off can never have sent a call that is not counted. Not safe for threads.
/// </summary>
internal sealed class PermitLedger
{
    /// <summary>Permits are given for the time to come up to here, so that who waits need not ask for each of them.</summary>
    private const long Ahead = TimeSpan.TicksPerSecond;

    /// <summary>Who waits asks again after this time at the latest, to hear what has changed.</summary>
    private const long LongestWait = 10 * TimeSpan.TicksPerSecond;

    /// <summary>Who does not come back for so long has lost its place: the others do not wait for a dead host.</summary>
    private const long Grace = TimeSpan.TicksPerSecond;

    /// <summary>A host that asked for nothing for so long has no share any more.</summary>
    private const long Remembered = 10 * TimeSpan.TicksPerSecond;

    /// <summary>No window is longer.</summary>
    private const long LongestKept = TimeSpan.TicksPerHour;

    private readonly LimitLessons _lessons;
    private readonly long _now;

    public PermitLedger(CallLimits limits, long now)
    {
        _lessons = new LimitLessons(limits);
        _now = now;
        KeepFor = Math.Min(_lessons.Longest, LongestKept);
    }

    /// <summary>Tells this ledger from one that was lost or thrown away.</summary>
    public long Id { get; set; }

    /// <summary>How many permits were given.</summary>
    public long Given { get; set; }

    /// <summary>The longest window of any host.</summary>
    public long KeepFor { get; set; }

    public LimitLessons Lessons => _lessons;

    /// <summary>Permits of which their hosts have not told what became.</summary>
    public List<OpenPermit> Open { get; private set; } = [];

    /// <summary>When the calls left that were told, at the latest.</summary>
    public List<long> Sent { get; private set; } = [];

    /// <summary>Those who call at present. Who was served last is the last.</summary>
    public List<KnownHost> Hosts { get; private set; } = [];

    public LotAnswer Answer(LotQuestion question)
    {
        Note(question);
        Forget();
        _lessons.TakeStepsBack(_now);
        var permits = new List<(long Number, long Delay)>();
        long askAgain = question.Wanted > 0 ? Deal(question, permits) : 0;
        int place = Hosts.FindIndex(host => host.Id == question.Host);
        if (place >= 0 && permits.Count == 0 && question.Wanted > 0)
        {
            long comesAt = _now + askAgain;
            Hosts[place] = new KnownHost(question.Host, question.Wanted, comesAt, comesAt + question.Validity + Grace);
        }
        else if (place >= 0)
        {
            Hosts.RemoveAt(place);
            Hosts.Add(new KnownHost(question.Host, 0, _now, _now + Remembered));
        }

        return new LotAnswer
        {
            Ledger = Id,
            Permits = permits,
            AskAgainAfter = askAgain,
            HeldFor = Math.Max(0, _lessons.HeldUntil - _now),
            Effective = _lessons.Effective(_now),
        };
    }

    // What was told once is known, so that a host may tell it again when it did not hear the answer.
    private void Note(LotQuestion question)
    {
        foreach ((PermitName permit, long ago) in question.Used)
        {
            int open = permit.Ledger == Id ? Open.FindIndex(known => known.Number == permit.Number) : -1;
            if (open >= 0)
            {
                Sent.Add(Math.Min(Open[open].End, _now - ago));
                Open.RemoveAt(open);
            }
            else if (permit.Ledger != Id)
            {
                Sent.Add(_now - ago);
            }
        }

        Sent.AddRange(question.Uncounted.Select(ago => _now - ago));
        Open.RemoveAll(known => question.Unused.Contains(new PermitName(Id, known.Number)));
        foreach (Refusal refusal in question.Refusals)
        {
            _lessons.Refuse(_now - refusal.SentAgo, refusal.IsLesson, _now);
            _lessons.Hold(_now + refusal.HeldFor);
        }
    }

    private void Forget()
    {
        Open.RemoveAll(permit => permit.End <= _now - KeepFor);
        Sent.RemoveAll(sent => sent <= _now - KeepFor);
        Hosts.RemoveAll(host => host.Until < _now);
    }

    /// <summary>
    /// Deals the moments at which calls may leave: to each its share, in the order in which they were last served, then what is left to one
    /// after another. Only the permits of the host that asks are written down; the others come for theirs.
    /// </summary>
    /// <returns>When it gets none: how long until it shall ask again.</returns>
    private long Deal(LotQuestion question, List<(long Number, long Delay)> permits)
    {
        int own = Hosts.FindIndex(host => host.Id == question.Host);
        if (own < 0)
        {
            own = Hosts.Count;
            Hosts.Add(new KnownHost(question.Host, question.Wanted, _now, _now + Remembered));
        }

        int[] left = [.. Hosts.Select((host, turn) => turn == own ? question.Wanted : host.Wanted)];
        var calendar = new PermitCalendar(
            _lessons,
            Open.Where(permit => permit.Begin > _now).Select(permit => permit.Begin),
            Open.Select(permit => permit.End).Concat(Sent));
        long start = Math.Max(_now, _lessons.HeldUntil);
        for (int each = Share(); ; each = 1)
        {
            for (int turn = 0; turn < left.Length; turn++)
            {
                for (int count = 0; count < each && left[turn] > 0; count++)
                {
                    // Who was told to come later does not keep others waiting until then.
                    long from = turn == own ? start : Math.Max(start, Hosts[turn].ComesAt);
                    long begin = calendar.Next(from, question.Validity);
                    if (turn == own && begin > _now + Ahead)
                    {
                        return permits.Count > 0 ? 0 : Math.Min(LongestWait, begin - _now - (Ahead / 4));
                    }

                    left[turn]--;
                    calendar.Add(begin, begin + question.Validity);
                    if (turn == own)
                    {
                        Open.Add(new OpenPermit(++Given, begin, begin + question.Validity));
                        permits.Add((Given, begin - _now));
                    }
                }
            }

            if (left[own] == 0)
            {
                return 0;
            }
        }
    }

    private int Share() =>
        Math.Max(1, Enumerable.Range(0, _lessons.Lengths.Count).Min(_lessons.Allowed) / Hosts.Count);
}

/// <summary>A permit of which its host has not told what became.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Begin">Its call leaves no sooner.</param>
/// <param name="End">Its call leaves no later.</param>
internal readonly record struct OpenPermit(long Number, long Begin, long End);

/// <summary>A host that calls at present.</summary>
/// <param name="Id">See <see cref="LotQuestion.Host"/>.</param>
/// <param name="Wanted">How many permits it waits for.</param>
/// <param name="ComesAt">When it was told to ask again.</param>
/// <param name="Until">When it loses its place.</param>
internal readonly record struct KnownHost(long Id, int Wanted, long ComesAt, long Until);
