using System.Globalization;
using System.Runtime.CompilerServices;
using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Ordering.Reconcile;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Keeping;

/// <summary>
/// Fills the journal from the account's orders. What it writes has ended or is placed, so that a later run knows whose the order is without
/// a call, and does not buy again. An entry that the journal has is not changed, but for the end of its order; an order that may be that of
/// an entry in doubt is left alone, since the journal would call it somebody else's then. Each order is written when it has been read, so
/// that a run which ends early goes on where it stopped.
/// </summary>
/// <param name="client">The account.</param>
/// <param name="journal">What is filled.</param>
/// <param name="accountId">The account's id in the journal.</param>
/// <param name="time">The clock of this machine.</param>
/// <remarks>Services API: GET order/certificate/{order_id}.</remarks>
public sealed class JournalSync(CertCentralClient client, IOrderJournal journal, long accountId, TimeProvider time)
{
    private readonly OrderNoting _noting = new(client, journal, accountId, time);

    /// <summary>Hears after each order how many are done; called on the thread of a call.</summary>
    public Action<int>? OnDone { get; init; }

    /// <summary>Hears of an order that could not be read, and the others go on.</summary>
    public Action<long, CertCentralException>? OnFailed { get; init; }

    /// <summary>
    /// Writes what the journal does not know. Orders that CertCentral refuses to show may be these alone, each night: the others are read
    /// all the same, and only a server that fails ends it.
    /// </summary>
    /// <exception cref="DocSigningException">The journal cannot be used; the kind says why.</exception>
    /// <exception cref="CertCentralException">The server refuses the key, or fails time and again.</exception>
    public async Task<JournalSyncSummary> FillAsync(JournalGap gap, CancellationToken cancellationToken)
    {
        IJournalRun run = await journal.EnterRunAsync(NewRunId(), cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable entered = run.ConfigureAwait(false);
        int closed = await CloseAsync(gap.EndedIntents, cancellationToken).ConfigureAwait(false);
        var became = new Dictionary<Became, List<long>>();
        int failures = 0;
        foreach (ListedOrder listed in gap.Orders)
        {
            Became outcome;
            try
            {
                outcome = await TakeAsync(run, listed, cancellationToken).ConfigureAwait(false);
                failures = 0;
            }
            catch (CertCentralException problem) when (
                !FaultTable.EndsRun(problem) && (failures += Refusals.Includes(problem) ? 0 : 1) < OrderNoting.MostFailures)
            {
                OnFailed?.Invoke(listed.OrderId, problem);
                outcome = Became.NotRead;
            }

            Of(became, outcome).Add(listed.OrderId);
            OnDone?.Invoke(became.Values.Sum(orders => orders.Count));
        }

        return new JournalSyncSummary
        {
            Done = gap.Known + Of(became, Became.Added).Count,
            Failed = Of(became, Became.NotRead).Count,
            Listed = gap.Listed,
            Known = gap.Known,
            Added = Of(became, Became.Added).Count,
            Closed = closed,
            Asked = gap.Unknown,
            Untold = Of(became, Became.Untold),
            InDoubt = Of(became, Became.InDoubt),
            InDoubtIds =
            [
                .. Of(became, Became.Untold).Concat(Of(became, Became.InDoubt))
                    .Select(orderId => orderId.ToString(CultureInfo.InvariantCulture)),
            ],
            NotRead = Of(became, Became.NotRead),
        };
    }

    /// <summary>Reads an order of which the operator says whose it is.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="email">The person's address.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The entry that would be written; null when the journal has the order as that person's already.</returns>
    /// <exception cref="DocSigningException">
    /// EmailInvalid; OrderOfAnotherProduct; OrderOwnerShown: the order or the journal shows another address; OrderOutcomeUnknown: the order
    /// may be that of an entry in doubt.
    /// </exception>
    /// <exception cref="CertCentralException">The order could not be read.</exception>
    public async Task<OrderIntent?> FindAsync(long orderId, string email, CancellationToken cancellationToken)
    {
        string address = PersonText.Clean(email);
        if (MailAddressForm.Problem(address) is { } problem)
        {
            throw KeepingFaults.NoAddress(email, problem);
        }

        if (await journal.FindByOrderIdAsync(accountId, orderId, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return EmailAddress.AreSame(known.Email, address) ? null : throw KeepingFaults.OwnerNoted(known, address);
        }

        SigningOrder order = SigningOrderReader.Order(await client.Orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false));
        if (order.OrderId != orderId || !SigningProduct.Is(order.ProductNameId))
        {
            throw KeepingFaults.OfAnotherProduct(orderId, order);
        }

        var shown = LiveOrder.Of(order, null);
        if (shown.Email is { } other && !other.Equals(EmailAddress.Of(address)))
        {
            throw KeepingFaults.OwnerShown(order, address);
        }

        string? name = OrderName.Of(order.CommonName);
        var listed = new ListedOrder(orderId, name, order.Status, order.Created, order.ValidTill, IsListed: false);
        var evidence = OrderEvidence.Of(listed, order with { Email = address });
        if (await FindDoubtAsync(evidence, cancellationToken).ConfigureAwait(false) is { } doubt)
        {
            throw KeepingFaults.MayBeInDoubt(order, doubt);
        }

        return await _noting.DescribeAsync(shown, order, address, NewRunId(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes an entry that <see cref="FindAsync"/> has found.</summary>
    /// <exception cref="DocSigningException">
    /// JournalEntryTaken: another process was faster; or the journal cannot be written to.
    /// </exception>
    public async Task<OrderIntent> AddAsync(OrderIntent found, CancellationToken cancellationToken)
    {
        IJournalRun run = await journal.EnterRunAsync(found.RunId, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable entered = run.ConfigureAwait(false);
        return await _noting.TryAddAsync(run, found, cancellationToken).ConfigureAwait(false)
            ?? throw JournalFaults.ChangedElsewhere(found);
    }

    private static string NewRunId() => Guid.NewGuid().ToString("N");

    private static List<long> Of(Dictionary<Became, List<long>> became, Became outcome)
    {
        if (!became.TryGetValue(outcome, out List<long>? orders))
        {
            became[outcome] = orders = [];
        }

        return orders;
    }

    /// <returns>How many entries it closed. What another process has changed meanwhile is left to it.</returns>
    private async Task<int> CloseAsync(
        IReadOnlyList<(OrderIntent Intent, string Status)> ended, CancellationToken cancellationToken)
    {
        int closed = 0;
        foreach ((OrderIntent intent, string status) in ended)
        {
            OrderIntent end = intent with { State = IntentState.Closed, OrderStatus = status };
            closed += await journal.TryChangeAsync(null, intent, end, cancellationToken).ConfigureAwait(false) is null ? 0 : 1;
        }

        return closed;
    }

    private async Task<Became> TakeAsync(IJournalRun run, ListedOrder listed, CancellationToken cancellationToken)
    {
        SigningOrder? order = await OrderNoting.AskAsync(client, listed.OrderId, cancellationToken).ConfigureAwait(false);
        if (order is null)
        {
            return Became.NotRead;
        }

        if (!SigningProduct.Is(order.ProductNameId))
        {
            return order.ProductNameId is null ? Became.Untold : Became.OtherProduct;
        }

        var shown = LiveOrder.Of(order, listed.Name);
        if (_noting.OwnerOf(shown, order, listed) is not { } email)
        {
            return Became.Untold;
        }

        if (await FindDoubtAsync(OrderEvidence.Of(listed, order), cancellationToken).ConfigureAwait(false) is not null)
        {
            return Became.InDoubt;
        }

        OrderIntent found = await _noting.DescribeAsync(shown, order, email, run.RunId, cancellationToken).ConfigureAwait(false);
        return await _noting.TryAddAsync(run, found, cancellationToken).ConfigureAwait(false) is null
            ? Became.KnownMeanwhile
            : Became.Added;
    }

    /// <summary>
    /// The entry in doubt whose order this may be. It is read after the order was: an order that was sent meanwhile has its entry by then.
    /// </summary>
    private async Task<OrderIntent?> FindDoubtAsync(OrderEvidence order, CancellationToken cancellationToken)
    {
        var open = new JournalFilter
        {
            AccountId = accountId,
            States = [IntentState.Planned, IntentState.Sent, IntentState.InDoubt],
        };
        await foreach (OrderIntent intent in journal.ReadAsync(open, cancellationToken).ConfigureAwait(false))
        {
            bool wasSent = intent.BuysAnOrder && (intent.State != IntentState.Planned || intent.Sends > 0);
            if (wasSent && OrderComparison.Compare(intent, order) != OrderLikeness.Different)
            {
                return intent;
            }
        }

        return null;
    }

    /// <summary>What became of an order that the journal did not know.</summary>
    private enum Became
    {
        Added,
        KnownMeanwhile,
        OtherProduct,
        Untold,
        InDoubt,
        NotRead,
    }
}
