using CertCentral;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Renewing;

/// <summary>
/// Whatever breaks, lies or is killed when a renewal or a replacement leaves: one order comes of it at most, or nobody knows and it is
/// told. The new order bears the CSR of the old one, which makes the two hard to tell apart. Afterwards server and journal agree.
/// </summary>
public class RenewalMatrixTests
{
    private const string Hidden = " on a server that shows no comments";
    private const int MostRuns = 8;
    private static readonly TimeSpan BetweenRuns = TimeSpan.FromMinutes(16);

    /// <summary>What goes wrong, whether the order replaces, and whether the process is killed while the call is on its way.</summary>
    public static TheoryData<string, bool, bool> Cells()
    {
        var cells = new TheoryData<string, bool, bool>();
        foreach (string trouble in Enum.GetNames<SandboxFault>()
            .Concat(Enum.GetNames<SandboxFault>().Select(fault => fault + Hidden))
            .Concat(Enum.GetNames<SandboxCommentLie>().Skip(1).Select(lie => "comments " + lie))
            .Concat(Enum.GetNames<SandboxDetailLie>().Skip(1).Select(lie => "details " + lie)))
        {
            cells.Add(trouble, false, false);
            cells.Add(trouble, false, true);
            cells.Add(trouble, true, false);
            cells.Add(trouble, true, true);
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_renewal_is_placed_once_or_its_doubt_is_told(string trouble, bool replaces, bool isKilled)
    {
        using var folder = new TempFolder();
        var time = new JumpingTime(Drafts.Now);
        using IJournalStorage storage = JournalPlace.InMemory().OpenStorage();
        HashSet<string> atWork = [];
        long old = await OrderOldAsync(folder, storage, atWork, time);
        OrderInput input = Follow(old, replaces, time.GetUtcNow());
        using SandboxHandler sandbox = Sandbox(folder, time, trouble);
        bool isSlow = trouble.StartsWith("Slow", StringComparison.Ordinal);

        OrderOutcome? outcome = null;
        for (int runs = 0; runs < MostRuns && outcome?.Order is null; runs++)
        {
            RunResult? run = await RunAsync(sandbox, new KillableStorage(storage, atWork), time, input, isKilled && runs == 0, isSlow);
            outcome = run is null ? outcome : Of(run, input);
            time.Pass(BetweenRuns);
        }

        SandboxOrder[] successors = [.. sandbox.State.GetOrders().Where(order => order.Id != old)];
        Assert.True(successors.Length <= 1, $"{successors.Length} orders");
        if (trouble.StartsWith("details", StringComparison.Ordinal) && RunResult.Kind(outcome!) == FaultKind.RenewalNotPossible)
        {
            // The old order does not show itself either: nothing is sent then.
            Assert.Empty(successors);
            return;
        }

        OrderIntent intent = await IntentAsync(storage, old);
        Assert.Equal(replaces ? IntentKind.Replacement : IntentKind.Renewal, intent.Kind);
        if (outcome!.Order is { } placed)
        {
            Assert.Equal([placed.OrderId], successors.Select(order => order.Id));
            Assert.Equal((IntentState.Placed, placed.OrderId), (intent.State, intent.OrderId));
            Assert.Equal(replaces ? null : old, successors[0].RenewalOfOrderId);
        }
        else
        {
            Assert.Equal(FaultKind.OrderOutcomeUnknown, RunResult.Kind(outcome));
            Assert.Equal(IntentState.InDoubt, intent.State);
        }
    }

    [Fact]
    public async Task Two_addresses_of_a_person_renew_one_order_once_while_the_first_is_in_doubt()
    {
        using var folder = new TempFolder();
        var time = new JumpingTime(Drafts.Now);
        using IJournalStorage storage = JournalPlace.InMemory().OpenStorage();
        HashSet<string> atWork = [];
        long old = await OrderOldAsync(folder, storage, atWork, time);
        using SandboxHandler sandbox = Sandbox(folder, time, nameof(SandboxFault.DropAfterCommit));
        OrderInput first = Follow(old, replaces: false, time.GetUtcNow());
        Assert.Null(await RunAsync(sandbox, new KillableStorage(storage, atWork), time, first, kills: true, isSlow: false));
        Person moved = Drafts.Mira with { Email = "m.solberg@fjordlab.example" };

        OrderInput second = Follow(old, replaces: false, time.GetUtcNow(), moved, null);
        RunResult? run = await RunAsync(sandbox, new KillableStorage(storage, atWork), time, second, kills: false, isSlow: false);

        Assert.Equal(2, sandbox.State.GetOrders().Count);
        OrderIntent intent = await IntentAsync(storage, old);
        Assert.Equal((Drafts.Mira.Email, IntentState.Placed), (intent.Email, intent.State));
        Assert.Equal(intent.OrderId, Of(run!, second).Order?.OrderId);
    }

    /// <summary>A run tells of what an earlier one had in doubt as well.</summary>
    private static OrderOutcome Of(RunResult run, OrderInput input) => Assert.Single(run.Outcomes, outcome => outcome.Input == input);

    private static async Task<long> OrderOldAsync(TempFolder folder, IJournalStorage storage, HashSet<string> atWork, JumpingTime time)
    {
        using SandboxHandler sandbox = Sandbox(folder, time, null);
        var input = new OrderInput
        {
            Person = Drafts.Mira,
            Body = OrderRules.Build(Drafts.Valid(), Drafts.Mira, Drafts.SampleCsr, time.GetUtcNow()),
        };
        RunResult? run = await RunAsync(sandbox, new KillableStorage(storage, atWork), time, input, kills: false, isSlow: false);
        using CertCentralClient client = Client(sandbox, isSlow: false);
        await client.Requests.ApproveAsync(run!.Single.Order!.RequestId!.Value, null, CancellationToken.None);
        time.Pass(TimeSpan.FromDays(300));
        return run.Single.Order.OrderId;
    }

    private static OrderInput Follow(long old, bool replaces, DateTimeOffset now) => Follow(
        old, replaces, now, replaces ? Drafts.Mira with { Surname = "Lindqvist" } : Drafts.Mira, Drafts.SampleCsr);

    private static OrderInput Follow(long old, bool replaces, DateTimeOffset now, Person person, string? csr)
    {
        OrderDraft draft = Drafts.Valid();
        draft.RenewalOfOrderId = replaces ? null : old;
        return new OrderInput
        {
            Person = person,
            Body = OrderRules.Build(draft, person, csr, now),
            Replaces = replaces ? old : null,
        };
    }

    private static async Task<OrderIntent> IntentAsync(IJournalStorage storage, long old)
    {
        var intents = new List<OrderIntent>();
        await foreach (OrderIntent intent in storage.ReadAsync(new JournalFilter(), CancellationToken.None))
        {
            intents.Add(intent);
        }

        return Assert.Single(intents, intent => intent.TargetOrderId == old && intent.State != IntentState.Abandoned);
    }

    /// <returns>Null: the process was killed.</returns>
    private static async Task<RunResult?> RunAsync(
        SandboxHandler sandbox, KillableStorage storage, JumpingTime time, OrderInput input, bool kills, bool isSlow)
    {
        var killed = new TaskCompletionSource();
        var wire = new WireTap(sandbox)
        {
            OnCall = () => time.Pass(TimeSpan.FromMilliseconds(5)),
            Meddle = async (call, passOn, _) =>
            {
                await storage.LiveAsync();
                Task<HttpResponseMessage> answer = passOn();
                if (kills && WireTap.IsOrder(call))
                {
                    await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(isSlow ? 50 : 5_000), CancellationToken.None));
                    storage.Kill();
                    killed.TrySetResult();
                    await storage.LiveAsync();
                }

                return await answer;
            },
        };
        using CertCentralClient client = Client(wire, isSlow);
        Task<RunResult> run = RunResult.OfAsync(client, storage, new OrderingOptions(), time, [input], CancellationToken.None);
        await Task.WhenAny(run, killed.Task);
        return storage.IsDead ? null : await run;
    }

    private static CertCentralClient Client(HttpMessageHandler server, bool isSlow) => new(new CertCentralOptions
    {
        ApiKey = ApiKey.From(Secret.Of("sandbox")),
        Limits = new CallLimits([]),
        MaxAttempts = 1,
        Timeout = TimeSpan.FromMilliseconds(isSlow ? 250 : 60_000),
        PrimaryHandler = () => server is WireTap ? server : new WireTap(server),
    });

    private static SandboxHandler Sandbox(TempFolder folder, JumpingTime time, string? trouble)
    {
        bool hides = trouble?.EndsWith(Hidden, StringComparison.Ordinal) == true;
        trouble = hides ? trouble![..^Hidden.Length] : trouble;
        string[] words = trouble?.Split(' ') ?? [];
        SandboxLies? lies = words switch
        {
            ["comments", var lie] => new SandboxLies { Comments = Enum.Parse<SandboxCommentLie>(lie), CommentLength = 4 },
            ["details", var lie] => new SandboxLies { Details = Enum.Parse<SandboxDetailLie>(lie) },
            _ => null,
        };
        return new SandboxHandler(new SandboxOptions
        {
            StatePath = folder.File("account.json"),
            TimeProvider = time,
            Limits = SandboxLimits.None,
            Lies = lies,
            Habits = new SandboxHabits { ShowsComments = !hides },
            Faults = new SandboxFaultPlan
            {
                Rules = trouble is null ? [] :
                [
                    new SandboxFaultRule
                    {
                        Fault = lies is null ? Enum.Parse<SandboxFault>(trouble) : SandboxFault.DropAfterCommit,
                        Route = SandboxRoutes.CreateOrder,
                        Calls = 1,
                        Delay = Timeout.InfiniteTimeSpan,
                        RetryAfter = TimeSpan.Zero,
                    },
                ],
            },
        });
    }
}
