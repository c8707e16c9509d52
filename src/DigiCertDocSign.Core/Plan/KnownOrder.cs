using DigiCertDocSign.Journal;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Plan;

/// <summary>What earlier runs on this machine know of a person.</summary>
/// <param name="OrderId">Null for an order of which it is not known whether it was taken.</param>
/// <param name="Reason">Why nothing is to be ordered now, in a sentence.</param>
public sealed record KnownOrder(long? OrderId, string Reason)
{
    /// <summary>What the journal says of a person; null when nothing stands against an order.</summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    public static async Task<KnownOrder?> FindAsync(
        IOrderJournal journal, long accountId, Person person, long? renewalOfOrderId, CancellationToken cancellationToken)
    {
        IntentKey key = IntentKey.Of(accountId, SigningProduct.NameId, person.Email, renewalOfOrderId);
        return await journal.FindLiveAsync(key, cancellationToken).ConfigureAwait(false) switch
        {
            { State: IntentState.Placed, OrderId: { } orderId } placed =>
                new KnownOrder(orderId, $"Order {orderId} for {placed.Name} was placed on {placed.UpdatedAt.UtcDateTime:yyyy-MM-dd}, as the journal says."),
            { State: IntentState.Sent or IntentState.InDoubt } doubtful =>
                new KnownOrder(null, $"An order ({doubtful.Reference}) was sent and its outcome is not known; a run asks the server before it orders."),
            _ => null,
        };
    }
}
