namespace CertCentral.Pacing;

/// <summary>
/// What is known of the calls of one key: when the last ones were sent, until when the server wants none, and how much of the limits
/// may be used. All times are ticks of 100 ns on a monotonic clock. Not safe for threads.
/// </summary>
/// <remarks>
/// Learning: when a call within the limits is refused, another program uses the key, or the server has lowered its limits. Each such
/// lesson lowers every count by a fifth, down to a tenth. For each time of the longest window without a lesson, one step is taken back.
/// </remarks>
internal sealed class PacingState
{
    /// <summary>A time before any call. Differences with it do not overflow a long.</summary>
    public const long LongAgo = long.MinValue / 2;

    /// <summary>After so many lessons the counts are at a tenth.</summary>
    public const int MostLessons = 11;

    /// <summary>
    /// The ring has so many slots more than the largest count, so that writing a few slots overwrites none that still counts.
    /// </summary>
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

        // Decimal, because a double would sometimes add a tick.
        _lengths = [.. limits.Windows.Select(limit => (long)decimal.Ceiling(limit.Window.Ticks * (1 + (decimal)limits.Margin)))];
        _longest = _lengths.DefaultIfEmpty(1).Max();

        int capacity = Spare;
        while (capacity < limits.Windows.Select(limit => limit.Count).DefaultIfEmpty(0).Max() + Spare)
        {
            capacity *= 2;
        }

        _times = new long[capacity];
    }

    /// <summary>A power of two.</summary>
    public int Capacity => _times.Length;

    /// <summary>The number of all calls so far. The times of the last <see cref="Capacity"/> calls are kept.</summary>
    public long Total { get; private set; }

    public long HeldUntil { get; private set; } = LongAgo;

    /// <summary>When the server last refused a call.</summary>
    public long RefusedAt { get; private set; } = LongAgo;

    /// <summary>By how many steps the counts are lowered.</summary>
    public int Lessons { get; private set; }

    /// <summary>When the server last refused a call, or when a step was last taken back.</summary>
    public long LearnedAt { get; private set; } = LongAgo;

    /// <param name="call">Counted from 0; one of the last <see cref="Capacity"/> calls.</param>
    public long TimeOf(long call) => _times[call & (_times.Length - 1)];

    /// <summary>Takes over what the others have counted.</summary>
    /// <param name="times">The time of each call, at the number of the call modulo the capacity.</param>
    /// <param name="offset">Where in the array the times begin, in bytes.</param>
    /// <param name="capacity">How many times there are: a power of two.</param>
    /// <param name="total">How many calls there have been.</param>
    public void Replace(byte[] times, int offset, int capacity, long total)
    {
        if (capacity == Capacity)
        {
            Buffer.BlockCopy(times, offset, _times, 0, capacity * sizeof(long));
        }
        else
        {
            // The others keep to other limits. Calls that they no longer remember were sent before those that they remember.
            _times = new long[Math.Max(capacity, Capacity)];
            for (long call = Math.Max(0, total - Capacity); call < total; call++)
            {
                _times[call & (Capacity - 1)] = call < total - capacity
                    ? LongAgo
                    : BitConverter.ToInt64(times, offset + ((int)(call & (capacity - 1)) * sizeof(long)));
            }
        }

        Total = total;
    }

    /// <summary>Takes over what the server told the others, unless it told this process later.</summary>
    public void Merge(long heldUntil, long refusedAt, int lessons, long learnedAt)
    {
        HeldUntil = Math.Max(HeldUntil, heldUntil);
        RefusedAt = Math.Max(RefusedAt, refusedAt);
        if (learnedAt > LearnedAt)
        {
            (Lessons, LearnedAt) = (lessons, learnedAt);
        }
    }

    /// <summary>Allows no call until then. A shorter hold never ends a longer one.</summary>
    public void Hold(long until) => HeldUntil = Math.Max(HeldUntil, until);

    public void Record(long now, int permits)
    {
        for (int permit = 0; permit < permits; permit++)
        {
            _times[Total++ & (Capacity - 1)] = now;
        }
    }

    /// <summary>The first moment at which so many more calls may be allowed. At that moment, ask again.</summary>
    public long DueTime(int permits, long now)
    {
        TakeStepsBack(now);
        long due = LongAgo;
        for (int window = 0; window < _lengths.Length; window++)
        {
            long oldest = Total - Math.Max(Allowed(window), permits) + permits - 1;
            due = permits == 0 || oldest < 0 ? due : Math.Max(due, TimeOf(oldest) + _lengths[window]);
        }

        // When a step is taken back, a call may be allowed sooner than the lowered count says.
        return Math.Max(HeldUntil, Lessons > 0 && due > now ? Math.Min(due, LearnedAt + _longest) : due);
    }

    /// <summary>How many calls are allowed now.</summary>
    public int Free(long now)
    {
        TakeStepsBack(now);
        int free = int.MaxValue;
        for (int window = 0; window < _lengths.Length; window++)
        {
            int allowed = Allowed(window);
            int used = 0;
            while (used < allowed && Total > used && TimeOf(Total - used - 1) + _lengths[window] > now)
            {
                used++;
            }

            free = Math.Min(free, allowed - used);
        }

        return HeldUntil > now ? 0 : free;
    }

    /// <summary>The limits after all lessons.</summary>
    public IReadOnlyList<CallLimit> Effective(long now)
    {
        TakeStepsBack(now);
        return [.. _limits.Windows.Select((limit, window) => limit with { Count = Allowed(window) })];
    }

    /// <summary>Notes that the server refused a call because of its limit.</summary>
    /// <param name="sent">When the call was sent. A call that was sent before the last refusal tells nothing new.</param>
    /// <param name="isLesson">False when the refusal was to be expected, because the window is still full.</param>
    /// <param name="now">The present.</param>
    public void Refuse(long sent, bool isLesson, long now)
    {
        TakeStepsBack(now);
        if (isLesson && sent > RefusedAt)
        {
            Lessons = Math.Min(Lessons + 1, MostLessons);
        }

        RefusedAt = now;
        LearnedAt = now;
    }

    private void TakeStepsBack(long now)
    {
        if (Lessons > 0 && now - LearnedAt >= _longest)
        {
            long steps = (now - LearnedAt) / _longest;
            Lessons = (int)Math.Max(0, Lessons - steps);
            LearnedAt += steps * _longest;
        }
    }

    private int Allowed(int window)
    {
        int count = _limits.Windows[window].Count;
        return Lessons == 0 ? count : Math.Max(1, (int)(count * Math.Max(Least, Math.Pow(Kept, Lessons))));
    }
}
