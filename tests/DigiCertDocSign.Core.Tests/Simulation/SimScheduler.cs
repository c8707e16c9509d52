namespace DigiCertDocSign.Tests.Simulation;

/// <summary>Decides, by the seed alone and in one thread, who of the waiting goes on next.</summary>
internal sealed class SimScheduler(int seed)
{
    private readonly List<SimGate> _waiting = [];
    private readonly List<string> _story = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;

    public Random Random { get; } = new(seed);

    public SimClock Clock { get; } = new();

    public IReadOnlyList<string> Story => _story;

    public bool IsAnyoneWaiting => _waiting.Count > 0;

    public bool Chance(double probability) => Random.NextDouble() < probability;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Random.Next(choices.Count)];

    public void Tell(string what) => _story.Add($"{TimeSpan.FromTicks(Clock.Now):hh\\:mm\\:ss\\.fff} {what}");

    /// <summary>Waits for the scheduler; for ever when the process dies meanwhile.</summary>
    public Task PassAsync(SimProcess process, string name, CancellationToken cancellationToken)
    {
        CheckThread();
        if (process.IsDead)
        {
            return new TaskCompletionSource().Task;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var gate = new SimGate(process, name, new TaskCompletionSource());
        _waiting.Add(gate);
        return cancellationToken.CanBeCanceled ? PassOrStopAsync(gate, cancellationToken) : gate.Source.Task;
    }

    /// <summary>One that waits goes on, or time does.</summary>
    /// <returns>False: nobody waits for anything.</returns>
    public bool Step()
    {
        List<SimGate> awake = _waiting.FindAll(one => !one.Process.Time.IsFrozen);
        if (awake.Count == 0)
        {
            return Clock.FireNext();
        }

        SimGate gate = Pick(awake);
        _waiting.Remove(gate);
        Clock.Advance(TimeSpan.FromMilliseconds(Random.Next(200)));
        if (!gate.Process.IsDead)
        {
            Tell($"{gate.Process.Name} {gate.Name}");
            gate.Source.TrySetResult();
        }

        CheckThread();
        return true;
    }

    /// <summary>As SIGKILL: nothing of the process goes on, no finally runs.</summary>
    public void Forget(SimProcess process) => _waiting.RemoveAll(gate => gate.Process == process);

    /// <summary>A continuation on another thread would make the seed mean nothing.</summary>
    public void CheckThread()
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            throw new InvalidOperationException("Something went on on another thread than the scheduler's.");
        }
    }

    private async Task PassOrStopAsync(SimGate gate, CancellationToken cancellationToken)
    {
        await using CancellationTokenRegistration registration = cancellationToken.Register(() =>
        {
            if (!gate.Process.IsDead && _waiting.Remove(gate))
            {
                gate.Source.TrySetCanceled(cancellationToken);
            }
        });
        await gate.Source.Task;
    }
}
