using System.Security;
using CertCentral;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Tests.Journal;
using DigiCertDocSign.Tests.Ordering;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>A server, a journal, processes that come and go, and administrators: one schedule, chosen by its seed alone.</summary>
internal sealed class SimWorld : IDisposable
{
    public static readonly SecureString Key = Secret.Of("sandbox");
    public static readonly TimeSpan ClientTimeout = TimeSpan.FromSeconds(30);

    // An order that comes late and is listed as late as the lists of a plain account are must show itself within the settle time of two
    // minutes. One that is listed fourteen minutes late must do so within that of fifteen.
    private const int MostSecondsOfLateness = 50;
    private const int MostMinutesOfFreeze = 60;
    private const int MostSteps = 20_000;

    /// <summary>From the order to the certificate.</summary>
    private static readonly TimeSpan UntilIssued = SimAccount.ValidationDelay + TimeSpan.FromDays(1);

    // The first looks for what is in doubt, and where no later order tells that the lists keep up, it takes a second day to decide.
    private const int GoodDays = 2;

    private readonly SandboxHandler _sandbox;
    private readonly HttpMessageInvoker _server;
    private readonly IJournalStorage[] _storages;
    private readonly List<SimProcess> _processes = [];
    private readonly SimTime _time;
    private readonly CertCentralClient _client;
    private readonly SimConsole _console;
    private readonly double _faults;
    private string? _failure;

    /// <param name="seed">Chooses the schedule.</param>
    /// <param name="tally">Counts what happens.</param>
    /// <param name="lie">A storage that says it has written.</param>
    /// <param name="team">What the database of a team does wrong; null: the journals are users' own.</param>
    public SimWorld(
        int seed, SimTally tally, Func<OrderIntent, OrderIntent, Task<bool>?>? lie = null, ModelDefect? team = null)
    {
        Tally = tally;
        Scheduler = new SimScheduler(seed);
        Lie = lie;
        _time = new SimTime(Scheduler.Clock);
        Account = SimAccount.Draw(Scheduler);
        Demands = new SimDemands(seed);
        Scheduler.Tell(Account.ToString());
        Team = team is { } defect ? new SimTeam(this, _time, defect) : null;
        _storages = Team is not null ? []
            : [.. Enumerable.Range(0, Scheduler.Chance(0.6) ? 1 : 2).Select(_ => JournalPlace.InMemory().OpenStorage())];
        int atOnce = Scheduler.Chance(0.6) ? 1 : Scheduler.Random.Next(2, 4);

        // Where three are at work, two may wait for the third, and .NET then lets one of them go on in another thread.
        ThrottleLimit = Demands.HasIds || Demands.HasRenewals ? Math.Min(atOnce, 2) : atOnce;
        _faults = Scheduler.Pick([0, 0.05, 0.2, 0.5]);
        DiskFaults = Scheduler.Chance(0.8) ? 0 : 0.02;
        Runs = new SimRuns(name => _processes.Exists(process => process.Name == name && process.IsDead));
        _sandbox = new SandboxHandler(Account.Options(_time));
        _server = new HttpMessageInvoker(_sandbox, disposeHandler: false);
        _client = new CertCentralClient(new CertCentralOptions
        {
            ApiKey = ApiKey.From(Key),
            Limits = new CallLimits([]),
            MaxAttempts = 1,
            TimeProvider = _time,
            PrimaryHandler = () => new WireTap(_sandbox),
        });
        _console = new SimConsole(this, _client, _server, _sandbox.Console);
        Model = new SimModel(this);
    }

    public SimScheduler Scheduler { get; }

    public SimModel Model { get; }

    public SimRuns Runs { get; }

    /// <summary>The hosts that share one journal in a database; null: each journal is a user's own.</summary>
    public SimTeam? Team { get; }

    public SimTally Tally { get; }

    public SimAccount Account { get; }

    public SimDemands Demands { get; }

    public int ThrottleLimit { get; }

    public double DiskFaults { get; }

    /// <summary>The machine's clock may be set back; all of its processes see that.</summary>
    public TimeSpan ClockError { get; private set; }

    /// <summary>
    /// A journal that says it has written and has not: to prove that the simulation finds such a thing. Null: let it write.
    /// </summary>
    public Func<OrderIntent, OrderIntent, Task<bool>?>? Lie { get; }

    /// <summary>Those of our product.</summary>
    public IReadOnlyList<SandboxOrder> Orders => [.. _sandbox.State.GetOrders().Where(order => !Model.IsOfOtherProduct(order.Id))];

    /// <summary>Plays the schedule.</summary>
    /// <returns>Null, or what was wrong in the end or on the way.</returns>
    public string? Play()
    {
        IReadOnlyList<SimPerson> people = Demands.WithIds(SimPeople.Choose(Scheduler, Account.HasCsrs));
        OrderToBeRenewed(people);
        IReadOnlyList<IReadOnlyList<SimPerson>> lists =
            [.. SimPeople.Lists(Scheduler, people).Select(list => Demands.Ask(list, person => Model.Demands.OldOf(person, people)))];
        Chaos(people, lists);
        Calm(lists);
        Tally.CountSchedule(Orders.Count);
        return _failure;
    }

    public void Fail(string what) => _failure ??= what;

    public OrderJournal JournalOf(SimProcess process)
    {
        IJournalStorage storage = Team is null
            ? _storages[process.Journal]
            : new ModelStorage(Team.Database, new SimTeamWay(this, Team, process), process.Time);
        return new OrderJournal(new SimStorage(this, process, storage), process.Time);
    }

    public int Journals => Team is null ? _storages.Length : 1;

    public IReadOnlyList<OrderIntent> Intents(int journal) => Team?.Database.Tables.Intents ?? Now(ReadAsync(_storages[journal]));

    public bool IsAtWork(string runId) => Team?.Database.IsAtWork(runId) ?? Runs.IsAtWork(runId);

    public bool IsRunning(string name) => _processes.Exists(process => process.Name == name && !process.IsDead && !process.HasEnded);

    /// <summary>Something happens later, whoever is dead or stands still by then.</summary>
    public void After(TimeSpan delay, Action happens) => _time.CreateTimer(_ => happens(), null, delay, Timeout.InfiniteTimeSpan);

    public SimFault NextFault(bool isOrder)
    {
        if (!Scheduler.Chance(isOrder ? _faults : _faults / 4))
        {
            return SimFault.None;
        }

        var fault = (SimFault)Scheduler.Random.Next(1, (int)SimFault.HangAndCommitLate + 1);
        return fault;
    }

    /// <summary>The server does what the call asks for.</summary>
    public async Task<HttpResponseMessage> DeliverAsync(SimProcess process, HttpRequestMessage call)
    {
        if (!WireTap.IsOrder(call))
        {
            return await _server.SendAsync(call, CancellationToken.None);
        }

        IReadOnlyList<SandboxOrder> before = Orders;
        HttpResponseMessage answer = await _server.SendAsync(call, CancellationToken.None);
        IReadOnlyList<SandboxOrder> after = Orders;
        if (after.Count > before.Count)
        {
            SandboxOrder made = after.Single(order => !before.Any(known => known.Id == order.Id));
            process.Made[call] = made.Id;
            Model.CheckNewOrder((SimOrderer)process, made, before, process.DecidedBefore[call]);
            await Model.NoteReplyAsync(process, made, answer);
        }

        return answer;
    }

    /// <summary>A call whose sender has given up or died reaches the server all the same.</summary>
    public void DeliverLater(SimProcess process, HttpRequestMessage call)
    {
        var delay = TimeSpan.FromSeconds(Scheduler.Random.Next(MostSecondsOfLateness));
        After(delay, () =>
        {
            Scheduler.Tell($"{process.Name}'s late call arrives");
            Now(DeliverAsync(process, call)).Dispose();
        });
    }

    public void Dispose()
    {
        foreach (IJournalStorage storage in _storages)
        {
            storage.Dispose();
        }

        _client.Dispose();
        _server.Dispose();
        _sandbox.Dispose();
    }

    /// <summary>In memory and without gates everything is over when it returns.</summary>
    public static void Now(Task done)
    {
        if (!done.IsCompleted)
        {
            throw new InvalidOperationException("A call in memory did not end at once.");
        }

        done.GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Now(Task)"/>
    public static T Now<T>(Task<T> done) =>
        done.IsCompleted ? done.GetAwaiter().GetResult() : throw new InvalidOperationException("A call in memory did not end at once.");

    private void Chaos(IReadOnlyList<SimPerson> people, IReadOnlyList<IReadOnlyList<SimPerson>> lists)
    {
        int starts = Scheduler.Random.Next(1, Team is null ? 6 : 9);
        int kills = Scheduler.Random.Next(0, starts + 1);
        int acts = Scheduler.Chance(0.4) ? Scheduler.Random.Next(1, 4) : 0;
        int freezes = Account.Freezes + (Team is null ? 0 : Scheduler.Random.Next(3));
        int words = Demands.Words;
        for (int step = 0; _failure is null; step++)
        {
            List<SimProcess> alive = _processes.FindAll(process => !process.IsDead && !process.HasEnded);
            if (words > 0 && Demands.Chance(alive.Count == 0 ? 0.7 : 0.02) && SayByHand())
            {
                words--;
            }
            else if (alive.Count == 0 && starts == 0)
            {
                return;
            }
            else if (starts > 0 && (alive.Count == 0 || (alive.Count < (Team?.MostAtOnce ?? 2) && Scheduler.Chance(0.05))))
            {
                starts--;
                Scheduler.Clock.Advance(Pause());
                SetClockBack();
                IReadOnlyList<SimPerson> list = Scheduler.Pick(lists);
                bool allowsDuplicates = Demands.Chance(Demands.DuplicateShare);
                Start(list, Scheduler.Random.Next(Journals), hasFaults: true, allowsDuplicates);
            }
            else if (kills > 0 && alive.Count > 0 && Scheduler.Chance(0.02))
            {
                kills--;
                Kill(Scheduler.Pick(alive));
            }
            else if (freezes > 0 && ToFreeze(alive) is { } frozen)
            {
                freezes--;
                Freeze(frozen);
            }
            else if (acts > 0 && Scheduler.Chance(0.02))
            {
                acts--;
                _console.Act(people);
            }
            else
            {
                Team?.Act(alive);
            }

            LeapClock(alive);
            if (_processes.Exists(process => !process.IsDead && !process.HasEnded))
            {
                Step(step);
            }
        }
    }

    private void Calm(IReadOnlyList<IReadOnlyList<SimPerson>> lists)
    {
        Team?.Heal();

        // A late call of the last one that died, and the lag of the lists, are over by then.
        Scheduler.Clock.Advance(TimeSpan.FromSeconds(MostSecondsOfLateness) + Account.LongestLag);
        for (int day = 0; day < GoodDays; day++)
        {
            foreach ((IReadOnlyList<SimPerson> list, int journal) in
                lists.SelectMany(list => Enumerable.Range(0, Journals).Select(journal => (list, journal))))
            {
                SimOrderer process = Start(list, journal, hasFaults: false);
                LetEnd(process);
                if (_failure is null && day == GoodDays - 1)
                {
                    Model.CheckLastRun(process);
                }
            }

            Scheduler.Clock.Advance(TimeSpan.FromDays(1));
        }

        if (_failure is null)
        {
            Model.CheckEnd(lists);
        }
    }

    /// <summary>A month before all else, some people get the orders that are renewed then.</summary>
    private void OrderToBeRenewed(IReadOnlyList<SimPerson> people)
    {
        if (!Demands.HasRenewals)
        {
            return;
        }

        SimPerson[] some =
        [
            .. people.Where(person => !person.IsRefused && Demands.Chance(0.6)).DistinctBy(person => person.Person.Email)
                .DistinctBy(person => person.DirectoryId ?? person.Person.Email),
        ];
        if (Demands.AreRenewedInJournal)
        {
            LetEnd(Start([.. some.Select(person => person with { HasCsr = true })], journal: 0, hasFaults: false));
        }
        else
        {
            Array.ForEach(some, _console.OrderToBeRenewed);
        }

        foreach (SandboxOrder order in Orders.Where(one => one.Status == "needs_approval" && one.Csr is not null))
        {
            _console.Approve(order);
        }

        Scheduler.Clock.Advance(UntilIssued);
        foreach (SandboxOrder order in Orders.Where(one => one.Status == "issued"))
        {
            Model.Demands.NoteOld(order);
        }
    }

    private void LetEnd(SimProcess process)
    {
        for (int step = 0; !process.HasEnded && _failure is null; step++)
        {
            Step(step);
        }
    }

    private SimOrderer Start(IReadOnlyList<SimPerson> list, int journal, bool hasFaults, bool allowsDuplicates = false)
    {
        var process = new SimOrderer(this, $"P{_processes.Count}X", journal, list, hasFaults, allowsDuplicates);
        _processes.Add(process);
        IEnumerable<string> inputs = list.Select(person =>
            $"{person.Person.Surname} {person.Person.Email} {person.DirectoryId} {person.Follows}".TrimEnd());
        Scheduler.Tell($"{process.Name}, journal {journal}, duplicates {allowsDuplicates}, starts with {string.Join(", ", inputs)}");
        process.Start();
        return process;
    }

    /// <summary>An operator takes up one of the orders in doubt.</summary>
    /// <returns>False: there is none.</returns>
    private bool SayByHand()
    {
        (int Journal, string Reference)[] open =
        [
            .. Enumerable.Range(0, Journals).SelectMany(journal => Intents(journal)
                .Where(intent => intent.State is IntentState.Sent or IntentState.InDoubt && !IsAtWork(intent.RunId))
                .Select(intent => (journal, intent.Reference))),
        ];
        if (open.Length == 0)
        {
            return false;
        }

        (int journal, string reference) = Demands.Pick(open);
        var process = new SimOperator(this, $"P{_processes.Count}X", journal, reference, Demands.Thought());
        _processes.Add(process);
        process.Start();
        return true;
    }

    private void Kill(SimProcess process)
    {
        Scheduler.Tell($"{process.Name} is killed");
        process.Kill();
        Team?.Forget(process);

        // What a process that stood still had not sent before never leaves.
        foreach (HttpRequestMessage? call in process.OnTheWire.Where(_ => Scheduler.Chance(0.5) && !process.Time.IsFrozen).ToList())
        {
            DeliverLater(process, call);
        }
    }

    /// <summary>Between two runs pass moments, minutes, or more than every settle time.</summary>
    private TimeSpan Pause() => Scheduler.Random.Next(4) switch
    {
        < 2 => TimeSpan.Zero,
        2 => TimeSpan.FromSeconds(Scheduler.Random.Next(300)),
        _ => TimeSpan.FromMinutes(Scheduler.Random.Next(60)),
    };

    /// <summary>Of a team rather one whose order is about to leave: that is where it matters most.</summary>
    private SimProcess? ToFreeze(List<SimProcess> alive) =>
        alive.Count > 0 && Scheduler.Chance(0.02) ? Scheduler.Pick(alive)
        : Team is not null && alive.Find(process => process.OnTheWire.Count > 0) is { } sending && Scheduler.Chance(0.25) ? sending
        : null;

    /// <summary>As SIGSTOP, and SIGCONT after minutes.</summary>
    private void Freeze(SimProcess process)
    {
        // For so long that others of the team may be done with the order that was about to leave.
        bool isOnTheWay = Team is not null && process is SimOrderer && process.OnTheWire.Count > 0;
        int most = isOnTheWay ? 6 * MostMinutesOfFreeze : MostMinutesOfFreeze;
        var duration = TimeSpan.FromSeconds(Scheduler.Random.Next(most * 60));
        Scheduler.Tell($"{process.Name} stands still for {duration}");
        process.Time.FrozenUntil = Scheduler.Clock.Now + duration.Ticks;
        process.FrozenAt = Scheduler.Clock.Now;

        // Somebody has to wake up where nobody waits for anything else.
        After(duration, () => Scheduler.Tell($"{process.Name} goes on"));
        Team?.NoteFreeze(process);
        if (isOnTheWay && Scheduler.Chance(0.5))
        {
            OrderInPlaceOf((SimOrderer)process);
        }
    }

    /// <summary>A colleague orders for the same people while the process stands still, and again when the settle time has passed.</summary>
    private void OrderInPlaceOf(SimOrderer frozen)
    {
        bool hasFaults = Scheduler.Chance(0.5);
        foreach (int minutes in new[] { Scheduler.Random.Next(1, 5), Scheduler.Random.Next(20, 40) })
        {
            After(TimeSpan.FromMinutes(minutes), () =>
            {
                if (frozen.Time.IsFrozen && !frozen.IsDead)
                {
                    Start(frozen.List, frozen.Journal, hasFaults);
                }
            });
        }
    }

    private void SetClockBack()
    {
        if (Scheduler.Chance(0.05))
        {
            ClockError -= TimeSpan.FromSeconds(Scheduler.Random.Next(3_600));
            if (Team is null)
            {
                _processes.ForEach(process => process.Time.Error = ClockError);
            }

            Scheduler.Tell($"the clock is set back, to {ClockError}");
        }

        if (Account.HasWrongClocks && Scheduler.Chance(0.7))
        {
            ClockError = TimeSpan.FromSeconds(Scheduler.Random.Next(-7_200, 7_200));
            Scheduler.Tell($"the next process runs on a machine whose clock is wrong by {ClockError}");
        }
    }

    /// <summary>The clocks of machines leap, each by itself.</summary>
    private void LeapClock(List<SimProcess> alive)
    {
        if (Account.HasWrongClocks && alive.Count > 0 && Scheduler.Chance(0.005))
        {
            SimProcess process = Scheduler.Pick(alive);
            process.Time.Error = TimeSpan.FromSeconds(Scheduler.Random.Next(-7_200, 7_200));
            Scheduler.Tell($"{process.Name}'s clock leaps, to {process.Time.Error}");
        }
    }

    private void Step(int step)
    {
        if (!Scheduler.Step())
        {
            Fail("Nobody waits for anything, and a process has not ended.");
        }
        else if (step > MostSteps)
        {
            Fail("It does not come to an end.");
        }
    }

    private static async Task<IReadOnlyList<OrderIntent>> ReadAsync(IJournalStorage storage)
    {
        var intents = new List<OrderIntent>();
        await foreach (OrderIntent intent in storage.ReadAsync(new JournalFilter(), CancellationToken.None))
        {
            intents.Add(intent);
        }

        return intents;
    }
}
