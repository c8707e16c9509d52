using CertCentral.Errors;
using DigiCertDocSign.Errors;

namespace DigiCertDocSign.Cmdlets;

/// <summary>Rows that are worked on at the same time. What they give leaves in the order in which they came in.</summary>
/// <param name="cmdlet">Whose rows they are.</param>
/// <param name="limit">How many are worked on at once.</param>
/// <param name="write">Called on the pipeline thread.</param>
/// <param name="onFault">Called there after the error of a row was written.</param>
internal sealed class RowsInFlight<T>(DocSigningCmdlet cmdlet, int limit, Action<T> write, Action onFault) : IDisposable
{
    // One slow row at the head must not leave the other workers idle; and a long list must not be read into memory.
    private const int Ahead = 4;

    private readonly Queue<(object? Target, InputName? Row, Task<T> Work)> _rows = new();
    private readonly SemaphoreSlim _free = new(limit);

    /// <summary>Starts a row when there is room for it, and writes what is ready by then.</summary>
    /// <exception cref="OperationCanceledException">The pipeline stops.</exception>
    public async Task AddAsync(object? target, InputName? row, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        while (_rows.Count >= limit * Ahead || (_rows.Count > 0 && _rows.Peek().Work.IsCompleted))
        {
            await WriteFirstAsync();
        }

        // On a thread of its own: this one goes on to the next row, and may be gone when the work ends.
        _rows.Enqueue((target, row, Task.Run(() => RunAsync(work, cancellationToken), CancellationToken.None)));
    }

    /// <summary>Writes the rest.</summary>
    /// <exception cref="OperationCanceledException">The pipeline stops.</exception>
    public async Task WriteAllAsync(CancellationToken cancellationToken)
    {
        while (_rows.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await WriteFirstAsync();
        }
    }

    /// <summary>Waits until nothing runs any more, whatever became of it. To be called after everything was told to stop.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        foreach ((_, _, Task<T> work) in _rows)
        {
            await Task.WhenAny(work);
        }

        _rows.Clear();
        cancellationToken.ThrowIfCancellationRequested();
    }

    public void Dispose() => _free.Dispose();

    private async Task<T> RunAsync(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await work(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _free.Release();
        }
    }

    private async Task WriteFirstAsync()
    {
        (object? target, InputName? row, Task<T> work) = _rows.Peek();
        try
        {
            T result = await work;
            write(result);
        }
        catch (Exception exception) when (exception is DocSigningException or CertCentralException)
        {
            cmdlet.WriteFault(exception, target, target is null ? null : row);
            onFault();
        }
        finally
        {
            // Left in the queue only while it runs.
            if (_rows.Count > 0 && work.IsCompleted)
            {
                _rows.Dequeue();
            }
        }
    }
}
