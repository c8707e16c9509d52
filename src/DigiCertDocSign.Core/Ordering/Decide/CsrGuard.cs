using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;

namespace DigiCertDocSign.Ordering.Decide;

/// <summary>Keeps the CSR of one person out of the order of another. Changes nothing.</summary>
/// <param name="journal">Null when there is none yet.</param>
/// <param name="accountId">The account's id in the journal; null when it is not known.</param>
public sealed class CsrGuard(IOrderJournal? journal, long? accountId)
{
    /// <summary>Refuses a CSR that was made for somebody else than the order, or whose key another person's order has.</summary>
    /// <param name="order">The order that is to get it, as CertCentral shows it.</param>
    /// <param name="madeFor">As the object says that brought the CSR; null for a text.</param>
    /// <param name="publicKeySha256">Of its key.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="DocSigningException">
    /// CsrOfAnotherPerson; or the journal cannot be read, which may know whose the key is.
    /// </exception>
    public async Task CheckAsync(SigningOrder order, CsrOwner? madeFor, string publicKeySha256, CancellationToken cancellationToken)
    {
        IReadOnlyList<OrderIntent> ofKey = await FindAsync(
            new JournalFilter { AccountId = accountId, PublicKeySha256 = publicKeySha256 }, cancellationToken).ConfigureAwait(false);
        OrderIntent[] others = [.. ofKey.Where(intent => intent.KeyOrderId != order.OrderId)];
        if (madeFor is null && others.Length == 0)
        {
            return;
        }

        LiveOrder known = await WithJournalAsync(order, cancellationToken).ConfigureAwait(false);
        if (madeFor?.IsOtherThan(known.Email?.Text, known.Names) == true)
        {
            throw LiveOrderFaults.CsrNotOfOrder(order.OrderId, known, madeFor, null);
        }

        foreach (OrderIntent other in others)
        {
            var owner = new CsrOwner(other.Person, other.Email);

            // The key is known to be somebody's. When nobody shows whose this order is, the key must not pass for that of the order's
            // person.
            if (known is { Email: null, Name: null } || owner.IsOtherThan(known.Email?.Text, known.Names))
            {
                throw LiveOrderFaults.CsrNotOfOrder(order.OrderId, known, owner, other);
            }
        }
    }

    /// <summary>
    /// As the server shows it; the journal only says what the server does not, since a reply may have named another order than it was for.
    /// </summary>
    private async Task<LiveOrder> WithJournalAsync(SigningOrder order, CancellationToken cancellationToken)
    {
        var shown = LiveOrder.Of(order, null);
        if (shown.Email is not null)
        {
            return shown;
        }

        IReadOnlyList<OrderIntent> noted = await FindAsync(
            new JournalFilter { AccountId = accountId, OrderId = order.OrderId }, cancellationToken).ConfigureAwait(false);
        return noted.Count == 1 ? LiveOrder.Of(noted[0], noted[0].OrderStatus ?? StatusWords.Unknown, null) : shown;
    }

    /// <summary>The intents that have brought a person a certificate, or may.</summary>
    private async Task<IReadOnlyList<OrderIntent>> FindAsync(JournalFilter filter, CancellationToken cancellationToken)
    {
        var found = new List<OrderIntent>();
        if (journal is null)
        {
            return found;
        }

        await foreach (OrderIntent intent in journal.ReadAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            if (intent.MayHaveTheKey)
            {
                found.Add(intent);
            }
        }

        return found;
    }
}
