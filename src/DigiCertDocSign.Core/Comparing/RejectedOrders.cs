using DigiCertDocSign.Following;

namespace DigiCertDocSign.Comparing;

/// <summary>
/// Orders that somebody has rejected, or has canceled without this journal. Nothing of the kind is ordered anew night by night: somebody
/// must look.
/// </summary>
internal static class RejectedOrders
{
    /// <summary>The journal's entries of such orders, where no later order of the same person has come about.</summary>
    /// <param name="entries">All of the account.</param>
    /// <param name="ended">Of those, what the lists show as ended, which a comparison that keeps nothing does not note.</param>
    public static IReadOnlyList<OrderIntent> LastOf(
        IReadOnlyList<OrderIntent> entries, IReadOnlyList<(OrderIntent Intent, string Status)> ended)
    {
        var statuses = ended.ToDictionary(one => one.Intent.Reference, one => one.Status, StringComparer.Ordinal);
        OrderIntent[] orders =
        [
            .. entries.Where(intent => intent is { BuysAnOrder: true, OrderId: not null })
                .Select(intent => statuses.TryGetValue(intent.Reference, out string? status)
                    ? intent with { OrderStatus = status }
                    : intent),
        ];
        // That of a reissue leaves the order as it was, and one that is closed has not come about.
        HashSet<long?> canceledHere = [.. entries
            .Where(act => act is { Kind: IntentKind.Cancellation, State: IntentState.Sent or IntentState.InDoubt }
                or { Kind: IntentKind.Cancellation, State: IntentState.Placed, OrderStatus: StatusWords.Canceled })
            .Select(act => act.TargetOrderId)];
        OrderIntent[] rejected = [.. orders.Where(intent => IsRejected(intent)
            || (intent.OrderStatus == StatusWords.Canceled && !canceledHere.Contains(intent.OrderId)))];
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
                .Any(other => other.OrderId > intent.OrderId && IsOf(other, intent.DirectoryId, intent.Key.Email)
                    && !IsRejected(other) && other.OrderStatus != StatusWords.Canceled)),
        ];
    }

    /// <summary>The rejected order of a person who has no other one.</summary>
    public static OrderIntent? Of(ComparedPerson person, IReadOnlyList<OrderIntent> rejected) =>
        rejected.LastOrDefault(intent => IsOf(intent, person.DirectoryId, person.Email?.Key));

    /// <summary>The rejected order that was to renew or replace another one.</summary>
    /// <param name="order">The one that stands.</param>
    /// <param name="rejected">The last ones.</param>
    /// <param name="isRenewal">It was to renew it, and not for a changed person.</param>
    public static OrderIntent? After(ComparedOrder order, IReadOnlyList<OrderIntent> rejected, bool isRenewal) => rejected.LastOrDefault(
        intent => intent.TargetOrderId == order.OrderId && (!isRenewal || intent.Kind == IntentKind.Renewal));

    private static bool IsRejected(OrderIntent intent) => intent.OrderStatus is StatusWords.Rejected or StatusWords.Denied;

    /// <summary>By the directory's own id where both have one, else by the address.</summary>
    private static bool IsOf(OrderIntent intent, string? directoryId, string? email) =>
        intent.DirectoryId is { } its && directoryId is { } id ? its == id : intent.Key.Email == email;
}
