using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Ordering.LiveOrders;

/// <summary>
/// Tells of people for whom the journal has two live orders that do not follow one another, also when nobody orders for them now. The
/// second one may have been bought while the server's lists lagged, and somebody has to hear of it.
/// </summary>
/// <param name="journal">What earlier runs know.</param>
/// <param name="accountId">The account's id in the journal; null where it is not known yet.</param>
public sealed class SecondOrders(IOrderJournal journal, long? accountId)
{
    /// <param name="orders">Orders that were looked at, with their present status. The others have the one that the journal knows.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>One sentence for each person who has two.</returns>
    /// <exception cref="DocSigningException">The journal cannot be read.</exception>
    public async Task<IReadOnlyList<string>> FindAsync(
        IReadOnlyCollection<SigningOrderStatus> orders, CancellationToken cancellationToken)
    {
        var seen = new Dictionary<long, string>();
        foreach (SigningOrderStatus order in orders)
        {
            seen[order.OrderId] = order.Status;
        }

        var asked = new HashSet<IntentKey>();
        var sentences = new List<string>();
        foreach (SigningOrderStatus order in orders.Where(order => !StatusWords.IsDead(order.Status)))
        {
            if (await journal.FindByOrderIdAsync(accountId, order.OrderId, cancellationToken).ConfigureAwait(false)
                    is not { BuysAnOrder: true } owner
                || !asked.Add(owner.Key))
            {
                continue;
            }

            long[] ends = await FindEndsAsync(owner.Key, seen, cancellationToken).ConfigureAwait(false);
            if (ends.Length > 1)
            {
                sentences.Add(OrderFaults.LiveTwice(owner.Email, ends));
            }
        }

        return sentences;
    }

    private async Task<long[]> FindEndsAsync(IntentKey person, Dictionary<long, string> seen, CancellationToken cancellationToken)
    {
        IReadOnlyList<OrderIntent> standing = await journal.FindStandingAsync(person, null, cancellationToken).ConfigureAwait(false);
        IEnumerable<OrderIntent> live = standing.Where(intent => intent is { State: IntentState.Placed, OrderId: { } id }
            && !StatusWords.IsDead(seen.TryGetValue(id, out string? status) ? status : intent.OrderStatus ?? StatusWords.Unknown));
        return LiveOrder.Ends([.. live.Select(intent => (intent.OrderId!.Value, intent.TargetOrderId))]);
    }
}
