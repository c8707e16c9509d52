using CertCentral;
using CertCentral.Pacing;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>One process: the real code between gates.</summary>
internal abstract class SimProcess
{
    protected SimProcess(SimWorld world, string name, int journal, bool hasFaults)
    {
        Journal = journal;
        World = world;
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
    public Dictionary<HttpRequestMessage, SimDecision> DecidedBefore { get; } = [];

    /// <summary>The order that the server has made of a call.</summary>
    public Dictionary<HttpRequestMessage, long> Made { get; } = [];

    /// <summary>Orders whose answers have come, unharmed.</summary>
    public HashSet<long> Answered { get; } = [];

    public SimTime Time { get; }

    /// <summary>When it stood still last, in ticks of the simulation.</summary>
    public long? FrozenAt { get; set; }

    public bool HasFaults { get; }

    /// <summary>On the simulation's clock, in ticks.</summary>
    public long StartedAt { get; }

    public bool IsDead { get; private set; }

    /// <summary>It came to its end by itself, well or not.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>What ended it before its work was done.</summary>
    public Exception? EndedBy { get; protected set; }

    /// <summary>Orders on the wire that the server has not seen yet.</summary>
    public List<HttpRequestMessage> OnTheWire { get; } = [];

    protected SimWorld World { get; }

    public void Kill()
    {
        IsDead = true;
        Time.IsDead = true;
        World.Scheduler.Forget(this);
    }

    public async void Start()
    {
        try
        {
            var client = new CertCentralClient(new CertCentralOptions
            {
                ApiKey = ApiKey.From(SimWorld.Key),
                Limits = new CallLimits([]),
                MaxAttempts = 1,
                Timeout = SimWorld.ClientTimeout,
                TimeProvider = Time,
                PrimaryHandler = () => new SimWire(World, this),
            });
            await WorkAsync(client, World.JournalOf(this));
        }
        catch (Exception problem) when (problem is DocSigningException or CertCentral.Errors.CertCentralException)
        {
            EndedBy = problem;
        }
        catch (Exception problem)
        {
            World.Fail($"{Name} threw {problem}");
        }

        HasEnded = true;
        World.Scheduler.Tell($"{Name} ends. {EndedBy?.Message}");
    }

    protected abstract Task WorkAsync(CertCentralClient client, OrderJournal journal);
}
