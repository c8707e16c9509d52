using CertCentral;
using CertCentral.Pacing;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.Tests.Ordering;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>One process that orders for a list: the real ordering code between gates.</summary>
internal sealed class SimProcess
{
    private readonly SimWorld _world;
    private readonly IReadOnlyList<SimPerson> _list;

    public SimProcess(SimWorld world, string name, int journal, IReadOnlyList<SimPerson> list, bool hasFaults)
    {
        Journal = journal;
        _world = world;
        _list = list;
        Name = name;
        HasFaults = hasFaults;
        StartedAt = world.Scheduler.Clock.Now;
        Time = new SimTime(world.Scheduler.Clock) { Error = world.ClockError };
        Sight = new SimSight(world, world.Account.Habits.NewRequestsAreSubmitted ? "submitted" : "pending");
    }

    public string Name { get; }

    /// <summary>Which of the journals it uses: each administrator has one.</summary>
    public int Journal { get; }

    /// <summary>What it has been shown.</summary>
    public SimSight Sight { get; }

    /// <summary>The reading of the lists by which an order was decided, for each that was sent.</summary>
    public Dictionary<HttpRequestMessage, SimLook> DecidedBefore { get; } = [];

    public SimTime Time { get; }

    /// <summary>When it stood still last, in ticks of the simulation.</summary>
    public long? FrozenAt { get; set; }

    public bool HasFaults { get; }

    /// <summary>On the simulation's clock, in ticks.</summary>
    public long StartedAt { get; }

    public bool IsDead { get; private set; }

    /// <summary>It came to its end by itself, well or not.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>What ended it before its list did.</summary>
    public Exception? EndedBy { get; private set; }

    public List<OrderOutcome> Outcomes { get; } = [];

    /// <summary>Orders on the wire that the server has not seen yet.</summary>
    public List<HttpRequestMessage> OnTheWire { get; } = [];

    public void Kill()
    {
        IsDead = true;
        Time.IsDead = true;
        _world.Scheduler.Forget(this);
    }

    public async void Start()
    {
        try
        {
            await RunAsync();
        }
        catch (Exception problem) when (problem is DocSigningException or CertCentral.Errors.CertCentralException)
        {
            EndedBy = problem;
        }
        catch (Exception problem)
        {
            _world.Fail($"{Name} threw {problem}");
        }

        HasEnded = true;
        _world.Scheduler.Tell($"{Name} ends. {EndedBy?.Message}");
    }

    private async Task RunAsync()
    {
        var client = new CertCentralClient(new CertCentralOptions
        {
            ApiKey = ApiKey.From(SimWorld.Key),
            Limits = CallLimits.None,
            MaxAttempts = 1,
            Timeout = SimWorld.ClientTimeout,
            TimeProvider = Time,
            PrimaryHandler = () => new SimWire(_world, this),
        });
        OrderJournal journal = _world.JournalOf(this);
        int number = 0;
        var options = new OrderingOptions
        {
            ThrottleLimit = _world.ThrottleLimit,
            RunId = Name,
            NewReference = () => $"DS-{Name}{$"{number++}".PadLeft(10 - Name.Length, '0')}",
        };
        await using OrderRun run =
            await OrderRun.StartAsync(client, journal, OrderingFixture.AccountId, options, Time, CancellationToken.None);
        foreach (SimPerson person in _list)
        {
            if (!await run.AddAsync(person.Input(), CancellationToken.None))
            {
                break;
            }

            Take(await run.TakeAsync());
        }

        await foreach (OrderOutcome outcome in run.FinishAsync(CancellationToken.None))
        {
            Take([outcome]);
        }

        EndedBy = run.StoppedBy;
        if (EndedBy is null && Outcomes.Count(outcome => outcome.Input is not null) != _list.Count)
        {
            _world.Fail($"{Name} said {Outcomes.Count} last words on {_list.Count} inputs.");
        }
    }

    private void Take(IReadOnlyList<OrderOutcome> outcomes)
    {
        foreach (OrderOutcome? outcome in outcomes.Where(one => !one.IsDeferred))
        {
            Outcomes.Add(outcome);
            _world.Scheduler.Tell($"{Name} says {outcome.Input?.Person.Email}: order {outcome.Order?.OrderId}, known "
                + $"{outcome.AlreadyOrdered}, {outcome.Fault?.Message}");
            _world.Model.CheckOutcome(this, outcome, _list);
        }
    }
}
