namespace DigiCertDocSign.Tests.Simulation;

/// <summary>A timer that goes off once, unless its process is dead by then.</summary>
internal sealed class SimTimer(SimClock clock, SimTime owner, TimerCallback callback, object? state) : ITimer
{
    private long? _due;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _due = dueTime < TimeSpan.Zero ? null : clock.Now + dueTime.Ticks;
        if (_due is { } due)
        {
            clock.Add(this, due);
        }

        return true;
    }

    public bool IsDueAt(long due) => _due == due && !owner.IsDead;

    public void GoOff()
    {
        if (owner.IsFrozen)
        {
            _due = owner.FrozenUntil;
            clock.Add(this, owner.FrozenUntil);
            return;
        }

        _due = null;
        callback(state);
    }

    public void Dispose() => _due = null;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
