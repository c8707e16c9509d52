using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>The way from a host to the server of the model. What goes wrong on it, goes wrong there.</summary>
internal interface IModelWay
{
    /// <exception cref="ModelLostException">Nobody answers.</exception>
    Task<ModelSession> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Asks the server, and brings its answer.</summary>
    /// <param name="session">On which.</param>
    /// <param name="what">For the story of a failed seed.</param>
    /// <param name="work">What the server does.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ModelLostException">No answer: it may have been done all the same.</exception>
    Task<T> AskAsync<T>(ModelSession session, string what, Func<T> work, CancellationToken cancellationToken);

    /// <summary>Whether a sign of life is answered.</summary>
    bool IsWell(ModelSession session);

    /// <summary>The host has given the session up; the server may notice late.</summary>
    void Close(ModelSession session);
}

/// <summary>One session at a time, used by one task at a time, and made anew when it is lost, for as long as the run is patient.</summary>
/// <param name="way">To the server.</param>
/// <param name="patience">How long it is tried.</param>
/// <param name="time">The host's clock.</param>
/// <param name="begin">Makes a new session a run's own; null for a session that is no run's.</param>
internal sealed class ModelConnection(
    IModelWay way, ModelPatience patience, TimeProvider time, Func<ModelSession, CancellationToken, Task>? begin)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly ModelTurn _turn = new();
    private ModelSession? _session;
    private bool _isOver;

    /// <param name="work">Gets the session, and whether an earlier try may have been carried out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<T> DoAsync<T>(Func<ModelSession, bool, Task<T>> work, CancellationToken cancellationToken)
    {
        await _turn.EnterAsync(cancellationToken);
        try
        {
            return await TryAsync(work, cancellationToken);
        }
        finally
        {
            _turn.Leave();
        }
    }

    /// <summary>Where the session is gone, the run's place is taken again at once.</summary>
    public async Task BeatAsync()
    {
        if (!_turn.TryEnter())
        {
            return;
        }

        try
        {
            if (_session is { } session && !way.IsWell(session))
            {
                Close();
            }

            if (!_isOver)
            {
                await ConnectAsync(CancellationToken.None);
            }
        }
        catch (Exception problem) when (problem is ModelLostException or DocSigningException)
        {
            Close();
        }
        finally
        {
            _turn.Leave();
        }
    }

    public async Task EndAsync(Func<ModelSession, Task> last)
    {
        await _turn.EnterAsync(CancellationToken.None);
        try
        {
            _isOver = true;
            if (_session is { } session)
            {
                await last(session);
            }
        }
        catch (ModelLostException)
        {
            // The server gives free by itself what a session held.
        }
        finally
        {
            Close();
            _turn.Leave();
        }
    }

    public void Close()
    {
        if (_session is { } session)
        {
            _session = null;
            way.Close(session);
        }
    }

    private async Task<T> TryAsync<T>(Func<ModelSession, bool, Task<T>> work, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        TimeSpan pause = FirstPause;
        bool mayBeDone = false;
        for (int attempt = 1; ; attempt++)
        {
            bool wasConnected = _session is not null;
            bool isAtWork = false;
            try
            {
                ModelSession session = await ConnectAsync(cancellationToken);
                isAtWork = true;
                return await work(session, mayBeDone);
            }
            catch (ModelLostException)
            {
                mayBeDone |= isAtWork;
                Close();
                if (!(wasConnected && attempt == 1))
                {
                    await patience.WaitAsync(began, pause, time, cancellationToken);
                    pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
                }
            }
        }
    }

    private async Task<ModelSession> ConnectAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        if (_session is { } open)
        {
            return open;
        }

        ModelSession session = await way.OpenAsync(cancellationToken);
        try
        {
            if (begin is not null)
            {
                await begin(session, cancellationToken);
            }
        }
        catch
        {
            way.Close(session);
            throw;
        }

        return _session = session;
    }
}

/// <summary>One after the other, and whoever waited goes on at once: on the thread of the one before, as the simulation needs it.</summary>
internal sealed class ModelTurn
{
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _isTaken;

    public bool TryEnter()
    {
        lock (_waiting)
        {
            bool isMine = !_isTaken;
            _isTaken = true;
            return isMine;
        }
    }

    public Task EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_waiting)
        {
            if (TryEnter())
            {
                return Task.CompletedTask;
            }

            var turn = new TaskCompletionSource();
            _waiting.Enqueue(turn);
            return WaitAsync(turn, cancellationToken);
        }
    }

    public void Leave()
    {
        while (true)
        {
            TaskCompletionSource? next;
            lock (_waiting)
            {
                _isTaken = _waiting.TryDequeue(out next);
            }

            if (next is null || next.TrySetResult())
            {
                return;
            }
        }
    }

    private static async Task WaitAsync(TaskCompletionSource turn, CancellationToken cancellationToken)
    {
        await using CancellationTokenRegistration stop = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        await turn.Task;
    }
}

/// <summary>How long a session is tried again, as the most patient of the runs wants it that use it.</summary>
internal sealed class ModelPatience
{
    private readonly List<JournalPatience> _wanted = [];

    public void Replace(JournalPatience before, JournalPatience wanted)
    {
        lock (_wanted)
        {
            _wanted.Remove(before);
            if (wanted != JournalPatience.None)
            {
                _wanted.Add(wanted);
            }
        }
    }

    /// <summary>Waits before the next try.</summary>
    /// <exception cref="DocSigningException">JournalUnreachable: the patience is at its end.</exception>
    public async Task WaitAsync(long began, TimeSpan pause, TimeProvider time, CancellationToken cancellationToken)
    {
        JournalPatience wanted;
        lock (_wanted)
        {
            wanted = _wanted.MaxBy(one => one.Longest) ?? JournalPatience.None;
        }

        if (time.GetElapsedTime(began) + pause > wanted.Longest)
        {
            throw new DocSigningException(
                FaultKind.JournalUnreachable, "JournalDatabase", "The journal's database cannot be reached: the connection is gone.");
        }

        wanted.OnWaiting?.Invoke("The run waits for its journal, and sends nothing meanwhile.");
        await Task.Delay(pause, time, cancellationToken);
    }
}
