namespace DigiCertDocSign.Keys;

/// <summary>
/// Work that nothing can interrupt: a call into a token takes as long as it takes. A cancelled caller is let go at once, and the
/// work goes on behind it; what it gives or throws then is nobody's any more.
/// </summary>
public static class Uninterruptible
{
    /// <param name="work">Runs on a thread of the pool.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken) =>
        WaitAsync(Task.Run(work, CancellationToken.None), cancellationToken);

    /// <param name="running">Goes on when the wait has ended.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<T> WaitAsync<T>(Task<T> running, CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(() => cancelled.TrySetResult(true)))
        {
            return await Task.WhenAny(running, cancelled.Task).ConfigureAwait(false) == running
                ? await running.ConfigureAwait(false)
                : throw new OperationCanceledException(cancellationToken);
        }
    }
}
