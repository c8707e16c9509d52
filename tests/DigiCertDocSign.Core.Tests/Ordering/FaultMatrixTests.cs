using CertCentral;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Tests.Journal;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>
/// Every fault of the server, over a real socket, at the first, the middle and the last order and at random: one order each in the end.
/// </summary>
public class FaultMatrixTests
{
    private const int Inputs = 9;

    public static TheoryData<SandboxFault> Faults() => new(Enum.GetValues<SandboxFault>());

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_breaks_server_and_journal_agree_and_nobody_has_two_orders_or_none(SandboxFault fault)
    {
        foreach (int from in new[] { 1, (Inputs + 1) / 2, Inputs })
        {
            await CheckAsync(new SandboxFaultRule
            {
                Fault = fault,
                Route = SandboxRoutes.CreateOrder,
                From = from,
                Calls = 1,
                Delay = Timeout.InfiniteTimeSpan,
                RetryAfter = TimeSpan.Zero,
            });
        }

        for (int seed = 0; seed < 3; seed++)
        {
            // A storm: every route is struck, some calls over and over.
            await CheckAsync(
                new SandboxFaultRule
                {
                    Fault = fault,
                    Probability = 0.25,
                    Calls = 40,
                    Delay = Timeout.InfiniteTimeSpan,
                    RetryAfter = TimeSpan.Zero,
                },
                seed,
                JournalStore.Widest);
        }
    }

    /// <param name="rule">What breaks.</param>
    /// <param name="seed">Chooses the calls.</param>
    /// <param name="kind">Where the journal is; null for memory.</param>
    private static async Task CheckAsync(SandboxFaultRule rule, int seed = 0, string? kind = null)
    {
        using JournalStore? store = kind is null ? null : new JournalStore(kind);
        var time = new JumpingTime(Drafts.Now);
        await using LoopbackServer server = await LoopbackServer.StartAsync(new SandboxOptions
        {
            TimeProvider = time,
            Limits = SandboxLimits.None,
            Faults = new SandboxFaultPlan { Seed = seed, Rules = [rule], ListLag = TimeSpan.FromSeconds(seed * 30) },
        });
        using var client = new CertCentralClient(new CertCentralOptions
        {
            ApiKey = ApiKey.From(Secret.Of("sandbox")),
            BaseUri = server.BaseUri,
            Limits = new CallLimits([]),
            MaxAttempts = 1,
            Timeout = TimeSpan.FromMilliseconds(rule.Fault is SandboxFault.SlowAfterCommit or SandboxFault.SlowBeforeCommit ? 250 : 30_000),
        });
        using IJournalStorage journal =
            store is null ? JournalPlace.InMemory().OpenStorage() : DatabaseClock.Set(store.Place.OpenStorage(), time);
        var inputs = Enumerable.Range(1, Inputs).Select(number => new OrderInput
        {
            Person = OrderingFixture.Person(number),
            Body = OrderRules.Build(Drafts.Valid(), OrderingFixture.Person(number), null, Drafts.Now),
        }).ToList();

        // A storm may outlast a run's patience with an input, and no later order may tell that the lists keep up: the next run goes on
        // where that one stopped, when the settle time has passed.
        RunResult run;
        int runs = 0;
        do
        {
            run = await RunResult.OfAsync(client, journal, new OrderingOptions(), time, inputs, CancellationToken.None);
            time.Pass(TimeSpan.FromMinutes(16));
        }
        while (run.Outcomes.Any(outcome => outcome.Fault is not null) && ++runs < 10);

        Assert.All(run.Outcomes, outcome => Assert.Null(outcome.Fault));
        IReadOnlyList<SandboxOrder> orders = server.Sandbox.GetOrders();
        Assert.Equal(inputs.Select(input => input.Person.Email).Order(), orders.Select(order => order.Email).Order());
        var intents = new List<(long?, string, IntentState)>();
        await foreach (OrderIntent intent in journal.ReadAsync(
            new JournalFilter { States = [IntentState.Planned, IntentState.Sent, IntentState.InDoubt, IntentState.Placed] },
            CancellationToken.None))
        {
            intents.Add((intent.OrderId, $"[{intent.Reference}]", intent.State));
        }

        Assert.Equal(orders.Select(order => ((long?)order.Id, order.Comments!, IntentState.Placed)).Order(), intents.Order());
    }
}
