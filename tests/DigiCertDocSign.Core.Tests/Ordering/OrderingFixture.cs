using CertCentral;
using CertCentral.Orders;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>An account in memory, a journal, and a clock that jumps over every wait: all that a run of orders meets.</summary>
internal sealed class OrderingFixture : IDisposable
{
    public const long AccountId = 4711;

    /// <summary>What a call takes, so that of two calls one is the later.</summary>
    private static readonly TimeSpan CallTime = TimeSpan.FromMilliseconds(5);

    private readonly JournalPlace _place;

    public OrderingFixture(
        SandboxFaultPlan? faults = null, decimal funds = 10_000_000, JournalPlace? place = null, bool listsAll = true,
        SandboxHabits? habits = null, SandboxLies? lies = null)
    {
        Time = new JumpingTime(Drafts.Now);
        Sandbox = new SandboxHandler(new SandboxOptions
        {
            TimeProvider = Time,
            Limits = SandboxLimits.None,
            Faults = faults,
            OpeningBalance = funds,
            NegativeBalanceLimit = 0,
            ListsOrdersThatNeedApproval = listsAll,
            Habits = habits ?? new SandboxHabits(),
            Lies = lies,
        });
        Wire = new WireTap(Sandbox) { OnCall = () => Time.Pass(CallTime) };
        Client = new CertCentralClient(new CertCentralOptions
        {
            ApiKey = ApiKey.From(Secret.Of("sandbox")),
            Limits = new CallLimits([]),
            MaxAttempts = 1,
            PrimaryHandler = () => Wire,
        });
        _place = place ?? JournalPlace.InMemory();
        Storage = _place.OpenStorage();
    }

    public JumpingTime Time { get; }

    public SandboxHandler Sandbox { get; }

    public WireTap Wire { get; }

    public CertCentralClient Client { get; }

    public IJournalStorage Storage { get; }

    public IReadOnlyList<SandboxOrder> Orders => Sandbox.State.GetOrders();

    /// <summary>How many orders were sent, taken or not.</summary>
    public int Sends => Sandbox.State.CallsByRoute.TryGetValue(SandboxRoutes.CreateOrder, out int count) ? count : 0;

    public static Person Person(int number) =>
        new("Nils", $"Hagen {number}", "Clerk", "+47 55 50 01 42", $"nils.hagen{number}@fjordlab.example");

    public OrderInput Input(Person person, object? tag = null, string? csr = null, OrderDraft? draft = null) =>
        new() { Person = person, Body = OrderRules.Build(draft ?? Drafts.Valid(), person, csr, Time.GetUtcNow()), Tag = tag };

    public OrderInput[] Inputs(int count) => [.. Enumerable.Range(1, count).Select(number => Input(Person(number), number))];

    public Task<RunResult> RunAsync(params OrderInput[] inputs) => RunAsync(new OrderingOptions(), inputs);

    public Task<RunResult> RunAsync(OrderingOptions options, params OrderInput[] inputs) =>
        RunResult.OfAsync(Client, Storage, options, Time, inputs, CancellationToken.None);

    public async Task<IReadOnlyList<OrderIntent>> IntentsAsync()
    {
        var intents = new List<OrderIntent>();
        await foreach (OrderIntent intent in Storage.ReadAsync(new JournalFilter(), CancellationToken.None))
        {
            intents.Add(intent);
        }

        return intents;
    }

    /// <summary>Writes an intent as a run of another process left it.</summary>
    public async Task<OrderIntent> LeaveBehindAsync(Person person, IntentState state, string runId = "gone", string? csrSha256 = null)
    {
        OrderIntent? intent = await TryLeaveBehindAsync(person, state, runId, csrSha256);
        Assert.NotNull(intent);
        return intent;
    }

    /// <summary>The same, unless another intent is in its way.</summary>
    public async Task<OrderIntent?> TryLeaveBehindAsync(Person person, IntentState state, string runId = "gone", string? csrSha256 = null)
    {
        var intent = new OrderIntent
        {
            Reference = IntentReference.Create(),
            Key = IntentKey.Of(AccountId, "ds_org_individual", person.Email),
            State = state,
            GivenName = person.GivenName,
            Surname = person.Surname,
            Email = person.Email,
            RunId = runId,
            CsrSha256 = csrSha256,
            Sends = state == IntentState.Planned ? 0 : 1,
            CreatedAt = Time.GetUtcNow(),
            UpdatedAt = Time.GetUtcNow(),
        };
        await using IJournalRun gone = await Storage.EnterRunAsync("gone before", CancellationToken.None);
        return await Storage.TryClaimAsync(gone, intent, [], CancellationToken.None) ? intent : null;
    }

    /// <summary>What somebody orders in the web console.</summary>
    public async Task<long> OrderInConsoleAsync(Person person, string? comment = null, string? csr = null)
    {
        OrderRequest request = OrderRules.Build(Drafts.Valid(), person, csr, Time.GetUtcNow());
        request.Comments = comment;
        return (await Client.Orders.CreateAsync(request, CancellationToken.None)).Id!.Value;
    }

    /// <summary>What an administrator does with an order in the web console: he approves its request and cancels the order then.</summary>
    public async Task CancelInConsoleAsync(long orderId)
    {
        SandboxRequest request = Orders.Single(order => order.Id == orderId).Requests[0];
        await Client.Requests.ApproveAsync(request.Id, null, CancellationToken.None);
        await Client.Orders.CancelAsync(orderId, "By mistake", CancellationToken.None);
    }

    /// <summary>Every order of ours stands in the journal as placed, and nothing there is open.</summary>
    public async Task AssertNothingIsOpenAsync()
    {
        IReadOnlyList<OrderIntent> intents = await IntentsAsync();
        Assert.DoesNotContain(intents, intent => intent.State is IntentState.Planned or IntentState.Sent or IntentState.InDoubt);
        IEnumerable<SandboxOrder> ours = Orders.Where(order => order.Comments?.Contains("[DS-", StringComparison.Ordinal) == true);
        Assert.Equal(
            ours.Select(order => (order.Id, order.Comments!)).Order(),
            intents.Where(intent => intent.OrderId is not null).Select(intent => (intent.OrderId!.Value, $"[{intent.Reference}]")).Order());
    }

    public void Dispose()
    {
        Client.Dispose();
        Storage.Dispose();
        Sandbox.Dispose();
    }
}
