using System.Threading.RateLimiting;

namespace CertCentral.Pacing;

/// <summary>A call that waits for its turn.</summary>
internal sealed class PacedWaiter(int permits, CancellationToken token)
{
    // What follows the wait must not run inside the lock of the limiter.
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

/// <summary>Permission to send, or a refusal. Nothing is given back: a place in a rolling window becomes free by time alone.</summary>
internal sealed class PacedLease : RateLimitLease
{
    private PacedLease(bool isAcquired) => IsAcquired = isAcquired;

    public static PacedLease Granted { get; } = new(isAcquired: true);

    public static PacedLease Refused { get; } = new(isAcquired: false);

    public override bool IsAcquired { get; }

    public override IEnumerable<string> MetadataNames => [];

    public override bool TryGetMetadata(string metadataName, out object? metadata)
    {
        metadata = null;
        return false;
    }
}
