using System.Collections.Concurrent;

namespace CertCentral.Tests;

/// <summary>Remembers what a client tells of itself.</summary>
internal sealed class Observed : IRequestObserver
{
    public ConcurrentQueue<RequestTrace> Traces { get; } = new();

    public ConcurrentQueue<RequestWait> Waits { get; } = new();

    public ConcurrentQueue<string> Warnings { get; } = new();

    public Action<RequestWait>? Waiting { get; init; }

    public void OnCompleted(RequestTrace trace) => Traces.Enqueue(trace);

    public void OnWaiting(RequestWait wait)
    {
        Waits.Enqueue(wait);
        Waiting?.Invoke(wait);
    }

    public void OnWarning(string message) => Warnings.Enqueue(message);
}
