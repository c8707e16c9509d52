using DigiCertDocSign.Tests.Journal;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>
/// The hosts of a team, each with a process and a clock of its own, their database, and what can happen between them: each is chosen by
/// the seed.
/// </summary>
internal sealed class SimTeam
{
    /// <summary>By then the server has ended the session of a host that it does not hear.</summary>
    private static readonly TimeSpan UntilNoticed = TimeSpan.FromSeconds(45);

    private readonly SimWorld _world;
    private readonly HashSet<string> _cut = new(StringComparer.Ordinal);
    private readonly Dictionary<OrderIntent, Action> _expected = [];
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Host, string Reference), long> _sentAt = [];
    private int _accidents;

    /// <param name="world">Whose seed, and whose time.</param>
    /// <param name="time">The server's clock.</param>
    /// <param name="defect">What the database does wrong, to see that it is found.</param>
    public SimTeam(SimWorld world, TimeProvider time, ModelDefect defect)
    {
        _world = world;
        Database = new ModelDatabase(time, defect);
        Database.Tables.OnChange = OnChange;
        Losses = world.Scheduler.Pick([0, 0.01, 0.05]);
        MostAtOnce = world.Scheduler.Random.Next(2, 5);
        _accidents = world.Scheduler.Chance(0.6) ? world.Scheduler.Random.Next(1, 5) : 0;
    }

    public ModelDatabase Database { get; }

    /// <summary>So many processes are at work together.</summary>
    public int MostAtOnce { get; }

    /// <summary>How often a question to the database is lost, or its answer.</summary>
    public double Losses { get; }

    public bool IsCut(SimProcess process) => _cut.Contains(process.Name);

    /// <summary>A change of an intent is under way: what is to be looked at when the database has it.</summary>
    public void Expect(OrderIntent to, Action onCommit) => _expected[to] = onCommit;

    /// <summary>Whether the process stood still after it had read, or would have read, that its order may leave.</summary>
    public bool WasFrozenOnTheWay(SimProcess process, string reference) =>
        _sentAt.TryGetValue((process.Name, reference), out long at) && process.FrozenAt >= at;

    /// <summary>Now and then something happens to the database, or to the way of one host to it.</summary>
    public void Act(IReadOnlyList<SimProcess> alive)
    {
        if (_accidents == 0 || alive.Count == 0 || !_world.Scheduler.Chance(0.02))
        {
            return;
        }

        _accidents--;
        SimProcess process = _world.Scheduler.Pick(alive);
        switch (_world.Scheduler.Random.Next(3))
        {
            case 0:
                KillDatabase();
                break;
            case 1:
                Pull(process);
                break;
            default:
                _world.Scheduler.Tell($"{process.Name}'s sessions are cut");
                _world.Tally.Count(SimTeamMet.SessionLost);
                Database.End(process.Name);
                break;
        }
    }

    /// <summary>The process is killed: its system closes its connections, unless the whole machine is gone.</summary>
    public void Forget(SimProcess process)
    {
        bool isMachine = _world.Scheduler.Chance(0.4);
        _world.After(isMachine ? UntilNoticed : TimeSpan.Zero, () => Database.End(process.Name));
    }

    /// <summary>The process stands still: it gives no sign of life.</summary>
    public void NoteFreeze(SimProcess process)
    {
        long? at = process.FrozenAt;
        _world.After(UntilNoticed, () =>
        {
            if (process.Time.IsFrozen && process.FrozenAt == at)
            {
                Lose(process);
            }
        });
    }

    /// <summary>The host has given a session up: the server hears of it, or notices later.</summary>
    public void Close(SimProcess process, ModelSession session)
    {
        if (session.IsOver)
        {
            return;
        }

        bool isHeard = !IsCut(process) && _world.Scheduler.Chance(0.7);
        if (isHeard)
        {
            Database.End(session);
        }
        else
        {
            _world.After(UntilNoticed, () => Database.End(session));
        }
    }

    /// <summary>All is well from now on.</summary>
    public void Heal()
    {
        _accidents = 0;
        _cut.Clear();
        Database.Start();
    }

    private void KillDatabase()
    {
        TimeSpan down = _world.Scheduler.Chance(0.8)
            ? TimeSpan.FromSeconds(_world.Scheduler.Random.Next(60))
            : TimeSpan.FromMinutes(_world.Scheduler.Random.Next(25));
        _world.Scheduler.Tell($"the database is killed, for {down}");
        _world.Tally.Count(SimTeamMet.DatabaseKilled);
        Database.Kill();
        _world.After(down, () =>
        {
            _world.Scheduler.Tell("the database is up again");
            Database.Start();
        });
    }

    /// <summary>Neither end hears the other any more, and nothing is closed.</summary>
    private void Pull(SimProcess process)
    {
        var duration = TimeSpan.FromSeconds(_world.Scheduler.Random.Next(180));
        _world.Scheduler.Tell($"{process.Name} cannot reach the database for {duration}");
        _cut.Add(process.Name);
        _world.After(duration, () => _cut.Remove(process.Name));
        _world.After(UntilNoticed, () =>
        {
            if (duration > UntilNoticed)
            {
                Lose(process);
            }
        });
    }

    private void Lose(SimProcess process)
    {
        if (Database.Of(process.Name).Count > 0)
        {
            _world.Scheduler.Tell($"the database gives up {process.Name}");
            _world.Tally.Count(SimTeamMet.SessionLost);
            Database.End(process.Name);
        }
    }

    private void OnChange(OrderIntent to)
    {
        if (_owners.TryGetValue(to.Reference, out string? before) && before != to.RunId && _world.IsRunning(before))
        {
            _world.Tally.Count(SimTeamMet.TakenFromTheLiving);
        }

        _owners[to.Reference] = to.RunId;
        if (to.State == IntentState.Sent)
        {
            _sentAt[(to.RunId, to.Reference)] = _world.Scheduler.Clock.Now;
        }

        if (_expected.Remove(to, out Action? onCommit))
        {
            onCommit();
        }
    }
}

/// <summary>The way of one process to the database, between gates, with the faults that the seed chooses.</summary>
internal sealed class SimTeamWay(SimWorld world, SimTeam team, SimProcess process) : IModelWay
{
    private const int MostSecondsOfSilence = 5;

    public async Task<ModelSession> OpenAsync(CancellationToken cancellationToken)
    {
        await world.Scheduler.PassAsync(process, "connects to the database", cancellationToken);
        if (team.IsCut(process))
        {
            throw await SilenceAsync(cancellationToken);
        }

        return team.Database.Open(process.Name);
    }

    public async Task<T> AskAsync<T>(ModelSession session, string what, Func<T> work, CancellationToken cancellationToken)
    {
        await world.Scheduler.PassAsync(process, $"asks the database {what}", cancellationToken);
        if (team.IsCut(process))
        {
            throw await SilenceAsync(cancellationToken);
        }

        bool isLost = process.HasFaults && world.Scheduler.Chance(team.Losses);
        bool isAnswerLost = isLost && world.Scheduler.Chance(0.5);
        if (isLost && !isAnswerLost)
        {
            LoseRequest(work);
            throw new ModelLostException();
        }

        long askedAt = world.Scheduler.Clock.Now;
        T answer = work();
        await world.Scheduler.PassAsync(process, $"is answered by the database {what}: {answer}", cancellationToken);

        // What came before the end can be read still, unless that has swept it away.
        if (isAnswerLost || (session.IsOver && world.Scheduler.Chance(0.3)))
        {
            world.Tally.Count(SimTeamMet.AnswerLost);
            world.Scheduler.Tell($"{process.Name} does not hear that");
            throw new ModelLostException();
        }

        if (session.IsOver && process.FrozenAt >= askedAt)
        {
            world.Tally.Count(SimTeamMet.FrozenBeforeTheAnswer);
        }

        return answer;
    }

    public bool IsWell(ModelSession session) => !session.IsOver && !team.IsCut(process);

    public void Close(ModelSession session) => team.Close(process, session);

    /// <summary>It never comes to the server, or stays there under way after its session is given up here.</summary>
    private void LoseRequest<T>(Func<T> work)
    {
        if (!world.Scheduler.Chance(0.5))
        {
            return;
        }

        world.After(TimeSpan.FromSeconds(world.Scheduler.Random.Next(20)), () =>
        {
            try
            {
                work();
                world.Tally.Count(SimTeamMet.CarriedOutLater);
            }
            catch (Exception problem) when (problem is ModelLostException or DocSigningException)
            {
                world.Tally.Count(SimTeamMet.NotCarriedOutLater);
            }
        });
    }

    private async Task<ModelLostException> SilenceAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(world.Scheduler.Random.Next(1, MostSecondsOfSilence)), process.Time, cancellationToken);
        return new ModelLostException();
    }
}
