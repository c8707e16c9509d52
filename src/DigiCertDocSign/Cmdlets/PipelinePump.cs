using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace DigiCertDocSign.Cmdlets;

/// <summary>
/// Runs one asynchronous body to its end on the pipeline thread. After each await the body comes back to this thread, which is
/// the only one that may write to PowerShell. The body's own finally blocks run before <see cref="Run"/> returns, so that each
/// way out (Ctrl+C, Select-Object -First, -ErrorAction Stop) leaves nothing running behind.
/// </summary>
internal sealed class PipelinePump : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];
    private readonly Action _cancel;
    private ExceptionDispatchInfo? _failed;

    private PipelinePump(Action cancel) => _cancel = cancel;

    /// <param name="body">Started here, on the pipeline thread.</param>
    /// <param name="cancel">Tells the body to stop. Called when something that was shown from outside the body ended the pipeline.</param>
    public static void Run(Func<PipelinePump, Task> body, Action cancel)
    {
        SynchronizationContext? outer = Current;
        using var pump = new PipelinePump(cancel);
        SetSynchronizationContext(pump);
        try
        {
            Task task = body(pump);
            task.ContinueWith(
                _ => pump._queue.CompleteAdding(),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            foreach ((SendOrPostCallback callback, object? state) in pump._queue.GetConsumingEnumerable())
            {
                callback(state);
            }

            pump._failed?.Throw();

            // Finished already: this gives the body's exception its own type and stack.
            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    public override void Post(SendOrPostCallback d, object? state) => _queue.Add((d, state));

    /// <summary>
    /// Runs what other threads have to show while the body waits (traces, progress), in their order and before the body goes on.
    /// When the body has ended, nothing is shown.
    /// </summary>
    public void Show(Action action)
    {
        try
        {
            _queue.TryAdd((_ => ShowNow(action), null));
        }
        catch (InvalidOperationException)
        {
            // Ended between the event and this call.
        }
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("The pipeline thread cannot be waited for from another thread.");

    public override SynchronizationContext CreateCopy() => this;

    public void Dispose() => _queue.Dispose();

    private void ShowNow(Action action)
    {
        if (_failed is not null)
        {
            return;
        }

        try
        {
            action();
        }
        catch (Exception exception)
        {
            // Writing can end the pipeline, and the body does not see that: it is told to stop and awaited, then the exception goes on.
            _failed = ExceptionDispatchInfo.Capture(exception);
            _cancel();
        }
    }
}
