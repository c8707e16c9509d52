using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CertCentral;
using CertCentral.Orders;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Journal;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Acts;

/// <summary>
/// An account in memory with one order of Mira's, and commands that act on it: each in a process of its own, which may be killed. The
/// journal outlives them.
/// </summary>
internal sealed class ActFixture : IDisposable
{
    public const long AccountId = 4711;
    public const string OldKey = "file:/keys/old.key";
    public const string KeyOfNew = "file:/keys/new.key";
    private readonly HashSet<string> _atWork = [];
    private readonly IJournalStorage _storage = JournalPlace.InMemory().OpenStorage();
    private readonly SandboxHandler _sandbox;
    private readonly bool _isIssued;

    /// <param name="isIssued">Whether the order is issued within minutes of its approval; else it waits for days.</param>
    /// <param name="faults">Of the account.</param>
    /// <param name="habits">Of the account.</param>
    /// <param name="timeout">Of a call; a minute where none is slow.</param>
    /// <param name="maxAttempts">Of a call.</param>
    public ActFixture(
        bool isIssued = true, SandboxFaultPlan? faults = null, SandboxHabits? habits = null, TimeSpan? timeout = null,
        int maxAttempts = 1)
    {
        _isIssued = isIssued;
        Time = new JumpingTime(Drafts.Now);
        _sandbox = new SandboxHandler(new SandboxOptions
        {
            TimeProvider = Time,
            Limits = SandboxLimits.None,
            ValidationDelay = isIssued ? TimeSpan.FromMinutes(1) : TimeSpan.FromDays(9),
            Faults = faults,
            Habits = habits ?? new SandboxHabits(),
        });
        Wire = new WireTap(_sandbox);
        Client = ClientOf(Wire, timeout ?? TimeSpan.FromMinutes(1), maxAttempts);
        Journal = NewProcess();
    }

    /// <summary>What is revoked is all of the order, and what is canceled is its reissue, which waits.</summary>
    public bool IsSpecial { get; init; }

    /// <summary>A revocation asks for no approval.</summary>
    public bool SkipsApproval { get; init; } = true;

    /// <summary>DigiCert has shipped the token of the order, and a reissue brings no CSR.</summary>
    public bool ShipsToken { get; init; }

    public JumpingTime Time { get; }

    public WireTap Wire { get; }

    public CertCentralClient Client { get; }

    /// <summary>The journal of the process at work.</summary>
    public KillableStorage Journal { get; private set; }

    public string OldCsr { get; } = NewCsr();

    public CsrInfo NewKey { get; } = CsrInspector.Inspect(NewCsr());

    public long OrderId { get; private set; }

    public SandboxOrder Order => _sandbox.State.GetOrders().Single(order => order.Id == OrderId);

    public static string NewCsr()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=Mira K. Solberg", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
    }

    /// <summary>The calls of this kind that have reached the account, carried out or not.</summary>
    public int CallsOf(string route) => _sandbox.State.CallsByRoute.TryGetValue(route, out int count) ? count : 0;

    /// <summary>The process at work is no more, and another begins.</summary>
    public KillableStorage NewProcess()
    {
        Journal = new KillableStorage(_storage, _atWork);
        return Journal;
    }

    /// <param name="isTrial">Nothing is written.</param>
    /// <param name="fails">For which changes there is no room on the disk.</param>
    public OrderActs Acts(bool isTrial = false, Func<OrderIntent, bool>? fails = null)
    {
        var journal = new OrderJournal(fails is null ? Journal : new FailingStorage(Journal, fails), Time);
        return new OrderActs(Client, AccountId, journal, () => journal, new ActOptions { IsTrial = isTrial, Time = Time });
    }

    public ActsOnDemand OnDemand() => new(Client, new OrderJournal(Journal, Time), AccountId, new ActOptions());

    /// <summary>The journal as the process at work has it.</summary>
    public IOrderJournal OpenJournal() => new OrderJournal(Journal, Time);

    /// <summary>Orders through the journal, and has it approved.</summary>
    public async Task OrderAsync(bool isApproved = true)
    {
        var input = new OrderInput
        {
            Person = Drafts.Mira,
            KeyReference = OldKey,
            Body = OrderRules.Build(ShipsToken ? Drafts.ByToken() : Drafts.Valid(), Drafts.Mira, OldCsr, Drafts.Now),
        };
        RunResult run = await RunResult.OfAsync(Client, Journal, new OrderingOptions(), Time, [input], CancellationToken.None);
        PlacedOrder placed = Assert.Single(run.Outcomes).Order!;
        OrderId = placed.OrderId;
        if (isApproved)
        {
            await Client.Requests.ApproveAsync(placed.RequestId!.Value, null, CancellationToken.None);
            Time.Pass(_isIssued ? TimeSpan.FromMinutes(5) : TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>With what is special: a reissue that waits.</summary>
    public async Task OrderForAsync(IntentKind kind)
    {
        await OrderAsync();
        if (IsSpecial && kind == IntentKind.Cancellation)
        {
            await ReissueInConsoleAsync(isApproved: false);
        }
    }

    /// <summary>A run of orders, for somebody else.</summary>
    public async Task OrderForAnotherAsync()
    {
        Person other = OrderingFixture.Person(1);
        var input = new OrderInput { Person = other, Body = OrderRules.Build(Drafts.Valid(), other, null, Drafts.Now) };
        RunResult run = await RunResult.OfAsync(Client, Journal, new OrderingOptions(), Time, [input], CancellationToken.None);
        Assert.NotNull(Assert.Single(run.Outcomes).Order);
    }

    /// <summary>What an administrator does in the web console.</summary>
    public Task<OrderCreated> ReissueInConsoleAsync(bool isApproved, string? comment = null) => Client.Orders.ReissueAsync(
        OrderId,
        new OrderReissueRequest
        {
            Certificate = new OrderRequestCertificate { Csr = CsrInspector.Inspect(NewCsr()).OneLine },
            SkipApproval = isApproved,
            Comments = comment,
        },
        () => Task.FromResult(true),
        CancellationToken.None);

    /// <summary>One command, from the reading of the order to its end.</summary>
    /// <param name="kind">What it does.</param>
    /// <param name="csr">Of a reissue; null for the new key's.</param>
    /// <param name="fails">For which changes there is no room on the disk.</param>
    public async Task<OrderAct> RunAsync(IntentKind kind, CsrInfo? csr = null, Func<OrderIntent, bool>? fails = null)
    {
        switch (kind)
        {
            case IntentKind.Cancellation:
                var cancellation = new OrderCancellation(Acts(fails: fails));
                OrderAct cancel = await cancellation.FindAsync(OrderId, CancellationToken.None);
                return cancel.IsDone ? cancel : await cancellation.CancelAsync(cancel, "Has left", CancellationToken.None);
            case IntentKind.Revocation:
                var revocation = new CertificateRevocation(Acts(fails: fails));
                OrderAct revoke = await revocation.FindAsync(OrderId, null, null, IsSpecial, CancellationToken.None);
                return revoke.IsDone
                    ? revoke
                    : await revocation.RevokeAsync(
                        revoke, RevocationReason.AffiliationChanged, "Has left", SkipsApproval, CancellationToken.None);
            default:
                var reissue = new OrderReissue(Acts(fails: fails));
                csr ??= ShipsToken ? null : NewKey;
                string? key = csr is null ? null : KeyOfNew;
                OrderAct act = await reissue.FindAsync(OrderId, csr, null, CancellationToken.None);
                return act.IsDone
                    ? act
                    : await reissue.RequestAsync(act, ReissueReason.TokenLost, null, false, key, CancellationToken.None);
        }
    }

    /// <summary>The process dies when its call has reached the server, or on its way there.</summary>
    /// <param name="kind">What it does.</param>
    /// <param name="isCarriedOut">Whether the server has carried it out.</param>
    /// <param name="putOff">So many tries go before, each of which takes ten minutes.</param>
    public Task KillAsync(IntentKind kind, bool isCarriedOut, int putOff = 0) =>
        KillAsync(() => RunAsync(kind), isCarriedOut, putOff: putOff);

    /// <inheritdoc cref="KillAsync(IntentKind, bool, int)"/>
    /// <param name="command">What it does.</param>
    /// <param name="isCarriedOut">Whether the server has carried it out.</param>
    /// <param name="method">Of the call at which it dies; null for the first one that is no GET.</param>
    /// <param name="putOff">So many tries go before, each of which takes ten minutes.</param>
    public async Task KillAsync(Func<Task> command, bool isCarriedOut, HttpMethod? method = null, int putOff = 0)
    {
        var killed = new TaskCompletionSource();
        var never = new TaskCompletionSource<HttpResponseMessage>();
        Wire.Meddle = async (call, passOn, _) =>
        {
            if (call.Method == HttpMethod.Get || (method is not null && call.Method != method))
            {
                return await passOn();
            }

            if (putOff-- > 0)
            {
                Time.Pass(TimeSpan.FromMinutes(10));
                return await passOn();
            }

            if (isCarriedOut)
            {
                await passOn();
            }

            Journal.Kill();
            killed.SetResult();
            return await never.Task;
        };
        Task dead = command();
        await Task.WhenAny(killed.Task, dead);
        Assert.False(dead.IsCompleted);
        Wire.Meddle = null;
    }

    /// <summary>What Resume-DocSigningOrder makes of all that is open.</summary>
    public async Task<IReadOnlyList<OrderIntent>> ResumeAsync()
    {
        ActsOnDemand onDemand = OnDemand();
        var resumed = new List<OrderIntent>();
        IReadOnlyList<OrderIntent> found = await onDemand.FindAsync([], CancellationToken.None);
        await foreach (OrderIntent act in onDemand.ReconcileAsync(found, CancellationToken.None))
        {
            resumed.Add(act);
        }

        return resumed;
    }

    /// <summary>The entries of the journal that are no orders.</summary>
    public async Task<IReadOnlyList<OrderIntent>> EntriesAsync()
    {
        var entries = new List<OrderIntent>();
        await foreach (OrderIntent entry in _storage.ReadAsync(new JournalFilter { TargetOrderId = OrderId }, CancellationToken.None))
        {
            entries.Add(entry);
        }

        return entries;
    }

    public async Task<OrderIntent> OrderEntryAsync() =>
        (await new OrderJournal(_storage, Time).FindByOrderIdAsync(AccountId, OrderId, CancellationToken.None))!;

    /// <summary>How often the account has done what is asked for here.</summary>
    public int DoneOnServer(IntentKind kind) => kind switch
    {
        IntentKind.Cancellation => IsSpecial
            ? Order.Requests.Count(request => request is { Type: "reissue", Status: "rejected" })
            : Order.Status == "canceled" ? 1 : 0,
        IntentKind.Revocation => Order.Requests.Count(request => request.Type == "revoke"),
        _ => Order.Requests.Count(request => request.Type == "reissue"),
    };

    public void Dispose()
    {
        Client.Dispose();
        _storage.Dispose();
        _sandbox.Dispose();
    }

    private static CertCentralClient ClientOf(WireTap wire, TimeSpan timeout, int maxAttempts) => new(new CertCentralOptions
    {
        ApiKey = ApiKey.From(Secret.Of("sandbox")),
        Limits = new CallLimits([]),
        MaxAttempts = maxAttempts,
        Timeout = timeout,
        PrimaryHandler = () => wire,
    });
}
