namespace CertCentral.Pacing;

/// <summary>
/// When the permits of a key count, and when one more may begin. A permit counts from the moment at which its call may leave until a
/// window after the last moment at which the call can have left. As long as no more than the limit count at any moment, no window of
/// the server ever sees more calls than its limit: of those that it sees, the one whose permit began last began while all others
/// counted.
/// </summary>
internal sealed class PermitCalendar
{
    private readonly LimitLessons _limits;
    private readonly int[] _allowed;
    private readonly List<long> _begins;
    private readonly List<long> _ends;

    /// <param name="limits">The windows, and how much of each may be used.</param>
    /// <param name="begins">When the permits begin that have not begun.</param>
    /// <param name="ends">The last moment at which the call of each permit can have left.</param>
    public PermitCalendar(LimitLessons limits, IEnumerable<long> begins, IEnumerable<long> ends)
    {
        _limits = limits;
        _allowed = [.. limits.Lengths.Select((_, window) => limits.Allowed(window))];
        _begins = [.. begins];
        _ends = [.. ends];
        _begins.Sort();
        _ends.Sort();
    }

    /// <summary>The first moment at which a permit may begin.</summary>
    /// <param name="from">Not before.</param>
    /// <param name="validity">How long the permit is valid.</param>
    public long Next(long from, long validity)
    {
        long moment = from;
        while (FreeAfter(moment, validity) is { } later)
        {
            moment = later;
        }

        return moment;
    }

    public void Add(long begin, long end)
    {
        _begins.Insert(After(_begins, begin), begin);
        _ends.Insert(After(_ends, end), end);
    }

    /// <returns>Null when a permit may begin at that moment; else a moment before which none may.</returns>
    private long? FreeAfter(long moment, long validity)
    {
        for (int window = 0; window < _allowed.Length; window++)
        {
            if (IsFull(window, moment))
            {
                return NextEnd(window, moment);
            }

            // Permits that begin later were placed without this one.
            long last = moment + validity + _limits.Lengths[window];
            for (int later = After(_begins, moment); later < _begins.Count && _begins[later] < last; later++)
            {
                if (IsFull(window, _begins[later]))
                {
                    return NextEnd(window, _begins[later]);
                }
            }
        }

        return null;
    }

    private bool IsFull(int window, long moment)
    {
        int notEnded = _ends.Count - After(_ends, moment - _limits.Lengths[window]);
        int notBegun = _begins.Count - After(_begins, moment);
        return notEnded - notBegun >= _allowed[window];
    }

    private long NextEnd(int window, long moment) =>
        _ends[After(_ends, moment - _limits.Lengths[window])] + _limits.Lengths[window];

    /// <summary>How many of the times are not later than this one.</summary>
    private static int After(List<long> sorted, long time)
    {
        (int low, int high) = (0, sorted.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = sorted[middle] <= time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
