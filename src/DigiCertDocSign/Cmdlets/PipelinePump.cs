using System.Runtime.ExceptionServices;

namespace DigiCertDocSign.Cmdlets;

/// <summary>
/// Runs one asynchronous body to its end on the pipeline thread. After each await the body comes back to this thread, which is
/// the only one that may write to PowerShell. The body's own finally blocks run before <see cref="Run"/> returns, so that each
/// way out (Ctrl+C, Select-Object -First, -ErrorAction Stop) leaves nothing running behind.
/// </summary>
internal sealed class PipelinePump : SynchronizationContext
{
    // A monitor waits without spinning. BlockingCollection spins before each wait, and an order has several.
    private readonly object _gate = new();
    private readonly LinkedList<Piece> _queue = [];
    private readonly Action _cancel;
    private bool _hasEnded;
    private bool _isShowing;
    private ExceptionDispatchInfo? _failed;

    private PipelinePump(Action cancel) => _cancel = cancel;

    /// <param name="body">Started here, on the pipeline thread.</param>
    /// <param name="cancel">Tells the body to stop. Called when something that was shown from outside the body ended the pipeline.</param>
    public static void Run(Func<PipelinePump, Task> body, Action cancel)
    {
        SynchronizationContext? outer = Current;
        var pump = new PipelinePump(cancel);
        SetSynchronizationContext(pump);
        try
        {
            Task task = body(pump);
            task.ContinueWith(
                _ => pump.End(),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            while (pump.Take() is { } next)
            {
                next.Run();
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

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!TryAdd(new Piece(() => d(state), IsShown: false)))
        {
            throw new InvalidOperationException("The body has ended, so nothing of it can go on.");
        }
    }

    /// <summary>
    /// Runs what other threads have to show while the body waits (traces, progress), in their order and before the body goes on.
    /// When the body has ended, nothing is shown.
    /// </summary>
    public void Show(Action action) => TryAdd(new Piece(() => ShowNow(action), IsShown: true));

    /// <summary>
    /// Shows what other threads have to show by now. The body calls it before it warns: where an await did not have to wait, the body is
    /// ahead of what was found out before.
    /// </summary>
    public void CatchUp()
    {
        while (!_isShowing && TakeShown() is { } next)
        {
            next.Run();
        }
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("The pipeline thread cannot be waited for from another thread.");

    public override SynchronizationContext CreateCopy() => this;

    private bool TryAdd(Piece piece)
    {
        lock (_gate)
        {
            if (_hasEnded)
            {
                return false;
            }

            _queue.AddLast(piece);
            Monitor.Pulse(_gate);
            return true;
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for the next piece of the body.</summary>
    /// <returns>Null: the body has ended and all of it has run.</returns>
    private Piece? Take()
    {
        lock (_gate)
        {
            while (_queue.Count == 0)
            {
                if (_hasEnded)
                {
                    return null;
                }

                Monitor.Wait(_gate);
            }

            Piece next = _queue.First!.Value;
            _queue.RemoveFirst();
            return next;
        }
    }

    private Piece? TakeShown()
    {
        lock (_gate)
        {
            Piece? next = _queue.FirstOrDefault(piece => piece.IsShown);
            if (next is not null)
            {
                _queue.Remove(next);
            }

            return next;
        }
    }

    private void ShowNow(Action action)
    {
        if (_failed is not null)
        {
            return;
        }

        _isShowing = true;
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
        finally
        {
            _isShowing = false;
        }
    }

    /// <param name="Run">On the pipeline thread.</param>
    /// <param name="IsShown">Whether it only writes, and is no piece of the body.</param>
    private sealed record Piece(Action Run, bool IsShown);
}
