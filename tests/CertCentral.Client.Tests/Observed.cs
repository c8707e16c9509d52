using System.Collections.Concurrent;

namespace CertCentral.Tests;

/// <summary>Remembers what a client tells of itself.</summary>
internal sealed class Observed : ICallObserver
{
    public ConcurrentQueue<CallTrace> Traces { get; } = new();

    public ConcurrentQueue<CallWait> Waits { get; } = new();

    public ConcurrentQueue<string> Warnings { get; } = new();

    public Action<CallWait>? Waiting { get; init; }

    public void OnCompleted(CallTrace trace) => Traces.Enqueue(trace);

    public void OnWaiting(CallWait wait)
    {
        Waits.Enqueue(wait);
        Waiting?.Invoke(wait);
    }

    public void OnWarning(string message) => Warnings.Enqueue(message);
}
