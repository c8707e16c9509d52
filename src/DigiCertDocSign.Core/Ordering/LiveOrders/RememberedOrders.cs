using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Ordering.LiveOrders;

/// <summary>What somebody knows of an order besides the server; a field that is not known is null.</summary>
public sealed record RememberedOrder(string? Person, string? Email, long? RequestId);

/// <summary>
/// Adds to the statuses of many orders, which come from lists without addresses and requests, what the piped objects and the journal know.
/// An order that the server shows under another name is left as it is.
/// </summary>
/// <param name="piped">By order.</param>
public sealed class RememberedOrders(IReadOnlyDictionary<long, RememberedOrder> piped)
{
    /// <param name="statuses">As the server tells them.</param>
    /// <param name="journal">Null: there is none.</param>
    /// <param name="accountId">The account's id in the journal; null where it is not known yet.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DocSigningException">The journal cannot be read.</exception>
    public async Task<IReadOnlyList<SigningOrderStatus>> CompleteAsync(
        IReadOnlyCollection<SigningOrderStatus> statuses, IOrderJournal? journal, long? accountId, CancellationToken cancellationToken)
    {
        SigningOrderStatus[] completed = [.. statuses.Select(status => piped.TryGetValue(status.OrderId, out RememberedOrder? known)
            ? Complete(status, known)
            : status)];
        if (journal is null || Array.TrueForAll(completed, IsComplete))
        {
            return completed;
        }

        var noted = new Dictionary<long, RememberedOrder>();
        var filter = new JournalFilter { AccountId = accountId };
        await foreach (OrderIntent intent in journal.ReadAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            if (intent is { State: IntentState.Placed, BuysAnOrder: true, OrderId: { } id })
            {
                noted[id] = new RememberedOrder(intent.Person, intent.Email, intent.RequestId);
            }
        }

        return [.. completed.Select(status => noted.TryGetValue(status.OrderId, out RememberedOrder? known)
            ? Complete(status, known)
            : status)];
    }

    private static bool IsComplete(SigningOrderStatus status) =>
        status.Person is not null && status.Email is not null && (status.RequestId is not null || !IsNew(status));

    /// <summary>The request that is known is that of the new order. Once that is issued, another one may wait.</summary>
    private static bool IsNew(SigningOrderStatus status) => !status.IsFinal && !status.Reached(OrderMilestone.Issued);

    private static SigningOrderStatus Complete(SigningOrderStatus status, RememberedOrder known) =>
        IsOther(status.Person, known.Person)
            ? status
            : status with
            {
                Person = status.Person ?? known.Person,
                Email = status.Email ?? known.Email,
                RequestId = status.RequestId ?? (IsNew(status) ? known.RequestId : null),
            };

    private static bool IsOther(string? shown, string? known) =>
        shown is not null && known is not null && NameKeys.Fits(known, shown) == false;
}
