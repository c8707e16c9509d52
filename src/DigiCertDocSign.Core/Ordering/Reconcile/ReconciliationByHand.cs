using System.Runtime.CompilerServices;
using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering.Reconcile;

/// <summary>An order that the operator names as that of an intent in doubt.</summary>
/// <param name="Order">As the server shows it.</param>
/// <param name="Doubts">What speaks against it, each in a sentence; the operator's word counts more.</param>
public sealed record NamedOrder(SigningOrder Order, IReadOnlyList<string> Doubts);

/// <summary>
/// Notes in the journal what the operator knows of an order in doubt, where the server does not tell. Sends nothing that changes anything.
/// </summary>
public sealed class ReconciliationByHand(CertCentralClient client, IOrderJournal journal, long accountId, OrderingOptions options)
{
    private const string NothingShowsIt = "CertCentral need not show that it was carried out.";
    private readonly PlacedOrderReader _reader = new(options.IsSandbox);

    /// <summary>The intent in doubt of this reference, whose run is over.</summary>
    /// <exception cref="DocSigningException">NotInDoubt; or the journal cannot be read.</exception>
    public async Task<OrderIntent> FindAsync(string reference, CancellationToken cancellationToken)
    {
        var filter = new JournalFilter { AccountId = accountId, Reference = reference };
        IReadOnlyList<OrderIntent> found =
            await IntentReconciler.FindInDoubtAsync(journal, null, filter, cancellationToken).ConfigureAwait(false);
        if (found.Count > 0)
        {
            return found[0];
        }

        OrderIntent? known = await journal.FindByReferenceAsync(accountId, reference, cancellationToken).ConfigureAwait(false);
        throw OrderFaults.NotInDoubt(
            reference, known is null ? null : await journal.WithOwnerAsync(known, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Asks the server for the order that the operator names.</summary>
    /// <exception cref="DocSigningException">OrderNotAdoptable: it cannot be the intent's.</exception>
    /// <exception cref="CertCentralException">The server could not be asked.</exception>
    /// <remarks>Services API: GET order/certificate/{order_id}.</remarks>
    public async Task<NamedOrder> AskAsync(OrderIntent intent, long orderId, CancellationToken cancellationToken)
    {
        if (intent.IsAct && orderId != intent.TargetOrderId)
        {
            throw OrderFaults.NotAdoptable(
                intent, orderId, $"it is a {intent.Kind} of order {intent.TargetOrderId}, and brings no order of its own");
        }

        if (!intent.IsAct && orderId == intent.TargetOrderId)
        {
            throw OrderFaults.NotAdoptable(intent, orderId, "it is the order that was to be renewed or replaced");
        }

        OrderIntent? owner = await journal.FindByOrderIdAsync(accountId, orderId, cancellationToken).ConfigureAwait(false);
        if (owner is not null && !intent.IsAct && owner.Reference != intent.Reference)
        {
            throw OrderFaults.NotAdoptable(intent, orderId, $"the journal has it as the order of {owner.Reference} for {owner.Email}");
        }

        SigningOrder? order = await LiveOrderLookup.AskAsync(client, orderId, cancellationToken).ConfigureAwait(false);
        return order is null ? throw OrderFaults.NotAdoptable(intent, orderId, "CertCentral does not show it")
            : order.ProductNameId is not (null or SigningProduct.NameId)
                ? throw OrderFaults.NotAdoptable(intent, orderId, $"it is an order of the product {order.ProductNameId}")
            : new NamedOrder(order, intent.IsAct ? [NothingShowsIt] : [.. Doubts(intent, order)]);
    }

    /// <summary>
    /// The order is the intent's from now on. A dead one closes it, so that the person can be ordered for again. An act was carried out.
    /// </summary>
    /// <exception cref="DocSigningException">Another process was faster, or the journal cannot be written to.</exception>
    public Task<OrderIntent> AdoptAsync(OrderIntent intent, NamedOrder named, CancellationToken cancellationToken) =>
        NoteAsync(
            intent,
            intent.IsAct
                ? intent with { State = IntentState.Placed, OrderStatus = named.Order.Status, Problem = null }
                : PlacedOrderReader.Adopted(intent, _reader.Read(named.Order, journal.Now)),
            cancellationToken);

    /// <summary>Nothing came of the intent, says the operator: the person can be ordered for again, or the order be asked about.</summary>
    /// <exception cref="DocSigningException">Another process was faster, or the journal cannot be written to.</exception>
    public Task<OrderIntent> AbandonAsync(OrderIntent intent, CancellationToken cancellationToken) => NoteAsync(
        intent,
        intent.WithoutLook() with
        {
            State = IntentState.Abandoned,
            Problem = intent.IsAct ? "It was not carried out: said by hand." : "It was not placed: said by hand.",
        },
        cancellationToken);

    private async Task<OrderIntent> NoteAsync(OrderIntent intent, OrderIntent noted, CancellationToken cancellationToken)
    {
        IJournalRun run = await journal.EnterRunAsync(options.RunId, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable entered = run.ConfigureAwait(false);
        return await journal.ChangeAsync(run, intent, noted).ConfigureAwait(false);
    }

    /// <summary>What the server shows of the order that does not fit the intent.</summary>
    private static IEnumerable<string> Doubts(OrderIntent intent, SigningOrder order)
    {
        if (MailAddressForm.Readable(order.Email) is { } email && !email.Equals(EmailAddress.Of(intent.Email)))
        {
            yield return $"It is for another address, {order.Email}.";
        }

        string?[] names = [OrderName.Of(order.GivenName, order.Surname), order.CommonName];
        if (NameKeys.FitsOne(intent.GivenName, intent.Surname, names) == false)
        {
            yield return $"It is for another person, {names.First(name => name is not null)}.";
        }

        if (CsrDigest.IsOf(intent.CsrSha256, order.Csr) == false)
        {
            yield return "It has another CSR.";
        }

        string?[] comments = [.. order.OrderComments];
        if (comments.Any(IntentReference.IsInAny) && !comments.Any(comment => IntentReference.IsIn(comment, intent.Reference)))
        {
            yield return "It carries the reference of another order of this module.";
        }

        if (order.Created?.Latest < OrderComparison.Earliest(intent))
        {
            yield return $"It was made before the one in doubt was sent, at {order.DateCreated:u}.";
        }
    }
}
