using CertCentral;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.LiveOrders;

namespace DigiCertDocSign.Keeping;

/// <summary>What the account's lists show of our product and the journal does not know.</summary>
public sealed class JournalGap
{
    private JournalGap()
    {
    }

    /// <summary>How many orders the account has.</summary>
    public int Listed { get; private init; }

    /// <summary>How many of them the journal knows already.</summary>
    public int Known { get; private init; }

    /// <summary>How many orders the journal does not know. Each costs a call.</summary>
    public int Unknown => Orders.Count;

    /// <summary>How many orders the journal has as placed, and the lists show as ended.</summary>
    public int Ended => EndedIntents.Count;

    /// <summary>The name that the lists show an order under; null where they show none, or the journal knows the order.</summary>
    /// <param name="orderId">The order.</param>
    public string? NameOf(long orderId) => Orders.FirstOrDefault(order => order.OrderId == orderId)?.Name;

    /// <summary>Those that the journal does not know, the oldest first.</summary>
    internal IReadOnlyList<ListedOrder> Orders { get; private init; } = [];

    /// <summary>Every order that the lists show.</summary>
    internal IReadOnlyCollection<ListedOrder> All { get; private init; } = [];

    /// <summary>The requests that wait, about orders that stand.</summary>
    internal IReadOnlyList<ListedRequest> Requests { get; private init; } = [];

    /// <summary>Those that have ended, each with the status that says so.</summary>
    internal IReadOnlyList<(OrderIntent Intent, string Status)> EndedIntents { get; private init; } = [];

    /// <summary>Reads the lists whole, then the journal. Changes nothing.</summary>
    /// <param name="client">The account.</param>
    /// <param name="journal">Null when there is none.</param>
    /// <param name="accountId">The account's id in the journal.</param>
    /// <param name="liveOnly">Whether orders that have ended are left out, unless the journal has them as placed.</param>
    /// <param name="time">The clock of this machine.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="CertCentral.Errors.CertCentralException">A list could not be read whole, so nothing is known.</exception>
    /// <exception cref="DocSigningException">The journal cannot be read.</exception>
    /// <remarks>Services API: GET request, GET order/certificate.</remarks>
    public static Task<JournalGap> ReadAsync(
        CertCentralClient client, IOrderJournal? journal, long accountId, bool liveOnly, TimeProvider time,
        CancellationToken cancellationToken) => ReadAsync(client, journal, accountId, liveOnly, null, time, cancellationToken);

    /// <summary>The same for a caller who needs the entries of the journal too, so that it is read once.</summary>
    internal static async Task<JournalGap> ReadAsync(
        CertCentralClient client, IOrderJournal? journal, long accountId, bool liveOnly, Action<OrderIntent>? onEntry, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var lists = new AccountLists(client);
        IReadOnlyCollection<ListedOrder> listed =
            await lists.ReadAsync(withRequests: true, null, default, cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = PresentTime.Of(client, time);
        var unknown = listed.ToDictionary(order => order.OrderId);
        var ended = new List<(OrderIntent Intent, string Status)>();
        var ofAccount = new JournalFilter { AccountId = accountId };
        if (journal is not null)
        {
            await foreach (OrderIntent intent in journal.ReadAsync(ofAccount, cancellationToken).ConfigureAwait(false))
            {
                onEntry?.Invoke(intent);
                if (intent is not { BuysAnOrder: true, OrderId: { } id } || !unknown.TryGetValue(id, out ListedOrder? order))
                {
                    continue;
                }

                unknown.Remove(id);

                // An answer may have named the order in place of another one: then a list shows it under another name.
                if (intent.State == IntentState.Placed && StatusOf(order, now) is var status && StatusWords.IsDead(status)
                    && NameKeys.IsListedAs(intent, order.Name))
                {
                    ended.Add((intent, status));
                }
            }
        }

        return new JournalGap
        {
            All = listed,
            Requests = lists.RequestsOfStanding,
            Listed = listed.Count,
            Known = listed.Count - unknown.Count,
            Orders =
            [
                .. unknown.Values.Where(order => !liveOnly || !StatusWords.IsDead(StatusOf(order, now))).OrderBy(order => order.OrderId),
            ],
            EndedIntents = ended,
        };
    }

    private static string StatusOf(ListedOrder order, DateTimeOffset now) => StatusWords.AsOf(order.Status, order.ValidTill, now);
}
