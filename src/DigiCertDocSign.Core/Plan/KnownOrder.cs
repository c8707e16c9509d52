using System.Globalization;
using CertCentral;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.LiveOrders;
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
        var key = IntentKey.Of(accountId, SigningProduct.NameId, person.Email, renewalOfOrderId);
        return await journal.FindLiveAsync(key, cancellationToken).ConfigureAwait(false) switch
        {
            { State: IntentState.Placed, OrderId: { } orderId } placed =>
                new KnownOrder(
                    orderId,
                    $"Order {orderId} for {placed.Name} was placed on {placed.UpdatedAt.UtcDateTime:yyyy-MM-dd}, as the journal says."),
            { State: IntentState.Sent or IntentState.InDoubt } doubtful =>
                new KnownOrder(
                    null,
                    $"An order ({doubtful.Reference}) was sent and its outcome is not known; a run asks the server before it orders."),
            _ => null,
        };
    }
}

/// <summary>
/// Marks the planned orders of people who have a live order: by what earlier runs wrote down, then by the account's own lists.
/// </summary>
internal sealed class OrderedAlready(
    CertCentralClient client,
    TimeProvider time,
    long? renewedOrderId,
    Func<Person, CancellationToken, Task<KnownOrder?>>? earlierRuns,
    bool allowDuplicate)
{
    /// <returns>How many calls the account's lists take.</returns>
    public async Task<int> MarkAsync(IReadOnlyList<PlannedOrder> planned, CancellationToken cancellationToken)
    {
        LiveOrderLookup? live = null;
        foreach (PlannedOrder order in planned.Where(one => one.Action == OrderPlanAction.Order))
        {
            live ??= await LiveOrderLookup.ReadAsync(client, time, cancellationToken).ConfigureAwait(false);
            if (await FindAsync(order.Person!, live, cancellationToken).ConfigureAwait(false) is { } known)
            {
                Mark(order, known);
            }
            else if (await FindUnclearAsync(order.Person!, live, cancellationToken).ConfigureAwait(false) is { } unclear)
            {
                MarkUnclear(order, OrderFaults.Unclear(unclear, order.Person!));
            }
        }

        return live?.ListCalls ?? 0;
    }

    private async Task<KnownOrder?> FindAsync(Person person, LiveOrderLookup live, CancellationToken cancellationToken)
    {
        if (earlierRuns is not null
            && await earlierRuns(person, cancellationToken).ConfigureAwait(false) is { } known
            && !(known.OrderId is { } id && live.StatusOf(id) is { } status && StatusWords.IsDead(status)))
        {
            return known;
        }

        // What is renewed is live, and no reason not to renew it.
        IReadOnlyList<SigningOrder> found = await live.FindAsync(person, cancellationToken).ConfigureAwait(false);
        return found.Where(order => order.OrderId != renewedOrderId).OrderBy(order => order.OrderId).LastOrDefault() is { } order
            ? new KnownOrder(order.OrderId, Describe(order))
            : null;
    }

    private async Task<UnclearOrder?> FindUnclearAsync(Person person, LiveOrderLookup live, CancellationToken cancellationToken)
    {
        IReadOnlyList<UnclearOrder> found = await live.FindUnclearAsync(person, cancellationToken).ConfigureAwait(false);
        return found.FirstOrDefault(order => order.OrderId != renewedOrderId);
    }

    private void MarkUnclear(PlannedOrder order, DocSigningException unclear)
    {
        if (allowDuplicate)
        {
            order.Warn(unclear.Message);
        }
        else
        {
            order.Fail(unclear.Faults);
        }
    }

    private void Mark(PlannedOrder order, KnownOrder known)
    {
        if (allowDuplicate)
        {
            order.Warn($"{known.Reason} Another is ordered all the same, because duplicates are allowed.");
        }
        else
        {
            order.Leave(known.OrderId, known.Reason);
        }
    }

    private static string Describe(SigningOrder order)
    {
        string date = order.DateCreated is { } created
            ? " of " + created.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : "";
        string end = order.ValidTill is { } till ? ", valid till " + till.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "";
        return $"Order {order.OrderId}{date} is {order.Status}{end}.";
    }
}
