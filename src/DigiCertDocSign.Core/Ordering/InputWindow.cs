namespace DigiCertDocSign.Ordering;

/// <summary>Rows on their way, given back in the order in which they came. Not safe for threads.</summary>
internal sealed class InputWindow(int limit)
{
    private readonly Queue<Task<OrderOutcome>> _rows = new();
    private readonly List<Task> _running = [];

    /// <summary>Takes a row in and waits until another one may follow.</summary>
    public async Task AddAsync(Task<OrderOutcome> row)
    {
        _rows.Enqueue(row);
        _running.Add(row);
        _running.RemoveAll(task => task.IsCompleted);
        while (_running.Count >= limit)
        {
            _running.Remove(await Task.WhenAny(_running).ConfigureAwait(false));
        }
    }

    /// <summary>Waits for all rows, however they end.</summary>
    public async Task WaitAsync()
    {
        while (_running.Count > 0)
        {
            _running.Remove(await Task.WhenAny(_running).ConfigureAwait(false));
        }
    }

    /// <summary>The rows at the head that are done.</summary>
    /// <exception cref="OperationCanceledException">A row was stopped.</exception>
    public async Task<IReadOnlyList<OrderOutcome>> TakeAsync()
    {
        var done = new List<OrderOutcome>();
        while (_rows.Count > 0 && _rows.Peek().IsCompleted)
        {
            done.Add(await _rows.Dequeue().ConfigureAwait(false));
        }

        return done;
    }
}
