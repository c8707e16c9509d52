namespace CertCentral.Pacing;

/// <summary>
/// What the server has said of the limits of a key: until when it wants no calls, and how much of the limits may be used. All times
/// are ticks of 100 ns on one clock. Not safe for threads.
/// </summary>
/// <remarks>
/// When a call within the limits is refused, another program uses the key, or the server has lowered its limits. Each such lesson
/// lowers every count by a fifth, down to a tenth. For each time of the longest window without a lesson, one step is taken back.
/// </remarks>
internal sealed class LimitLessons
{
    /// <summary>After so many lessons the counts are at a tenth.</summary>
    public const int MostSteps = 11;

    private const double Kept = 0.8;
    private const double Least = 0.1;
    private readonly CallLimits _limits;

    public LimitLessons(CallLimits limits)
    {
        _limits = limits;

        // Decimal, because a double would sometimes add a tick.
        Lengths = [.. limits.Windows.Select(limit => (long)decimal.Ceiling(limit.Window.Ticks * (1 + (decimal)limits.Margin)))];
        Longest = Lengths.DefaultIfEmpty(1).Max();
    }

    /// <summary>The length of each window with its margin.</summary>
    public IReadOnlyList<long> Lengths { get; }

    public long Longest { get; }

    public long HeldUntil { get; private set; } = PacingState.LongAgo;

    /// <summary>When the server last refused a call.</summary>
    public long RefusedAt { get; private set; } = PacingState.LongAgo;

    /// <summary>By how many steps the counts are lowered.</summary>
    public int Steps { get; private set; }

    /// <summary>When the server last refused a call, or when a step was last taken back.</summary>
    public long LearnedAt { get; private set; } = PacingState.LongAgo;

    /// <summary>Takes over what the server told the others, unless it told this process later.</summary>
    public void Merge(long heldUntil, long refusedAt, int steps, long learnedAt)
    {
        HeldUntil = Math.Max(HeldUntil, heldUntil);
        RefusedAt = Math.Max(RefusedAt, refusedAt);
        if (learnedAt > LearnedAt)
        {
            (Steps, LearnedAt) = (steps, learnedAt);
        }
    }

    /// <summary>Allows no call until then. A shorter hold never ends a longer one.</summary>
    public void Hold(long until) => HeldUntil = Math.Max(HeldUntil, until);

    /// <summary>Notes that the server refused a call because of its limit.</summary>
    /// <param name="sent">When the call was sent. A call that was sent before the last refusal tells nothing new.</param>
    /// <param name="isLesson">False when the refusal was to be expected, because the window is still full.</param>
    /// <param name="now">The present.</param>
    public void Refuse(long sent, bool isLesson, long now)
    {
        TakeStepsBack(now);
        if (isLesson && sent > RefusedAt)
        {
            Steps = Math.Min(Steps + 1, MostSteps);
        }

        RefusedAt = now;
        LearnedAt = now;
    }

    public void TakeStepsBack(long now)
    {
        if (Steps > 0 && now - LearnedAt >= Longest)
        {
            long steps = (now - LearnedAt) / Longest;
            Steps = (int)Math.Max(0, Steps - steps);
            LearnedAt += steps * Longest;
        }
    }

    /// <summary>How many calls a window may hold after all lessons.</summary>
    public int Allowed(int window)
    {
        int count = _limits.Windows[window].Count;
        return Steps == 0 ? count : Math.Max(1, (int)(count * Math.Max(Least, Math.Pow(Kept, Steps))));
    }

    /// <summary>The limits after all lessons.</summary>
    public IReadOnlyList<CallLimit> Effective(long now)
    {
        TakeStepsBack(now);
        return [.. _limits.Windows.Select((limit, window) => limit with { Count = Allowed(window) })];
    }
}
