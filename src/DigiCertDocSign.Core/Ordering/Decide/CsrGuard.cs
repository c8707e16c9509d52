using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;

namespace DigiCertDocSign.Ordering.Decide;

/// <summary>Keeps the CSR of one person out of the order of another. Changes nothing.</summary>
/// <param name="client">The account.</param>
/// <param name="journal">Null when there is none yet.</param>
/// <param name="accountId">The account's id in the journal; null when it is not known.</param>
public sealed class CsrGuard(CertCentralClient client, IOrderJournal? journal, long? accountId)
{
    /// <summary>Refuses a CSR that was made for somebody else than the order, or whose key another person's order has.</summary>
    /// <param name="orderId">The order that is to get it.</param>
    /// <param name="madeFor">As the object says that brought the CSR; null for a text.</param>
    /// <param name="publicKeySha256">Of its key.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="DocSigningException">
    /// CsrOfAnotherPerson; or the journal cannot be read, which may know whose the key is.
    /// </exception>
    /// <exception cref="CertCentralException">The server could not be asked whose order it is.</exception>
    public async Task CheckAsync(long orderId, CsrOwner? madeFor, string publicKeySha256, CancellationToken cancellationToken)
    {
        IReadOnlyList<OrderIntent> ofKey = await FindAsync(
            new JournalFilter { AccountId = accountId, PublicKeySha256 = publicKeySha256 }, cancellationToken).ConfigureAwait(false);
        OrderIntent[] others = [.. ofKey.Where(intent => intent.KeyOrderId != orderId)];
        if (madeFor is null && others.Length == 0)
        {
            return;
        }

        LiveOrder? order = await FindOrderAsync(orderId, cancellationToken).ConfigureAwait(false);
        if (madeFor is not null && order is not null && madeFor.IsOtherThan(order.Email?.Text, order.Names))
        {
            throw LiveOrderFaults.CsrNotOfOrder(orderId, order, madeFor, null);
        }

        foreach (OrderIntent other in others)
        {
            var owner = new CsrOwner(other.Person, other.Email);

            // The key is known to be somebody's. When nobody shows whose this order is, the key must not pass for that of the order's
            // person.
            if (order is null or { Email: null, Name: null } || owner.IsOtherThan(order.Email?.Text, order.Names))
            {
                throw LiveOrderFaults.CsrNotOfOrder(orderId, order, owner, other);
            }
        }
    }

    /// <summary>
    /// As the server shows it; the journal only says what the server does not, since a reply may have named another order than it was for.
    /// </summary>
    /// <returns>Null: neither shows it.</returns>
    private async Task<LiveOrder?> FindOrderAsync(long orderId, CancellationToken cancellationToken)
    {
        SigningOrder? details = await LiveOrderLookup.AskAsync(client, orderId, cancellationToken).ConfigureAwait(false);
        LiveOrder? shown = details is null ? null : LiveOrder.Of(details, null);
        if (shown is { Email: not null })
        {
            return shown;
        }

        IReadOnlyList<OrderIntent> noted = await FindAsync(
            new JournalFilter { AccountId = accountId, OrderId = orderId }, cancellationToken).ConfigureAwait(false);
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
