namespace CertCentral.Sandbox.Http;

/// <summary>Waiting on a TimeProvider, the same on .NET Framework and .NET.</summary>
internal static class Clock
{
    public static async Task DelayAsync(TimeProvider timeProvider, TimeSpan delay, CancellationToken cancellationToken)
    {
        var end = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellationToken.Register(() => end.TrySetCanceled(cancellationToken));
        using var timer = timeProvider.CreateTimer(_ => end.TrySetResult(true), null, delay, Timeout.InfiniteTimeSpan);
        await end.Task.ConfigureAwait(false);
    }
}
