namespace DigiCertDocSign.Work;

/// <summary>
/// Waits for work that nothing can interrupt, such as a call into a token. A cancelled caller gets its
/// <see cref="OperationCanceledException"/> at once; the work goes on, and its result or exception is then dropped.
/// </summary>
public static class Uninterruptible
{
    /// <summary>Starts the work and waits for it.</summary>
    /// <param name="work">Runs on a thread of the pool.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken) =>
        WaitAsync(Task.Run(work, CancellationToken.None), cancellationToken);

    /// <summary>Waits for work that runs already.</summary>
    /// <param name="running">Goes on after a cancelled wait.</param>
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
