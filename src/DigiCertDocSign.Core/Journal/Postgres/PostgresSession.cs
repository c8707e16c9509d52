using System.Net.Sockets;
using DigiCertDocSign.Following;
using Npgsql;

namespace DigiCertDocSign.Journal.Postgres;

/// <summary>
/// One connection at a time to the journal's database, used by one task at a time, and made anew when it is lost. What was under way then
/// is done again, for as long as the run is patient; work that writes is told that its first try may have been carried out.
/// </summary>
/// <param name="database">Where.</param>
/// <param name="patience">How long it is tried.</param>
/// <param name="time">The clock of the waiting.</param>
/// <param name="begin">What makes a new connection a run's own; null for a connection that is no run's.</param>
internal sealed class PostgresSession(
    PostgresDatabase database, PostgresPatience patience, TimeProvider time, Func<NpgsqlConnection, CancellationToken, Task>? begin)
    : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private const int BeatSeconds = 5;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private NpgsqlConnection? _connection;
    private int _changes;
    private bool _isOver;
    private bool _isWarned;

    /// <param name="work">Gets the connection, and whether an earlier try may have been carried out.</param>
    /// <param name="cancellationToken">Ends the wait for the turn, for a connection, and the work where that takes it.</param>
    /// <exception cref="DocSigningException">The database cannot be used; the kind says why.</exception>
    public async Task<T> DoAsync<T>(
        Func<NpgsqlConnection, bool, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await TryAsync(work, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Tells the server that this host is there, unless something else is under way, which tells it as well.</summary>
    [NotCancellable("The connection has time limits of its own.")]
    public async Task BeatAsync()
    {
        if (!await _turn.WaitAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false))
        {
            return;
        }

        try
        {
            // Where the connection is gone, the run's place is taken again at once, before anybody else finds it empty.
            bool wasConnected = _connection is not null;
            if (!await TryBeatAsync().ConfigureAwait(false) && wasConnected)
            {
                await TryBeatAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gives the connection back, and with it whatever it holds.</summary>
    /// <param name="last">A farewell; null for none.</param>
    [NotCancellable("What a run holds must be given back also when it is being stopped.")]
    public async Task EndAsync(Func<NpgsqlConnection, Task>? last)
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            _isOver = true;
            if (_connection is { } connection && last is not null)
            {
                await last(connection).ConfigureAwait(false);
            }
        }
        catch (Exception problem) when (PostgresFaults.IsOfDatabase(problem))
        {
            // The server gives free by itself what a connection held that is gone.
        }
        finally
        {
            Drop();
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _isOver = true;
        Drop();
        _turn.Dispose();
    }

    private async Task<bool> TryBeatAsync()
    {
        try
        {
            if (!_isOver)
            {
                NpgsqlConnection connection = await ConnectAsync(CancellationToken.None).ConfigureAwait(false);
                using NpgsqlCommand command = connection.Command("SELECT 1", static _ => { });
                command.CommandTimeout = BeatSeconds;
                await command.ExecuteNonQueryAsync().ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception)
        {
            // Whatever it is: nobody hears it here, and a connection that cannot show its run must not hold its lock. The next beat tries
            // again; whoever needs the connection meanwhile tries at once, and is told.
            Drop();
            return false;
        }
    }

    private async Task<T> TryAsync<T>(Func<NpgsqlConnection, bool, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        TimeSpan pause = FirstPause;
        bool mayBeDone = false;
        for (int attempt = 1; ; attempt++)
        {
            bool wasConnected = _connection is not null;
            bool isAtWork = false;
            try
            {
                NpgsqlConnection connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
                isAtWork = true;
                _isWarned = false;
                T done = await work(connection, mayBeDone, cancellationToken).ConfigureAwait(false);
                return _isWarned ? throw PostgresFaults.NotOnStandbys(database.Place) : done;
            }
            catch (Exception problem) when (PostgresFaults.IsOfDatabase(problem))
            {
                mayBeDone |= isAtWork;
                DocSigningException fault = GiveUpSession(problem);

                // A connection that had stood idle may be gone while the server is well: it is tried once more at once.
                if (!(wasConnected && attempt == 1))
                {
                    await patience.WaitAsync(began, pause, time, fault, cancellationToken).ConfigureAwait(false);
                    pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
                }
            }
            catch (OperationCanceledException)
            {
                DropIfBroken();
                throw;
            }
        }
    }

    /// <returns>What is told where nothing is tried any more.</returns>
    /// <exception cref="DocSigningException">Another try would do no better.</exception>
    private DocSigningException GiveUpSession(Exception problem)
    {
        DocSigningException fault = PostgresFaults.Explain(problem, database.Place);
        if (!PostgresFaults.Passes(problem))
        {
            DropIfBroken();
            throw fault;
        }

        if (!PostgresFaults.LeavesSession(problem))
        {
            Drop();
        }

        return fault;
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_isOver)
        {
            throw new ObjectDisposedException(nameof(PostgresSession));
        }

        // Where the runs of this process have found another server, what is read must come from there too: a former primary that goes on
        // still has what that one has lost.
        int changes = database.Seen.Changes;
        if (_connection is { } open)
        {
            if (begin is not null || _changes == changes)
            {
                return open;
            }

            Drop();
        }

        _changes = changes;
        NpgsqlConnection connection = await database.OpenAsync(begin is not null, cancellationToken).ConfigureAwait(false);
        connection.Notice += (_, told) =>
            _isWarned |= told.Notice is { SqlState: PostgresErrorCodes.Warning, InvariantSeverity: "WARNING" };
        try
        {
            if (begin is not null)
            {
                // A run's beginning is a change as well, and a beat that takes the run's place again has nobody to look at the warning.
                _isWarned = false;
                await begin(connection, cancellationToken).ConfigureAwait(false);
                if (_isWarned)
                {
                    throw PostgresFaults.NotOnStandbys(database.Place);
                }
            }
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        return _connection = connection;
    }

    private void DropIfBroken()
    {
        if (_connection is { FullState: not System.Data.ConnectionState.Open })
        {
            Drop();
        }
    }

    private void Drop()
    {
        database.Forget();
        NpgsqlConnection? gone = _connection;
        _connection = null;
        try
        {
            gone?.Dispose();
        }
        catch (Exception problem) when (problem is NpgsqlException or SocketException or IOException)
        {
            // It is gone, as was wanted.
        }
    }
}

/// <summary>How long a connection of the journal is tried again, as the most patient of the runs wants it that use it.</summary>
internal sealed class PostgresPatience
{
    private readonly object _gate = new();
    private readonly List<JournalPatience> _wanted = [];

    /// <summary>What one run wants in place of what it wanted before.</summary>
    public void Replace(JournalPatience before, JournalPatience wanted)
    {
        lock (_gate)
        {
            _wanted.Remove(before);
            if (wanted != JournalPatience.None)
            {
                _wanted.Add(wanted);
            }
        }
    }

    private JournalPatience Longest()
    {
        lock (_gate)
        {
            return _wanted
                .Where(one => !one.Stop.IsCancellationRequested)
                .OrderByDescending(one => one.Longest)
                .FirstOrDefault() ?? JournalPatience.None;
        }
    }

    /// <summary>Waits before the next try.</summary>
    /// <exception cref="DocSigningException">The patience is at its end.</exception>
    public async Task WaitAsync(
        long began, TimeSpan pause, TimeProvider time, DocSigningException fault, CancellationToken cancellationToken)
    {
        JournalPatience wanted = Longest();
        if (time.GetElapsedTime(began) + pause > wanted.Longest)
        {
            throw fault;
        }

        wanted.OnWaiting?.Invoke($"{fault.Message} The run waits for it, and sends nothing meanwhile.");
        using var either = CancellationTokenSource.CreateLinkedTokenSource(wanted.Stop, cancellationToken);
        try
        {
            await time.DelayAsync(pause, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw fault;
        }
    }
}
