using CertCentral;
using CertCentral.Errors;
using CertCentral.Organizations;
using CertCentral.Pacing;
using CertCentral.Users;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Decide;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Plan;

/// <summary>
/// Says before anything is spent what a run would order, what it would leave out and why, what it would cost, and whether the account is
/// ready for it. All inputs are read before the first call.
/// </summary>
public sealed class OrderPlanner
{
    private readonly OrderDraft _draft;
    private readonly List<PlannedOrder> _orders = [];

    /// <param name="draft">What is ordered for every input. The agreement may still be missing: nothing is ordered.</param>
    /// <param name="now">Dates are compared with this day in UTC.</param>
    /// <exception cref="DocSigningException">With every fault of the draft; they would be those of every input.</exception>
    public OrderPlanner(OrderDraft draft, DateTimeOffset now)
    {
        _draft = draft;
        IReadOnlyList<Fault> faults = FaultsOfDraft(draft, now);
        if (faults.Count > 0)
        {
            throw CollectedFaults.Of(faults);
        }
    }

    /// <summary>Orders also for people who have a live order.</summary>
    public bool AllowDuplicate { get; init; }

    /// <summary>The limits that the run would keep to.</summary>
    public CallLimits Limits { get; init; } = CallLimits.Published;

    /// <summary>The account is a sandbox.</summary>
    public bool Sandbox { get; init; }

    /// <summary>How many inputs there are so far.</summary>
    public int Count => _orders.Count;

    /// <summary>The faults of a draft that a plan cannot do without.</summary>
    public static IReadOnlyList<Fault> FaultsOfDraft(OrderDraft draft, DateTimeOffset now) =>
        [.. OrderRules.FaultsOfDraft(draft, now).Where(fault => fault.Kind != FaultKind.AgreementMissing)];

    /// <summary>Takes one more input; no call is made.</summary>
    /// <param name="read">The input, with all its faults.</param>
    /// <param name="tag">Anything by which the caller knows the input.</param>
    public void Add(PersonResolution read, object? tag) => _orders.Add(new PlannedOrder(read, tag));

    /// <summary>Checks all inputs, then asks the account, once for all of them.</summary>
    /// <param name="client">The account.</param>
    /// <param name="journal">What earlier runs know; null when there is no journal.</param>
    /// <param name="accountId">The account's id in the journal.</param>
    /// <param name="time">The clock of this machine.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="ApiKeyRefusedException">The key is not accepted.</exception>
    /// <exception cref="CertCentralException">The account cannot be asked, so nothing can be said of its live orders.</exception>
    public async Task<OrderPlan> FinishAsync(
        CertCentralClient client, IOrderJournal? journal, long accountId, TimeProvider time, CancellationToken cancellationToken)
    {
        await CheckInputsAsync(cancellationToken).ConfigureAwait(false);
        (UserInfo? user, IReadOnlyList<AccountCheck> checks) = await ApiKeyCheck.AskAsync(client, cancellationToken).ConfigureAwait(false);
        int listCalls = await DecideAsync(client, journal, accountId, time, cancellationToken).ConfigureAwait(false);
        int orders = CountOf(OrderPlanAction.Order);
        int calls = LimitFloor.CallsOf(orders, listCalls, Limits);
        AccountCheck product = await ProductCheck.AskAsync(client, _draft, orders, cancellationToken).ConfigureAwait(false);
        (OrganizationInfo? info, IReadOnlyList<AccountCheck> organization) =
            await OrganizationCheck.AskAsync(client, _draft, time, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<AccountCheck> contacts =
            await ContactsCheck.AskAsync(client, _draft, info, cancellationToken).ConfigureAwait(false);
        (AccountCheck priced, OrderPrice price) = await PriceCheck.AskAsync(client, _draft, cancellationToken).ConfigureAwait(false);
        long? container = _draft.ContainerId ?? user?.Container?.Id;
        (AccountCheck payment, decimal? funds) =
            await PaymentCheck.AskAsync(client, _draft, container, price, orders, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<AccountCheck> kept =
            journal is null ? [] : [await JournalCheck.AskAsync(journal, cancellationToken).ConfigureAwait(false)];
        return new OrderPlan(_orders, new OrderPlanSummary
        {
            Done = _orders.Count - CountOf(OrderPlanAction.Faulty) - CountOf(OrderPlanAction.InDoubt),
            Failed = CountOf(OrderPlanAction.Faulty),
            InDoubtIds = [.. _orders.Select(order => order.DoubtId).OfType<string>().Distinct()],
            Inputs = _orders.Count,
            ToOrder = orders,
            NeedCsr = _orders.Count(order => order.NeedsCsr),
            AlreadyOrdered = CountOf(OrderPlanAction.AlreadyOrdered),
            InDoubt = CountOf(OrderPlanAction.InDoubt),
            Faulty = CountOf(OrderPlanAction.Faulty),
            UnitPrice = price.Amount,
            Currency = price.Currency,
            AvailableFunds = funds,
            Calls = calls,
            ShortestDuration = LimitFloor.For(calls, Limits),
            Checks = (AccountCheck[])[.. checks, product, .. organization, .. contacts, priced, payment, .. kept],
            Sandbox = Sandbox,
        });
    }

    /// <summary>On all cores: to verify the signature of a CSR takes longer than everything else about an input.</summary>
    private async Task CheckInputsAsync(CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Task.Run(() => Parallel.ForEach(_orders, options, order => order.Check(_draft)), cancellationToken).ConfigureAwait(false);
        RefuseSharedCsr();
    }

    /// <summary>Decides about each input as a run would, which meets the inputs in the same order.</summary>
    /// <returns>How many calls the account's lists take.</returns>
    private async Task<int> DecideAsync(
        CertCentralClient client, IOrderJournal? journal, long accountId, TimeProvider time, CancellationToken cancellationToken)
    {
        if (CountOf(OrderPlanAction.Order) == 0)
        {
            return 0;
        }

        LiveOrderLookup live =
            await LiveOrderLookup.ReadAsync(client, journal, accountId, null, time, cancellationToken).ConfigureAwait(false);
        var decider = new OrderDecider(journal, live, accountId, AllowDuplicate, runId: null);
        var earlier = new EarlierInputs();
        var bound = new NamesakeBound();
        for (int place = 0; place < _orders.Count; place++)
        {
            bound.CountInput();
            PlannedOrder order = _orders[place];
            if (order.Wanted is not { } wanted || order.Action != OrderPlanAction.Order)
            {
                continue;
            }

            DecidedOrder decided = await decider.DecideAsync(wanted, earlier.Of(wanted), cancellationToken).ConfigureAwait(false);
            order.Mark(decided.Decision);
            if (decided.Decision is { Kind: DecisionKind.OtherPerson, Order.InputNumber: { } first })
            {
                _orders[first - 1].Warn(OrderFaults.MailboxWantedBy(place + 1, wanted.Person));
            }

            if (order.Action == OrderPlanAction.Order)
            {
                earlier.Add(wanted, place + 1);
            }

            if (order.Namesake is not null)
            {
                bound.CountNamesake(wanted.Person);
            }
        }

        RefuseNamesakes(bound);
        return live.ListCalls;
    }

    /// <summary>With those that wait for an input which is refused.</summary>
    private void RefuseNamesakes(NamesakeBound bound)
    {
        foreach (PlannedOrder order in _orders)
        {
            LiveOrder? namesake = order.Namesake ?? (order.FollowsInput is { } number ? _orders[number - 1].Namesake : null);
            if (namesake is not null && bound.Refusal(namesake, order.Person!) is { } refusal)
            {
                order.Fail(refusal);
            }
        }
    }

    /// <summary>A CSR of the draft serves one person.</summary>
    private void RefuseSharedCsr()
    {
        if (TextRules.Clean(_draft.Csr) is null)
        {
            return;
        }

        var sharedCsr = new SharedCsr();
        PlannedOrder[] asking = [.. _orders.Where(order => order.Action == OrderPlanAction.Order && TextRules.Clean(order.Csr) is null)];
        foreach (PlannedOrder order in asking)
        {
            sharedCsr.Ask(order.Person!);
        }

        if (sharedCsr.Refusal() is { } refusal)
        {
            foreach (PlannedOrder order in asking)
            {
                order.Fail(refusal);
            }
        }
    }

    private int CountOf(OrderPlanAction action) => _orders.Count(order => order.Action == action);
}

/// <summary>
/// The earlier inputs of a list that a later one can meet: with its address, its key, its id in the directory, or its order to be renewed.
/// </summary>
internal sealed class EarlierInputs
{
    private readonly Dictionary<string, List<LiveOrder>> _byMark = new(StringComparer.Ordinal);

    public void Add(WantedOrder wanted, int number)
    {
        LiveOrder input = OrderDecider.AsEarlier(wanted, number);
        foreach (string mark in wanted.Marks())
        {
            if (!_byMark.TryGetValue(mark, out List<LiveOrder>? inputs))
            {
                _byMark[mark] = inputs = [];
            }

            inputs.Add(input);
        }
    }

    public IReadOnlyCollection<LiveOrder> Of(WantedOrder wanted) =>
        [.. wanted.Marks().SelectMany(mark => _byMark.TryGetValue(mark, out List<LiveOrder>? inputs) ? inputs : []).Distinct()];
}

/// <summary>How long calls take at the least under the limits, when each is sent as soon as it may be.</summary>
internal static class LimitFloor
{
    /// <summary>The calls of a run: the lists once, each order, and the newest page of the lists again while the run goes on.</summary>
    public static int CallsOf(int orders, int listCalls, CallLimits limits)
    {
        if (orders == 0)
        {
            return 0;
        }

        int calls = orders + listCalls + (OrderClaimer.CallsOfReading * Math.Min(orders, OrderClaimer.ReadBeforeEach));
        return calls + (OrderClaimer.CallsOfReading * (int)For(calls, limits).TotalMinutes);
    }

    public static TimeSpan For(int calls, CallLimits limits)
    {
        if (calls <= 1 || limits.Windows.Count == 0)
        {
            return TimeSpan.Zero;
        }

        // A window holds so many calls at the most: a call may leave when, for every window, the call that many places before it has left
        // the window.
        (int Count, long Ticks)[] windows =
            [.. limits.Windows.Select(limit => (limit.Count, (long)(limit.Window.Ticks * (1 + limits.Margin))))];
        long[] times = new long[calls];
        for (int call = 1; call < calls; call++)
        {
            long time = times[call - 1];
            foreach ((int count, long ticks) in windows)
            {
                if (call >= count)
                {
                    time = Math.Max(time, times[call - count] + ticks);
                }
            }

            times[call] = time;
        }

        return TimeSpan.FromTicks(times[calls - 1]);
    }
}
