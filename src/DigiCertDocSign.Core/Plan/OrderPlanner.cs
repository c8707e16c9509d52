using CertCentral;
using CertCentral.Errors;
using CertCentral.Pacing;
using CertCentral.Users;
using DigiCertDocSign.Ordering;
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
    private readonly Dictionary<string, int> _byEmail = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="draft">What is ordered for every input. The agreement may still be missing: nothing is ordered.</param>
    /// <param name="now">Dates are compared with this day in UTC.</param>
    /// <exception cref="DocSigningException">With every fault of the draft; they would be those of every input.</exception>
    public OrderPlanner(OrderDraft draft, DateTimeOffset now)
    {
        _draft = draft;
        IReadOnlyList<Fault> faults = CheckDraft(draft, now);
        if (faults.Count > 0)
        {
            throw new DocSigningException(faults);
        }
    }

    /// <summary>Orders also for people who have a live order.</summary>
    public bool AllowDuplicate { get; init; }

    /// <summary>Asks what earlier runs on this machine know of a person; null when there is no journal.</summary>
    public Func<Person, CancellationToken, Task<KnownOrder?>>? EarlierRuns { get; init; }

    /// <summary>The limits that the run would keep to.</summary>
    public CallLimits Limits { get; init; } = CallLimits.Published;

    /// <summary>The account is a sandbox.</summary>
    public bool Sandbox { get; init; }

    /// <summary>How many inputs there are so far.</summary>
    public int Count => _orders.Count;

    /// <summary>The faults of a draft that a plan cannot do without.</summary>
    public static IReadOnlyList<Fault> CheckDraft(OrderDraft draft, DateTimeOffset now) =>
        [.. OrderRules.FaultsOfDraft(draft, now).Where(fault => fault.Kind != FaultKind.AgreementMissing)];

    /// <summary>Takes one more input; no call is made.</summary>
    /// <param name="read">The input, with all its faults.</param>
    /// <param name="tag">Anything by which the caller knows the input.</param>
    public void Add(PersonResolution read, object? tag) => _orders.Add(new PlannedOrder(read, tag));

    /// <summary>Checks all inputs, then asks the account, once for all of them.</summary>
    /// <exception cref="ApiKeyRefusedException">The key is not accepted.</exception>
    /// <exception cref="CertCentralException">The account cannot be asked, so nothing can be said of its live orders.</exception>
    public async Task<OrderPlan> FinishAsync(CertCentralClient client, TimeProvider time, CancellationToken cancellationToken)
    {
        await CheckInputsAsync(cancellationToken).ConfigureAwait(false);
        (UserInfo? user, IReadOnlyList<AccountCheck> checks) = await ApiKeyCheck.AskAsync(client, cancellationToken).ConfigureAwait(false);
        int listCalls = await new OrderedAlready(client, time, _draft.RenewalOfOrderId, EarlierRuns, AllowDuplicate)
            .MarkAsync(_orders, cancellationToken).ConfigureAwait(false);
        PassOnExistingOrders();

        int orders = CountOf(OrderPlanAction.Order);
        AccountCheck product = await ProductCheck.AskAsync(client, _draft, orders, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<AccountCheck> organization =
            await OrganizationCheck.AskAsync(client, _draft, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        OrderPrice price = await PriceCheck.AskAsync(client, _draft, cancellationToken).ConfigureAwait(false);
        long? container = _draft.ContainerId ?? user?.Container?.Id;
        (AccountCheck payment, decimal? funds) =
            await PaymentCheck.AskAsync(client, _draft, container, price, orders, cancellationToken).ConfigureAwait(false);
        return new OrderPlan(_orders, new OrderPlanSummary
        {
            Inputs = _orders.Count,
            ToOrder = orders,
            AlreadyOrdered = CountOf(OrderPlanAction.AlreadyOrdered),
            Faulty = CountOf(OrderPlanAction.Faulty),
            UnitPrice = price.Amount,
            Currency = price.Currency,
            AvailableFunds = funds,
            Requests = orders == 0 ? 0 : orders + listCalls,
            ShortestDuration = orders == 0 ? TimeSpan.Zero : LimitFloor.For(orders + listCalls, Limits),
            Checks = [.. checks, product, .. organization, price.Check, payment],
            Sandbox = Sandbox,
        });
    }

    /// <summary>On all cores: to verify the signature of a CSR takes longer than everything else about an input.</summary>
    private async Task CheckInputsAsync(CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Task.Run(() => Parallel.ForEach(_orders, options, order => order.Check(_draft)), cancellationToken).ConfigureAwait(false);
        RefuseSharedCsr();
        for (int place = 0; place < _orders.Count; place++)
        {
            PlannedOrder order = _orders[place];
            if (order.Action != OrderPlanAction.Order)
            {
                continue;
            }

            if (_byEmail.TryGetValue(order.Person!.Email, out int earlier))
            {
                order.Leave(null, Twice(order.Person, earlier));
            }
            else
            {
                _byEmail.Add(order.Person.Email, place + 1);
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
                order.Fail(refusal.Faults);
            }
        }
    }

    private string Twice(Person person, int earlier)
    {
        Person first = _orders[earlier - 1].Person!;
        return OrderName.Comparer.Equals(OrderName.Of(first.GivenName, first.Surname), OrderName.Of(person.GivenName, person.Surname))
            ? $"Duplicate: row {earlier} of this list is the same person ({first.Email})."
            : $"Duplicate: row {earlier} of this list has the same e-mail address for {first.GivenName} {first.Surname}, and an address "
            + "gets "
            + "one certificate. Correct the address of one of them.";
    }

    /// <summary>A second input of somebody who has an order already names that order as well.</summary>
    private void PassOnExistingOrders()
    {
        foreach (PlannedOrder order in _orders)
        {
            if (order is { Action: OrderPlanAction.AlreadyOrdered, ExistingOrderId: null }
                && _orders[_byEmail[order.Person!.Email] - 1] is { ExistingOrderId: { } orderId })
            {
                order.Leave(orderId, order.Reason!);
            }
        }
    }

    private int CountOf(OrderPlanAction action) => _orders.Count(order => order.Action == action);
}

/// <summary>How long calls take at the least under the limits, when each is sent as soon as it may be.</summary>
internal static class LimitFloor
{
    public static TimeSpan For(int calls, CallLimits limits)
    {
        if (calls <= 1 || limits.Windows.Count == 0)
        {
            return TimeSpan.Zero;
        }

        // A call leaves when, in every window, the one that must have slipped out of it has done so.
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
