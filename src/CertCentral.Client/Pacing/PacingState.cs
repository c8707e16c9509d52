namespace CertCentral.Pacing;

/// <summary>
/// What is known of the requests of one key: when the last ones left, until when the server wants silence, and how much of
/// the limit it lets us use. All times are ticks of 100 ns on a monotonic clock. Not safe for threads.
/// </summary>
/// <remarks>
/// Learning: within the limit and yet refused means that something else uses the key, or that the limit was lowered. Each
/// such lesson takes a fifth off every count, down to a tenth; each longest window without one gives a step back.
/// </remarks>
internal sealed class PacingState
{
    /// <summary>Before any request; differences with it stay within a long.</summary>
    public const long LongAgo = long.MinValue / 2;

    /// <summary>The step at which the counts stand at a tenth.</summary>
    public const int MostLessons = 11;

    /// <summary>The ring has so much more room than the largest count: who writes a few slots overwrites none that still counts.</summary>
    public const int Spare = 16;

    private const double Kept = 0.8;
    private const double Least = 0.1;
    private readonly CallLimits _limits;
    private readonly long[] _lengths;
    private readonly long _longest;
    private long[] _times;

    public PacingState(CallLimits limits)
    {
        _limits = limits;

        // Decimal, because a double would put a tick on top now and then.
        _lengths = [.. limits.Windows.Select(limit => (long)decimal.Ceiling(limit.Window.Ticks * (1 + (decimal)limits.Margin)))];
        _longest = _lengths.DefaultIfEmpty(1).Max();

        var capacity = Spare;
        while (capacity < limits.Windows.Select(limit => limit.Count).DefaultIfEmpty(0).Max() + Spare)
        {
            capacity *= 2;
        }

        _times = new long[capacity];
    }

    /// <summary>A power of two.</summary>
    public int Capacity => _times.Length;

    /// <summary>Requests ever; the last of them, as many as fit, are remembered.</summary>
    public long Total { get; private set; }

    public long HeldUntil { get; private set; } = LongAgo;

    /// <summary>When the server last refused a request.</summary>
    public long RefusedAt { get; private set; } = LongAgo;

    /// <summary>Steps by which the counts are lowered.</summary>
    public int Lessons { get; private set; }

    /// <summary>When the server last refused, or a step was given back after that.</summary>
    public long LearnedAt { get; private set; } = LongAgo;

    /// <param name="request">From 0; one of the last <see cref="Capacity"/>.</param>
    public long TimeOf(long request) => _times[request & (_times.Length - 1)];

    /// <summary>Takes over what others counted.</summary>
    /// <param name="times">The time of each request at its number modulo the capacity.</param>
    /// <param name="offset">Where in the source they begin, in bytes.</param>
    /// <param name="capacity">How many they are: a power of two.</param>
    /// <param name="total">How many requests there have been.</param>
    public void Replace(byte[] times, int offset, int capacity, long total)
    {
        if (capacity == Capacity)
        {
            Buffer.BlockCopy(times, offset, _times, 0, capacity * sizeof(long));
        }
        else
        {
            // The others keep to other limits. What they remember no more is longer ago than what they remember.
            _times = new long[Math.Max(capacity, Capacity)];
            for (var request = Math.Max(0, total - Capacity); request < total; request++)
            {
                _times[request & (Capacity - 1)] = request < total - capacity
                    ? LongAgo
                    : BitConverter.ToInt64(times, offset + ((int)(request & (capacity - 1)) * sizeof(long)));
            }
        }

        Total = total;
    }

    /// <summary>Takes over what the server told others, unless it told us later.</summary>
    public void Merge(long heldUntil, long refusedAt, int lessons, long learnedAt)
    {
        HeldUntil = Math.Max(HeldUntil, heldUntil);
        RefusedAt = Math.Max(RefusedAt, refusedAt);
        if (learnedAt > LearnedAt)
        {
            (Lessons, LearnedAt) = (lessons, learnedAt);
        }
    }

    /// <summary>Lets nothing through until then; a shorter hold never ends a longer one.</summary>
    public void Hold(long until) => HeldUntil = Math.Max(HeldUntil, until);

    public void Record(long now, int permits)
    {
        for (var permit = 0; permit < permits; permit++)
        {
            _times[Total++ & (Capacity - 1)] = now;
        }
    }

    /// <summary>The first moment at which so many more requests may fit; it has to be asked again then.</summary>
    public long DueTime(int permits, long now)
    {
        Recover(now);
        var due = LongAgo;
        for (var window = 0; window < _lengths.Length; window++)
        {
            var oldest = Total - Math.Max(Allowed(window), permits) + permits - 1;
            due = permits == 0 || oldest < 0 ? due : Math.Max(due, TimeOf(oldest) + _lengths[window]);
        }

        // A step back up may let a request go sooner than the lowered count would.
        return Math.Max(HeldUntil, Lessons > 0 && due > now ? Math.Min(due, LearnedAt + _longest) : due);
    }

    /// <summary>How many requests fit now.</summary>
    public int Free(long now)
    {
        Recover(now);
        var free = int.MaxValue;
        for (var window = 0; window < _lengths.Length; window++)
        {
            var allowed = Allowed(window);
            var used = 0;
            while (used < allowed && Total > used && TimeOf(Total - used - 1) + _lengths[window] > now)
            {
                used++;
            }

            free = Math.Min(free, allowed - used);
        }

        return HeldUntil > now ? 0 : free;
    }

    /// <summary>What is left of the limits after all lessons.</summary>
    public IReadOnlyList<CallLimit> Effective(long now)
    {
        Recover(now);
        return [.. _limits.Windows.Select((limit, window) => limit with { Count = Allowed(window) })];
    }

    /// <summary>The server refused a request for its limit.</summary>
    /// <param name="sent">When it left; one that left before the last refusal tells nothing new.</param>
    /// <param name="isLesson">False where the refusal was to be expected, because the window is still full.</param>
    /// <param name="now">The present.</param>
    public void Refuse(long sent, bool isLesson, long now)
    {
        Recover(now);
        if (isLesson && sent > RefusedAt)
        {
            Lessons = Math.Min(Lessons + 1, MostLessons);
        }

        RefusedAt = now;
        LearnedAt = now;
    }

    private void Recover(long now)
    {
        if (Lessons > 0 && now - LearnedAt >= _longest)
        {
            var steps = (now - LearnedAt) / _longest;
            Lessons = (int)Math.Max(0, Lessons - steps);
            LearnedAt += steps * _longest;
        }
    }

    private int Allowed(int window)
    {
        var count = _limits.Windows[window].Count;
        return Lessons == 0 ? count : Math.Max(1, (int)(count * Math.Max(Least, Math.Pow(Kept, Lessons))));
    }
}
