using System.Globalization;
using CertCentral;
using DigiCertDocSign.Following;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Plan;

/// <summary>Marks the rows of people who have a live order: by what earlier runs wrote down, then by the account's own lists.</summary>
internal sealed class OrderedAlready(
    CertCentralClient client,
    TimeProvider time,
    long? renewedOrderId,
    Func<Person, CancellationToken, Task<KnownOrder?>>? earlierRuns,
    bool allowDuplicate)
{
    /// <returns>How many calls the account's lists take.</returns>
    public async Task<int> MarkAsync(IReadOnlyList<PlannedOrder> rows, CancellationToken cancellationToken)
    {
        LiveOrderLookup? live = null;
        foreach (var row in rows)
        {
            if (row.Action != OrderPlanAction.Order)
            {
                continue;
            }

            live ??= await LiveOrderLookup.ReadAsync(client, time, cancellationToken).ConfigureAwait(false);
            if (await FindAsync(row.Person!, live, cancellationToken).ConfigureAwait(false) is { } known)
            {
                Mark(row, known);
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
        var found = await live.FindAsync(person, cancellationToken).ConfigureAwait(false);
        return found.Where(order => order.OrderId != renewedOrderId).OrderBy(order => order.OrderId).LastOrDefault() is { } order
            ? new KnownOrder(order.OrderId, Describe(order))
            : null;
    }

    private void Mark(PlannedOrder row, KnownOrder known)
    {
        if (allowDuplicate)
        {
            row.Warn($"{known.Reason} Another is ordered all the same, because duplicates are allowed.");
        }
        else
        {
            row.Leave(known.OrderId, known.Reason);
        }
    }

    private static string Describe(SigningOrder order)
    {
        var date = order.DateCreated is { } created ? " of " + created.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : string.Empty;
        var end = order.ValidTill is { } till ? ", valid till " + till.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : string.Empty;
        return $"Order {order.OrderId}{date} is {order.Status}{end}.";
    }
}
