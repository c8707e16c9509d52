using CertCentral;
using CertCentral.Errors;
using CertCentral.Pacing;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Plan;

/// <summary>
/// Says before anything is spent what a run would order, what it would leave out and why, what it would cost, and whether the account is
/// ready for it. All rows are read before the first call.
/// </summary>
public sealed class OrderPlanner
{
    private readonly OrderDraft _draft;
    private readonly List<PlannedOrder> _rows = [];
    private readonly Dictionary<string, int> _byEmail = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="draft">What is ordered for every row. The agreement may still be missing: nothing is ordered.</param>
    /// <param name="now">Dates are compared with this day in UTC.</param>
    /// <exception cref="DocSigningException">With every fault of the draft; they would be those of every row.</exception>
    public OrderPlanner(OrderDraft draft, DateTimeOffset now)
    {
        _draft = draft;
        var faults = CheckDraft(draft, now);
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
    public RequestLimits Limits { get; init; } = RequestLimits.Published;

    /// <summary>The account is a sandbox.</summary>
    public bool Sandbox { get; init; }

    /// <summary>How many rows there are so far.</summary>
    public int Rows => _rows.Count;

    /// <summary>The faults of a draft that a plan cannot do without.</summary>
    public static IReadOnlyList<Fault> CheckDraft(OrderDraft draft, DateTimeOffset now) =>
        [.. OrderRules.CheckRun(draft, now).Where(fault => fault.Kind != FaultKind.AgreementMissing)];

    /// <summary>Takes one more row; no call is made.</summary>
    /// <param name="read">The row, with whatever faults it has.</param>
    /// <param name="tag">Whatever the caller knows the row by.</param>
    public void Add(PersonResolution read, object? tag) => _rows.Add(new PlannedOrder(read, tag));

    /// <summary>Checks all rows, then asks the account, once for all of them.</summary>
    /// <exception cref="ApiKeyRefusedException">The key is not accepted.</exception>
    /// <exception cref="CertCentralException">The account cannot be asked, so nothing can be said of its live orders.</exception>
    public async Task<OrderPlan> FinishAsync(CertCentralClient client, TimeProvider time, CancellationToken cancellationToken)
    {
        await CheckRowsAsync(cancellationToken).ConfigureAwait(false);
        var (user, checks) = await ApiKeyCheck.AskAsync(client, cancellationToken).ConfigureAwait(false);
        var listCalls = await new OrderedAlready(client, time, _draft.RenewalOfOrderId, EarlierRuns, AllowDuplicate)
            .MarkAsync(_rows, cancellationToken).ConfigureAwait(false);
        PassOnExistingOrders();

        var orders = Count(OrderPlanAction.Order);
        var product = await ProductCheck.AskAsync(client, _draft, orders, cancellationToken).ConfigureAwait(false);
        var organization = await OrganizationCheck.AskAsync(client, _draft, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        var price = await PriceCheck.AskAsync(client, _draft, cancellationToken).ConfigureAwait(false);
        var container = _draft.ContainerId ?? user?.Container?.Id;
        var (payment, funds) = await PaymentCheck.AskAsync(client, _draft, container, price, orders, cancellationToken).ConfigureAwait(false);
        return new OrderPlan(_rows, new OrderPlanSummary
        {
            Rows = _rows.Count,
            ToOrder = orders,
            AlreadyOrdered = Count(OrderPlanAction.AlreadyOrdered),
            Faulty = Count(OrderPlanAction.Faulty),
            UnitPrice = price.Amount,
            Currency = price.Currency,
            AvailableFunds = funds,
            Requests = orders == 0 ? 0 : orders + listCalls,
            ShortestDuration = orders == 0 ? TimeSpan.Zero : LimitFloor.For(orders + listCalls, Limits),
            Checks = [.. checks, product, .. organization, price.Check, payment],
            Sandbox = Sandbox,
        });
    }

    /// <summary>On all cores: to verify the signature of a CSR takes longer than everything else about a row.</summary>
    private async Task CheckRowsAsync(CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Task.Run(() => Parallel.ForEach(_rows, options, row => row.Check(_draft)), cancellationToken).ConfigureAwait(false);
        RefuseSharedCsr();
        for (var place = 0; place < _rows.Count; place++)
        {
            var row = _rows[place];
            if (row.Action != OrderPlanAction.Order)
            {
                continue;
            }

            if (_byEmail.TryGetValue(row.Person!.Email, out var earlier))
            {
                row.Leave(null, Twice(row.Person, earlier));
            }
            else
            {
                _byEmail.Add(row.Person.Email, place + 1);
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
        PlannedOrder[] asking = [.. _rows.Where(row => row.Action == OrderPlanAction.Order && TextRules.Clean(row.Csr) is null)];
        foreach (var row in asking)
        {
            sharedCsr.Ask(row.Person!);
        }

        if (sharedCsr.Refusal() is { } refusal)
        {
            foreach (var row in asking)
            {
                row.Fail(refusal.Faults);
            }
        }
    }

    private string Twice(Person person, int earlier)
    {
        var first = _rows[earlier - 1].Person!;
        return OrderName.Comparer.Equals(OrderName.Of(first.GivenName, first.Surname), OrderName.Of(person.GivenName, person.Surname))
            ? $"Duplicate: row {earlier} of this list is the same person ({first.Email})."
            : $"Duplicate: row {earlier} of this list has the same e-mail address for {first.GivenName} {first.Surname}, and an address gets "
            + "one certificate. Correct the address of one of them.";
    }

    /// <summary>A second row of somebody who has an order already names that order as well.</summary>
    private void PassOnExistingOrders()
    {
        foreach (var row in _rows)
        {
            if (row is { Action: OrderPlanAction.AlreadyOrdered, ExistingOrderId: null }
                && _rows[_byEmail[row.Person!.Email] - 1] is { ExistingOrderId: { } orderId })
            {
                row.Leave(orderId, row.Reason!);
            }
        }
    }

    private int Count(OrderPlanAction action) => _rows.Count(row => row.Action == action);
}
