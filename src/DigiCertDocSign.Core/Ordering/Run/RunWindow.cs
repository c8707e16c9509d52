namespace DigiCertDocSign.Ordering.Run;

/// <summary>Rows on their way, given back in the order in which they came. Not safe for threads.</summary>
internal sealed class RunWindow(int limit)
{
    private readonly Queue<Task<OrderOutcome>> _rows = new();
    private readonly List<Task> _running = [];

    /// <summary>Takes a row in and waits until another one may follow.</summary>
    [NotCancellable("It waits for inputs that have their own token; an input is never left alone.")]
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
    [NotCancellable("It waits for inputs that have their own token; an input is never left alone.")]
    public async Task WaitAsync()
    {
        while (_running.Count > 0)
        {
            _running.Remove(await Task.WhenAny(_running).ConfigureAwait(false));
        }
    }

    /// <summary>The rows at the head that are done.</summary>
    /// <exception cref="OperationCanceledException">A row was stopped.</exception>
    [NotCancellable("It takes what is done; the inputs have their own token.")]
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
