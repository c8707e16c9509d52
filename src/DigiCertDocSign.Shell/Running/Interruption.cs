using System.Management.Automation;

namespace DigiCertDocSign.Shell.Running;

/// <summary>
/// Ctrl+C: ends a question that waits for an answer and stops the running pipeline. A second Ctrl+C while the first still
/// works ends the process, so that a command that does not stop can always be left.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly Lock gate = new();
    private readonly Stack<PowerShell> running = new();
    private CancellationTokenSource reading = new();
    private bool stopping;

    public Interruption() => Console.CancelKeyPress += OnCancelKey;

    /// <summary>Cancelled by Ctrl+C; every wait for input goes under it.</summary>
    public CancellationToken Token
    {
        get
        {
            lock (gate)
            {
                return reading.Token;
            }
        }
    }

    /// <summary>Says what Ctrl+C has to stop until the result is disposed.</summary>
    public IDisposable Guard(PowerShell pipeline)
    {
        lock (gate)
        {
            running.Push(pipeline);
        }

        return new Guarded(this);
    }

    /// <summary>Ready for the next Ctrl+C: the prompt calls it before each line.</summary>
    public void Reset()
    {
        lock (gate)
        {
            stopping = false;
            if (reading.IsCancellationRequested)
            {
                // Not disposed: a reader on its way out may still hold the token.
                reading = new CancellationTokenSource();
            }
        }
    }

    public void Dispose()
    {
        Console.CancelKeyPress -= OnCancelKey;
        reading.Dispose();
    }

    private void OnCancelKey(object? sender, ConsoleCancelEventArgs e)
    {
        PowerShell? stop;
        CancellationTokenSource wake;
        lock (gate)
        {
            if (stopping && running.Count > 0)
            {
                return;
            }

            stopping = true;
            e.Cancel = true;
            // The innermost pipeline runs inside the others: a nested prompt must survive its command's end.
            running.TryPeek(out stop);
            wake = reading;
        }

        wake.Cancel();
        stop?.BeginStop(callback: null, state: null);
    }

    private sealed class Guarded(Interruption owner) : IDisposable
    {
        public void Dispose()
        {
            lock (owner.gate)
            {
                owner.running.Pop();
            }
        }
    }
}
