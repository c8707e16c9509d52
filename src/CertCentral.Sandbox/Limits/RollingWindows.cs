namespace CertCentral.Sandbox.Limits;

/// <summary>Counts the calls of one key in every window. Not safe for threads: the engine holds its lock.</summary>
internal sealed class RollingWindows(SandboxLimits limits)
{
    private readonly List<Queue<DateTimeOffset>> _served = [.. limits.Windows.Select(_ => new Queue<DateTimeOffset>())];

    /// <summary>Counts this call if every window has room.</summary>
    /// <param name="now">The present.</param>
    /// <param name="wait">How long until there is room; zero when there is room now.</param>
    public bool TryEnter(DateTimeOffset now, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        for (int i = 0; i < _served.Count; i++)
        {
            (Queue<DateTimeOffset>? queue, SandboxLimit? limit) = (_served[i], limits.Windows[i]);
            while (queue.Count > 0 && now - queue.Peek() >= limit.Window)
            {
                queue.Dequeue();
            }

            if (queue.Count >= limit.Count)
            {
                TimeSpan free = limit.Count == 0 ? limit.Window : queue.Peek() + limit.Window - now;
                wait = free > wait ? free : wait;
            }
        }

        if (wait > TimeSpan.Zero)
        {
            return false;
        }

        _served.ForEach(queue => queue.Enqueue(now));
        return true;
    }
}
