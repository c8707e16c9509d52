namespace DigiCertDocSign.Tests.Simulation;

/// <summary>The time of one simulation. It stands still but for the scheduler, on whose thread timers go off.</summary>
internal sealed class SimClock
{
    private readonly PriorityQueue<SimTimer, (long Due, long Number)> _timers = new();
    private long _number;

    public DateTimeOffset Start { get; } = Orders.Drafts.Now;

    /// <summary>Ticks since the start.</summary>
    public long Now { get; private set; }

    /// <summary>Moves on, and lets the timers on the way go off, each at its time.</summary>
    public void Advance(TimeSpan duration)
    {
        long end = Now + duration.Ticks;
        while (NextDue() is { } due && due <= end)
        {
            Fire();
        }

        Now = end;
    }

    /// <summary>Moves on to the next timer.</summary>
    /// <returns>False: nobody waits for anything.</returns>
    public bool FireNext()
    {
        if (NextDue() is null)
        {
            return false;
        }

        Fire();
        return true;
    }

    public void Add(SimTimer timer, long due) => _timers.Enqueue(timer, (due, _number++));

    private long? NextDue()
    {
        while (_timers.TryPeek(out SimTimer? timer, out (long Due, long Number) key))
        {
            if (timer.IsDueAt(key.Due))
            {
                return key.Due;
            }

            _timers.Dequeue();
        }

        return null;
    }

    private void Fire()
    {
        _timers.TryDequeue(out SimTimer? timer, out (long Due, long Number) key);
        Now = Math.Max(Now, key.Due);
        timer!.GoOff();
    }
}
