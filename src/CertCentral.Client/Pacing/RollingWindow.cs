namespace CertCentral.Pacing;

/// <summary>One limit with the times of its last requests. Not safe for threads; the limiter guards it.</summary>
internal sealed class RollingWindow
{
    /// <summary>Before any request; differences with it stay within a long.</summary>
    public const long LongAgo = long.MinValue / 2;

    private readonly long[] _times;
    private readonly long _length;
    private int _next;

    public RollingWindow(RequestLimit limit, double margin, long frequency)
    {
        Count = limit.Count;
        // Decimal, because a double would put a tick on top now and then.
        _length = (long)decimal.Ceiling(limit.Window.Ticks * (1 + (decimal)margin) * frequency / TimeSpan.TicksPerSecond);
        _times = new long[limit.Count];
        for (var index = 0; index < _times.Length; index++)
        {
            _times[index] = LongAgo;
        }
    }

    public int Count { get; }

    /// <summary>When so many more requests fit.</summary>
    /// <param name="permits">0 to <see cref="Count"/>.</param>
    public long DueTime(int permits) =>
        // The ring holds the last Count requests, oldest first from _next; the permits push out the oldest ones.
        permits == 0 ? LongAgo : _times[(_next + permits - 1) % Count] + _length;

    public void Record(long time, int permits)
    {
        for (var request = 0; request < permits; request++)
        {
            _times[_next] = time;
            _next = (_next + 1) % Count;
        }
    }

    public int Free(long now) => _times.Count(time => time + _length <= now);
}
