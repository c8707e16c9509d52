using DigiCertDocSign.Following;
using DigiCertDocSign.Ordering.LiveOrders;

namespace DigiCertDocSign.Comparing;

/// <summary>A live order of the account, with all that a comparison asks of it.</summary>
public sealed record ComparedOrder
{
    /// <summary>As lists and journal know it, with its status as it is by now.</summary>
    public required LiveOrder Order { get; init; }

    public long OrderId => Order.OrderId!.Value;

    public long? OrganizationId { get; init; }

    public long? ContainerId { get; init; }

    public long? CertificateId { get; init; }

    /// <summary>The person's title in the order; null where nobody has asked for it.</summary>
    public string? JobTitle { get; init; }

    /// <summary>The request about it that nobody has decided: to revoke it, or for another certificate of it.</summary>
    public ListedRequest? Waiting { get; init; }

    /// <summary>The journal's open entry about what is done to it: a reissue, a revocation or a cancellation that is in doubt.</summary>
    public OrderIntent? Act { get; init; }

    /// <summary>The journal's last entry of an end that was asked for within a day, and that the lists do not show yet.</summary>
    public OrderIntent? End { get; init; }

    /// <summary>
    /// The journal's last entry of an end that was asked for earlier, and that has not come about: the request was denied, or nobody knows.
    /// </summary>
    public OrderIntent? EndInVain { get; init; }

    /// <summary>The journal's entry of the order whose place this one has taken; null where there is none.</summary>
    public OrderIntent? Replaced { get; init; }

    /// <summary>When it was made; null where the lists do not show it.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The list shows that another order renews it.</summary>
    public bool IsRenewed { get; init; }

    /// <summary>The list shows it under another name than the journal.</summary>
    public bool IsContested { get; init; }

    internal bool IsIssued => Order.Status == StatusWords.Issued;

    internal string Whose => OrderLine.Whose(OrderId, Order.Name, Order.Email?.Text);
}

/// <summary>Orders that renew or replace one another: one order of one person.</summary>
internal sealed class OrderChain
{
    /// <param name="orders">The oldest first.</param>
    public OrderChain(IReadOnlyList<ComparedOrder> orders)
    {
        Orders = orders;
        long[] ends = LiveOrder.Ends([.. orders.SelectMany(order => order.Order.Links())]);
        Ends = [.. orders.Where(order => ends.Contains(order.OrderId))];
    }

    public IReadOnlyList<ComparedOrder> Orders { get; }

    /// <summary>Those that nothing follows: one, where all is well.</summary>
    public IReadOnlyList<ComparedOrder> Ends { get; }

    /// <summary>The last one.</summary>
    public ComparedOrder End => Ends.Count > 0 ? Ends[Ends.Count - 1] : Orders[Orders.Count - 1];

    /// <summary>The directory's own ids that the journal has for its orders.</summary>
    public IEnumerable<string> DirectoryIds => Orders.Select(order => order.Order.DirectoryId).OfType<string>().Distinct();

    /// <summary>Somebody of the list is its person, or may be.</summary>
    public bool IsPresent { get; set; }

    /// <summary>The one of the list whose it is for certain.</summary>
    public ComparedPerson? Holder { get; set; }

    /// <summary>The order that comes in the place of another one of the chain; null for the last.</summary>
    public ComparedOrder? SuccessorOf(ComparedOrder order) => Orders.FirstOrDefault(next => next.Order.Follows == order.OrderId);

    /// <summary>All chains of the orders.</summary>
    public static IReadOnlyList<OrderChain> Of(IReadOnlyCollection<ComparedOrder> orders)
    {
        var byId = orders.ToDictionary(order => order.OrderId);
        var root = byId.Keys.ToDictionary(id => id);
        foreach ((long id, long? follows) in orders.SelectMany(order => order.Order.Links()))
        {
            if (follows is { } before && root.ContainsKey(id) && root.ContainsKey(before))
            {
                root[RootOf(id)] = RootOf(before);
            }
        }

        return
        [
            .. orders.GroupBy(order => RootOf(order.OrderId))
                .Select(chain => new OrderChain([.. chain.OrderBy(order => order.OrderId)]))
                .OrderBy(chain => chain.End.OrderId),
        ];

        long RootOf(long id)
        {
            while (root[id] != id)
            {
                id = root[id];
            }

            return id;
        }
    }
}
