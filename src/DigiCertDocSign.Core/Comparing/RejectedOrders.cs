using DigiCertDocSign.Following;

namespace DigiCertDocSign.Comparing;

/// <summary>
/// Orders that somebody has rejected, or has canceled without this journal. Nothing of the kind is ordered anew night by night: somebody
/// must look.
/// </summary>
internal static class RejectedOrders
{
    /// <summary>The journal's entries of such orders, where no later order is the same person's.</summary>
    public static IReadOnlyList<OrderIntent> LastOf(IReadOnlyList<OrderIntent> entries)
    {
        OrderIntent[] orders = [.. entries.Where(intent => intent is { BuysAnOrder: true, OrderId: not null })];
        HashSet<long?> canceledHere = [.. entries
            .Where(act => act is { Kind: IntentKind.Cancellation, State: not (IntentState.Refused or IntentState.Abandoned) })
            .Select(act => act.TargetOrderId)];
        OrderIntent[] rejected =
        [
            .. orders.Where(intent => intent.OrderStatus is StatusWords.Rejected or StatusWords.Denied
                || (intent.OrderStatus == StatusWords.Canceled && !canceledHere.Contains(intent.OrderId))),
        ];
        if (rejected.Length == 0)
        {
            return rejected;
        }

        ILookup<string, OrderIntent> byEmail = orders.ToLookup(intent => intent.Key.Email, StringComparer.Ordinal);
        ILookup<string, OrderIntent> byId =
            orders.Where(intent => intent.DirectoryId is not null).ToLookup(intent => intent.DirectoryId!, StringComparer.Ordinal);
        return
        [
            .. rejected.Where(intent => !byEmail[intent.Key.Email].Concat(intent.DirectoryId is { } id ? byId[id] : [])
                .Any(other => other.OrderId > intent.OrderId && AreOfOne(intent, other))),
        ];
    }

    /// <summary>The rejected order of a person who has no other one.</summary>
    public static OrderIntent? Of(ComparedPerson person, IReadOnlyList<OrderIntent> rejected) => rejected.FirstOrDefault(intent =>
        person.DirectoryId is { } id && intent.DirectoryId is { } other ? id == other
            : person.Email is { } email && email.Key == intent.Key.Email);

    /// <summary>The rejected order that was to renew or replace another one.</summary>
    /// <param name="order">The one that stands.</param>
    /// <param name="rejected">The last ones.</param>
    /// <param name="isRenewal">It was to renew it, and not for a changed person.</param>
    public static OrderIntent? After(ComparedOrder order, IReadOnlyList<OrderIntent> rejected, bool isRenewal) => rejected.LastOrDefault(
        intent => intent.TargetOrderId == order.OrderId && (!isRenewal || intent.Kind == IntentKind.Renewal));

    private static bool AreOfOne(OrderIntent one, OrderIntent other) =>
        one.DirectoryId is { } id && other.DirectoryId is { } otherId ? id == otherId : one.Key.Email == other.Key.Email;
}
