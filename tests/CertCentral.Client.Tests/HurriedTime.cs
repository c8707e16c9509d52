using Microsoft.Extensions.Time.Testing;

namespace CertCentral.Tests;

/// <summary>
/// A clock that jumps to the end of every pause somebody starts, so that minutes of waiting take no time; not to that of one that was given
/// up by then. Spans of <see cref="Patience"/> and longer are time-outs: nobody waits for those, and they pass only by hand.
/// </summary>
internal sealed class HurriedTime() : FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero))
{
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);
    private readonly Lock _gate = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HurriedTimer(this, base.CreateTimer(callback, state, dueTime, period));
        Hurry(timer, dueTime);
        return timer;
    }

    private void Hurry(HurriedTimer timer, TimeSpan dueTime)
    {
        if (dueTime > TimeSpan.Zero && dueTime < Patience)
        {
            DateTimeOffset target = GetUtcNow() + dueTime;
            ThreadPool.QueueUserWorkItem(_ => JumpTo(target, timer));
        }
    }

    private void JumpTo(DateTimeOffset target, HurriedTimer timer)
    {
        lock (_gate)
        {
            if (target > GetUtcNow() && !timer.IsDisposed)
            {
                SetUtcNow(target);
            }
        }
    }

    private sealed class HurriedTimer(HurriedTime owner, ITimer inner) : ITimer
    {
        public bool IsDisposed { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            bool changed = inner.Change(dueTime, period);
            owner.Hurry(this, dueTime);
            return changed;
        }

        public void Dispose()
        {
            IsDisposed = true;
            inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return inner.DisposeAsync();
        }
    }
}
