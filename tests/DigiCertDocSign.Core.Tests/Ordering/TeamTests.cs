using System.Globalization;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Journal;
using Xunit.Abstractions;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>
/// Four processes, each with a state folder of its own as on four hosts, order for the same people, each in an order of its own, with one
/// journal and one count of calls in a database. The server fails here and there, and tells lies; every few calls one of the processes is
/// killed and started again; and the database is stopped twice, as by a loss of power. TEAM_PEOPLE and TEAM_TRIALS make it larger; the
/// whole proof is 500 people in 50 trials.
/// </summary>
public sealed class TeamTests(ITestOutputHelper output)
{
    private const int Hosts = 4;
    private const int MostStarts = 60;
    private const int Calls = 100;
    private const int Milliseconds = 2_000;

    // Where other comments stand in their place, what became of an order in doubt is for a human: LieMatrixTests has that.
    private static readonly SandboxLies[] Lies =
    [
        new(),
        new() { Comments = SandboxCommentLie.Escaped },
        new() { Names = SandboxNameLie.SurnameFirst },
        new() { Names = SandboxNameLie.Capitals },
        new() { Lists = SandboxListLie.StopsShort, Calls = 4 },
        new() { Lists = SandboxListLie.LosesId, Calls = 4 },
        new() { Details = SandboxDetailLie.NotFound, Calls = 4 },
    ];

    private static int People => Setting("TEAM_PEOPLE", 40);

    private static int Trials => Setting("TEAM_TRIALS", 1);

    [PostgresFact]
    public async Task Four_hosts_that_are_killed_and_lose_their_database_order_for_everybody_once()
    {
        using var postgres = new PostgresServer(isDurable: false);
        int kills = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            await using LoopbackServer server = await LoopbackServer.StartAsync(Sandbox(trial));
            string database = postgres.Connection(postgres.NewDatabase());
            using var chaos = new Chaos(postgres, server, trial);
            await Task.WhenAll(Enumerable.Range(0, Hosts).Select(host => RunAsync(chaos, server, database, host)));

            await chaos.EndAsync();
            kills += chaos.Kills;
            await OneOrderEach.AssertAsync(
                server, JournalPlace.InDatabase(database, null, TimeProvider.System), People, $"Trial {trial}");
            Assert.Equal((2, 0), (chaos.Outages, server.Sandbox.CallsOverLimit));
        }

        output.WriteLine($"{Trials} trials, {kills} kills");
        Assert.InRange(kills, Trials, int.MaxValue);
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int set) ? set : usual;

    private static SandboxOptions Sandbox(int trial) => new()
    {
        Limits = new SandboxLimits { Windows = [new SandboxLimit(Calls, TimeSpan.FromMilliseconds(Milliseconds))] },
        OpeningBalance = 10_000_000,
        Lies = Lies[trial % Lies.Length],
        Faults = new SandboxFaultPlan
        {
            Seed = trial,
            ListLag = TimeSpan.FromMilliseconds(100),
            Rules =
            [
                Strike(SandboxFault.DropAfterCommit), Strike(SandboxFault.DropBeforeCommit), Strike(SandboxFault.ServerErrorAfterCommit),
                Strike(SandboxFault.GatewayPageAfterCommit), Strike(SandboxFault.GarbageBody),
            ],
        },
    };

    private static SandboxFaultRule Strike(SandboxFault fault) =>
        new() { Fault = fault, Route = SandboxRoutes.CreateOrder, Probability = 0.02 };

    /// <summary>A host that is started again, with the same list, until it has nothing to tell any more.</summary>
    private static async Task RunAsync(Chaos chaos, LoopbackServer server, string database, int host)
    {
        var told = new List<string>();
        string state = StateOfTests.NewFolder();
        for (int start = 0; start < MostStarts; start++)
        {
            using var process = OrderingProcess.StartHost(server, database, People, host, Calls, Milliseconds, state);
            chaos.Add(process);
            (int code, string faults) = await process.EndAsync();
            chaos.Remove(process);
            if (code == 0)
            {
                return;
            }

            told.Add(faults);
        }

        Assert.Fail($"Host {host} has no end: {string.Join("\n", told.TakeLast(3))}");
    }
}
