namespace DigiCertDocSign.Tests.Journal;

/// <summary>A connection as the server has it: it holds the locks of runs until it ends.</summary>
/// <param name="host">Whose.</param>
internal sealed class ModelSession(string host)
{
    public string Host => host;

    /// <summary>The server has ended it, and given free what it held.</summary>
    public bool IsOver { get; set; }
}

/// <summary>A fault of the model's database, to see that the simulation finds it.</summary>
public enum ModelDefect
{
    None,

    /// <summary>A server that is killed has forgotten what it had committed in the last seconds.</summary>
    CommitsAreLost,

    /// <summary>Two hosts may claim one person.</summary>
    ClaimsAreNotUnique,

    /// <summary>A change is made whatever has become of the intent since it was read.</summary>
    ChangesAreNotCompared,
}

/// <summary>The connection, or the server at its other end, is gone.</summary>
internal sealed class ModelLostException() : Exception("The connection is gone.");

/// <summary>
/// The storage of a team as a model: a server that can be killed and started, sessions that hold the locks of runs, and what is committed
/// through them. Safe for many threads.
/// </summary>
/// <param name="time">The server's clock.</param>
/// <param name="defect">What it does wrong, to see that it is found.</param>
internal sealed class ModelDatabase(TimeProvider time, ModelDefect defect = ModelDefect.None)
{
    private static readonly TimeSpan LostCommits = TimeSpan.FromSeconds(5);

    private readonly object _gate = new();
    private readonly Dictionary<string, ModelSession> _locks = new(StringComparer.Ordinal);
    private readonly List<ModelSession> _sessions = [];

    public ModelTables Tables { get; } = new(time, defect);

    public bool IsUp { get; private set; } = true;

    public ModelSession Open(string host)
    {
        lock (_gate)
        {
            if (!IsUp)
            {
                throw new ModelLostException();
            }

            var session = new ModelSession(host);
            _sessions.Add(session);
            return session;
        }
    }

    /// <summary>One transaction.</summary>
    /// <exception cref="ModelLostException">The session is over.</exception>
    public T Do<T>(ModelSession session, Func<ModelTables, T> work)
    {
        lock (_gate)
        {
            return session.IsOver ? throw new ModelLostException() : work(Tables);
        }
    }

    public void End(ModelSession session)
    {
        lock (_gate)
        {
            session.IsOver = true;
            _sessions.Remove(session);
            foreach ((string run, ModelSession _) in _locks.Where(one => one.Value == session).ToArray())
            {
                _locks.Remove(run);
            }
        }
    }

    /// <summary>All sessions of a host, as when it was not heard of for too long.</summary>
    public void End(string host)
    {
        foreach (ModelSession session in Of(host))
        {
            End(session);
        }
    }

    /// <summary>The session that holds the lock of a run.</summary>
    public void EndRun(string runId) => End(_locks[runId]);

    public IReadOnlyList<ModelSession> Of(string host)
    {
        lock (_gate)
        {
            return [.. _sessions.Where(one => one.Host == host)];
        }
    }

    /// <summary>As a machine that loses its power: what was committed stays.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            IsUp = false;
            _sessions.ToList().ForEach(End);
            if (defect == ModelDefect.CommitsAreLost)
            {
                Tables.Forget(LostCommits);
            }
        }
    }

    public void Start() => IsUp = true;

    public bool IsAtWork(string runId)
    {
        lock (_gate)
        {
            return _locks.ContainsKey(runId);
        }
    }

    /// <summary>A session becomes that of a run.</summary>
    /// <param name="session">The new one.</param>
    /// <param name="runId">The run.</param>
    /// <param name="earlier">The run's session before, which is ended where the server has not noticed yet; null for none.</param>
    /// <param name="epoch">The run's epoch until now.</param>
    /// <returns>Its new epoch.</returns>
    /// <exception cref="DocSigningException">JournalBusy: another session has the run.</exception>
    public long Enter(ModelSession session, string runId, ModelSession? earlier, long epoch) => Do(session, tables =>
    {
        if (_locks.TryGetValue(runId, out ModelSession? holder))
        {
            if (earlier is null)
            {
                throw new DocSigningException(FaultKind.JournalBusy, "JournalDatabase", $"A run with the id {runId} is at work already.");
            }

            if (holder != earlier)
            {
                // One whose beginning was not answered: it is waited for, and tried again.
                throw new ModelLostException();
            }

            End(holder);
        }

        _locks[runId] = session;
        return tables.Begin(runId, epoch);
    });

    /// <summary>The run is over.</summary>
    public bool Leave(ModelSession session, string runId, long epoch) => Do(session, tables =>
    {
        tables.End(runId, epoch);
        End(session);
        return true;
    });

    public bool IsHeld(ModelSession session, string runId, long epoch) => Do(
        session,
        tables => _locks.TryGetValue(runId, out ModelSession? holder) && holder == session && tables.EpochOf(runId) == epoch);

    public bool TryClaim(
        ModelSession session, string runId, long epoch, OrderIntent planned, IReadOnlyCollection<string> weighed) =>
        Do(session, tables => IsHeld(session, runId, epoch) ? tables.TryClaim(planned, weighed) : throw Lost());

    public bool TryChange(ModelSession session, string runId, long epoch, OrderIntent from, OrderIntent to) => Do(session, tables =>
    {
        if (!IsHeld(session, runId, epoch))
        {
            throw Lost();
        }

        if (from.RunId != runId && from.IsOpen && to.IsOpen)
        {
            if (_locks.ContainsKey(from.RunId))
            {
                return false;
            }

            tables.Raise(from.RunId);
        }

        return tables.TryChange(from, to);
    });

    public static DocSigningException Lost() =>
        new(FaultKind.RunLost, "JournalDatabase", "The lock of this run is gone, so another host may have taken over its orders.");
}
