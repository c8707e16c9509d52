using System.Collections.Concurrent;
using CertCentral.Pacing;
using Microsoft.Extensions.Time.Testing;

namespace CertCentral.Tests.Pacing;

/// <summary>Several hosts, a server that counts their calls and a store at some distance, in one time that the test moves.</summary>
internal sealed class HostWorld : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 29, 8, 0, 0, TimeSpan.Zero));

    public HostWorld() => Store = new DistantStore(this);

    public DistantStore Store { get; }

    public List<SimulatedHost> Hosts { get; } = [];

    /// <summary>When calls left, in order.</summary>
    public List<TimeSpan> Departures { get; } = [];

    public TimeSpan Now => _time.GetUtcNow() - new DateTimeOffset(2026, 11, 29, 8, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Time => _time;

    public void PassUntil(Func<bool> isDone)
    {
        while (!isDone())
        {
            Pass();
        }
    }

    public void Pass()
    {
        // Without a context, what follows an answer runs at once, on this thread.
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            _time.Advance(TimeSpan.FromMilliseconds(5));
            Hosts.ForEach(host => host.Work());
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    public void After(TimeSpan delay, Action action)
    {
        ITimer? timer = null;
        timer = _time.CreateTimer(
            _ =>
            {
                timer?.Dispose();
                action();
            },
            null,
            delay,
            Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => Hosts.ForEach(host => host.Dispose());

    /// <returns>A window that saw more calls than its limit; null when none did.</returns>
    public string? Excess(CallLimits limits)
    {
        foreach (CallLimit limit in limits.Windows)
        {
            for (int call = limit.Count; call < Departures.Count; call++)
            {
                if (Departures[call] - Departures[call - limit.Count] < limit.Window)
                {
                    return $"{limit.Count + 1} calls in {Departures[call] - Departures[call - limit.Count]} until {Departures[call]}";
                }
            }
        }

        return null;
    }
}

/// <summary>A host that calls as often as it may. Its clocks are its own, and it may be frozen, put to sleep or killed.</summary>
internal sealed class SimulatedHost : TimeProvider, IDisposable
{
    private readonly HostWorld _world;
    private readonly PermitLimiter _limiter;
    private readonly Queue<Action> _missed = new();
    private readonly List<(Task? Turn, TimeSpan ReadyAt)> _lines = [];
    private readonly Func<TimeSpan> _callTime;
    private bool _isFrozen;
    private bool _isDead;
    private TimeSpan _asleep;
    private TimeSpan _sleepsSince;

    public SimulatedHost(HostWorld world, CallLimits limits, int lines, Func<TimeSpan> callTime, Func<TimeSpan> distance)
    {
        (_world, _callTime) = (world, callTime);
        _lines.AddRange(Enumerable.Repeat(((Task?)null, world.Now), lines));
        _limiter = new PermitLimiter(limits, this, world.Store.From(this, distance), "key");
        world.Hosts.Add(this);
    }

    public int Calls { get; private set; }

    public TimeSpan LongestWait { get; private set; }

    public TimeSpan WallOffset { get; set; }

    public PermitLimiter Limiter => _limiter;

    private TimeSpan LastCall { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _world.Time.GetUtcNow() + WallOffset;

    public override long GetTimestamp() => TimeSpan.TicksPerDay + (_world.Now - _asleep).Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _world.Time.CreateTimer(now => Run(() => callback(now)), state, dueTime, period);

    /// <summary>Does something on this host, or as soon as it runs again.</summary>
    public void Run(Action action)
    {
        if (_isFrozen)
        {
            _missed.Enqueue(action);
        }
        else if (!_isDead)
        {
            action();
        }
    }

    public void Kill() => _isDead = true;

    /// <param name="span">For how long.</param>
    /// <param name="isAsleep">Whether the steady clock stands still meanwhile.</param>
    public void Freeze(TimeSpan span, bool isAsleep)
    {
        if (_isFrozen || _isDead)
        {
            return;
        }

        (_isFrozen, _sleepsSince) = (true, _world.Now);
        _world.After(span, () =>
        {
            _asleep += isAsleep ? _world.Now - _sleepsSince : TimeSpan.Zero;
            _isFrozen = false;
            while (_missed.TryDequeue(out Action? action))
            {
                Run(action);
            }
        });
    }

    /// <summary>Each line sends one call after another.</summary>
    public void Work()
    {
        for (int line = 0; line < _lines.Count && !_isFrozen && !_isDead; line++)
        {
            (Task? turn, TimeSpan readyAt) = _lines[line];
            if (turn is null && readyAt <= _world.Now)
            {
                turn = _limiter.TakeAsync(CancellationToken.None).AsTask();
            }

            if (turn is { IsCompletedSuccessfully: true })
            {
                _world.Departures.Add(_world.Now);
                Calls++;
                LongestWait = _world.Now - LastCall > LongestWait ? _world.Now - LastCall : LongestWait;
                LastCall = _world.Now;
                (turn, readyAt) = (null, _world.Now + _callTime());
            }

            _lines[line] = (turn, readyAt);
        }
    }

    public void Dispose() => _limiter.Dispose();
}

/// <summary>A store whose questions and answers are on their way for a while, and that serves one host after the other.</summary>
internal sealed class DistantStore(HostWorld world)
{
    private readonly Dictionary<string, byte[]> _kept = [];

    public int Questions { get; private set; }

    /// <summary>What the clock of the store shows more than that of the world; nobody's clock shows the true time.</summary>
    public TimeSpan ClockOffset { get; set; } = TimeSpan.FromDays(-400);

    /// <summary>Whether a question fails: before it is kept, or after.</summary>
    public Func<(bool Before, bool After)> Fault { get; set; } = () => (false, false);

    public IPermitStore From(SimulatedHost host, Func<TimeSpan> distance) => new Way(this, host, distance);

    private void Change(string name, PermitChange change)
    {
        Questions++;
        _kept.TryGetValue(name, out byte[]? kept);
        _kept[name] = change(kept, world.Time.GetUtcNow() + ClockOffset);
    }

    private sealed class Way(DistantStore store, SimulatedHost host, Func<TimeSpan> distance) : IPermitStore
    {
        public Task ChangeAsync(string name, PermitChange change, CancellationToken cancellationToken)
        {
            var answer = new TaskCompletionSource();
            (bool before, bool after) = store.Fault();
            store.World.After(distance(), () =>
            {
                if (!before)
                {
                    store.Change(name, change);
                }

                store.World.After(distance(), () => host.Run(() =>
                {
                    if (before || after)
                    {
                        answer.SetException(new IOException("The connection broke."));
                    }
                    else
                    {
                        answer.SetResult();
                    }
                }));
            });
            return answer.Task;
        }
    }

    private HostWorld World => world;
}

/// <summary>A store in memory that answers at once.</summary>
internal sealed class PermitMemory(TimeProvider time) : IPermitStore
{
    private readonly ConcurrentDictionary<string, byte[]> _kept = new();

    public ICollection<string> Names => _kept.Keys;

    public byte[] Kept(string name) => _kept[name];

    public Task ChangeAsync(string name, PermitChange change, CancellationToken cancellationToken)
    {
        _kept[name] = change(_kept.GetValueOrDefault(name), time.GetUtcNow());
        return Task.CompletedTask;
    }
}
