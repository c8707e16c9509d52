using System.Runtime.CompilerServices;

namespace DigiCertDocSign.Work;

/// <summary>
/// Inputs that are worked on at the same time. What comes of them is taken in the order in which they came. One caller adds and takes; it
/// is not safe for several threads.
/// </summary>
/// <typeparam name="T">What comes of an input.</typeparam>
/// <param name="limit">How many inputs are worked on at once.</param>
/// <param name="ahead">How many more are taken in meanwhile, so that the next one is at hand when a worker is free.</param>
/// <param name="mostUntaken">
/// How many inputs are in the window at the most, those included that are done and wait behind a slow one. That one must not hold up the
/// others at once, and a long list must not be read into memory behind it. A fault that ends the run is seen when it is taken, so no more
/// than this are begun after it.
/// </param>
public sealed class InputWindow<T>(int limit, int ahead = 0, int mostUntaken = 1000) : IDisposable
{
    private readonly Queue<Task<T>> _inputs = new();
    private readonly List<Task> _unfinished = [];
    private readonly SemaphoreSlim _free = new(limit);

    /// <summary>Takes an input in, begins it as soon as a worker is free, and returns when another input may follow.</summary>
    /// <param name="work">
    /// Called once. It should end soon when the caller's own token is cancelled: an input that is in the window is never left alone.
    /// </param>
    [NotCancellable("It waits for inputs that have their own token; an input is never left alone.")]
    public async Task AddAsync(Func<Task<T>> work)
    {
        Task<T> input = RunAsync(work);
        _inputs.Enqueue(input);
        _unfinished.Add(input);
        _unfinished.RemoveAll(task => task.IsCompleted);
        while (_unfinished.Count >= limit + ahead)
        {
            _unfinished.Remove(await Task.WhenAny(_unfinished).ConfigureAwait(false));
        }

        if (_inputs.Count >= mostUntaken)
        {
            await Task.WhenAny(_inputs.Peek()).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for all inputs, however they end.</summary>
    [NotCancellable("It waits for inputs that have their own token; an input is never left alone.")]
    public async Task WaitAsync()
    {
        while (_unfinished.Count > 0)
        {
            _unfinished.Remove(await Task.WhenAny(_unfinished).ConfigureAwait(false));
        }
    }

    /// <summary>What came of the inputs at the head that are done.</summary>
    /// <exception cref="OperationCanceledException">An input was stopped.</exception>
    [NotCancellable("It takes what is done; the inputs have their own token.")]
    public async Task<IReadOnlyList<T>> TakeAsync()
    {
        var done = new List<T>();
        while (_inputs.Count > 0 && _inputs.Peek().IsCompleted)
        {
            done.Add(await _inputs.Dequeue().ConfigureAwait(false));
        }

        return done;
    }

    /// <summary>What comes of all inputs, each as soon as it and those before it are done.</summary>
    /// <exception cref="OperationCanceledException">An input was stopped.</exception>
    public async IAsyncEnumerable<T> TakeAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (_inputs.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return await _inputs.Dequeue().ConfigureAwait(false);
        }
    }

    public void Dispose() => _free.Dispose();

    private async Task<T> RunAsync(Func<Task<T>> work)
    {
        await _free.WaitAsync().ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            _free.Release();
        }
    }
}
