using System.Management.Automation;

namespace DigiCertDocSign.Shell.Running;

/// <summary>
/// Ctrl+C: ends a question that waits for an answer and stops the running pipeline. A second Ctrl+C while the first still
/// works ends the process, so that a command that does not stop can always be left.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Stack<PowerShell> _running = new();
    private CancellationTokenSource _reading = new();
    private bool _stopping;

    public Interruption() => Console.CancelKeyPress += OnCancelKey;

    /// <summary>Cancelled by Ctrl+C; every wait for input goes under it.</summary>
    public CancellationToken Token
    {
        get
        {
            lock (_gate)
            {
                return _reading.Token;
            }
        }
    }

    /// <summary>Says what Ctrl+C has to stop until the result is disposed.</summary>
    public IDisposable Guard(PowerShell pipeline)
    {
        lock (_gate)
        {
            _running.Push(pipeline);
        }

        return new Guarded(this);
    }

    /// <summary>Ready for the next Ctrl+C: the prompt calls it before each line.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _stopping = false;
            if (_reading.IsCancellationRequested)
            {
                // Not disposed: a reader on its way out may still hold the token.
                _reading = new CancellationTokenSource();
            }
        }
    }

    public void Dispose()
    {
        Console.CancelKeyPress -= OnCancelKey;
        _reading.Dispose();
    }

    private void OnCancelKey(object? sender, ConsoleCancelEventArgs e)
    {
        PowerShell? stop;
        CancellationTokenSource wake;
        lock (_gate)
        {
            if (_stopping && _running.Count > 0)
            {
                return;
            }

            _stopping = true;
            e.Cancel = true;
            // The innermost pipeline runs inside the others: a nested prompt must survive its command's end.
            _running.TryPeek(out stop);
            wake = _reading;
        }

        wake.Cancel();
        stop?.BeginStop(callback: null, state: null);
    }

    private sealed class Guarded(Interruption owner) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._running.Pop();
            }
        }
    }
}
