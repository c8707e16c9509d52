namespace CertCentral.Pacing;

/// <summary>
/// What is known of the calls of one key: when the last ones were sent, and what the server has said. All times are ticks of 100 ns on
/// a monotonic clock. Not safe for threads.
/// </summary>
internal sealed class PacingState
{
    /// <summary>A time before any call. Differences with it do not overflow a long.</summary>
    public const long LongAgo = long.MinValue / 2;

    /// <summary>
    /// The ring has so many slots more than the largest count, so that writing a few slots overwrites none that still counts.
    /// </summary>
    public const int Spare = 16;

    private long[] _times;

    public PacingState(CallLimits limits)
    {
        Lessons = new LimitLessons(limits);
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

    /// <summary>What the server has said.</summary>
    public LimitLessons Lessons { get; }

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
        Lessons.TakeStepsBack(now);
        long due = LongAgo;
        for (int window = 0; window < Lessons.Lengths.Count; window++)
        {
            long oldest = Total - Math.Max(Lessons.Allowed(window), permits) + permits - 1;
            due = permits == 0 || oldest < 0 ? due : Math.Max(due, TimeOf(oldest) + Lessons.Lengths[window]);
        }

        // When a step is taken back, a call may be allowed sooner than the lowered count says.
        return Math.Max(Lessons.HeldUntil, Lessons.Steps > 0 && due > now ? Math.Min(due, Lessons.LearnedAt + Lessons.Longest) : due);
    }

    /// <summary>How many calls are allowed now.</summary>
    public int Free(long now)
    {
        Lessons.TakeStepsBack(now);
        int free = int.MaxValue;
        for (int window = 0; window < Lessons.Lengths.Count; window++)
        {
            int allowed = Lessons.Allowed(window);
            int used = 0;
            while (used < allowed && Total > used && TimeOf(Total - used - 1) + Lessons.Lengths[window] > now)
            {
                used++;
            }

            free = Math.Min(free, allowed - used);
        }

        return Lessons.HeldUntil > now ? 0 : free;
    }
}
