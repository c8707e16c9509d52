using System.Threading.RateLimiting;

namespace CertCentral.Pacing;

/// <summary>A request that waits for its turn.</summary>
internal sealed class PacedWaiter(int permits, CancellationToken token)
{
    // Continuations must not run inside the limiter's gate.
    private readonly TaskCompletionSource<RateLimitLease> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _registration;

    public int Permits { get; } = permits;

    public LinkedListNode<PacedWaiter>? Node { get; set; }

    public Task<RateLimitLease> Task => _source.Task;

    public void CancelWith(Action<PacedWaiter> withdraw)
    {
        if (!token.CanBeCanceled)
        {
            return;
        }

        _registration = token.Register(() => withdraw(this));
        _ = Task.ContinueWith(
            static (_, waiter) => ((PacedWaiter)waiter!)._registration.Dispose(),
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    public void Grant() => _source.TrySetResult(PacedLease.Granted);

    public void Cancel() => _source.TrySetCanceled(token);

    public void Fail(Exception exception) => _source.TrySetException(exception);
}
