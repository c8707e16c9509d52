using System.Collections.Concurrent;
using CertCentral.Errors;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering.Run;

/// <summary>
/// The orders that answers have named in this run. An answer may name an order that does not exist, or somebody else's: what no list has
/// shown by the end of the run under the person's name is asked for by its number. Safe for many threads.
/// </summary>
internal sealed class NamedOrders(IOrderJournal journal, IJournalRun run, LiveOrderLookup server, ServerPatience patience)
{
    // So many are asked for one by one with no more calls than a reading of the lists takes.
    private const int Few = 3;
    private const int MostAsked = 20;
    private readonly ConcurrentQueue<OrderIntent> _named = new();

    /// <param name="placed">As the journal has it, with the order that the answer named.</param>
    public void Add(OrderIntent placed) => _named.Enqueue(placed);

    /// <summary>
    /// A sentence for each order that CertCentral does not show, or shows as somebody else's. The journal keeps it with the intent, which
    /// stays placed: lists and details may lag, and nobody may buy again because of that.
    /// </summary>
    /// <exception cref="OperationCanceledException">Stopped; nothing has changed.</exception>
    public async Task<IReadOnlyList<string>> FindFalseAsync(CancellationToken cancellationToken)
    {
        var told = new Dictionary<OrderIntent, string>();
        var rest = new List<string>();
        OrderIntent[] unseen = Unseen(_named);
        try
        {
            bool isRead = unseen.Length > Few;
            unseen = isRead ? await ReadAsync(unseen, cancellationToken).ConfigureAwait(false) : unseen;
            if (unseen.Length > MostAsked)
            {
                rest.Add(LiveOrderFaults.NamedAndNotShown([.. unseen.Skip(MostAsked)]));
            }

            await AskAsync([.. unseen.Take(MostAsked)], told, cancellationToken).ConfigureAwait(false);
            if (!isRead && told.Count > 0)
            {
                // Details may be hidden where lists are not.
                OrderIntent[] still = await ReadAsync(told.Keys, cancellationToken).ConfigureAwait(false);
                told = told.Where(one => still.Contains(one.Key)).ToDictionary(one => one.Key, one => one.Value);
            }

            foreach ((OrderIntent intent, string problem) in told.Select(one => (one.Key, one.Value)))
            {
                await journal.TryChangeAsync(run, intent, intent with { Problem = problem }, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception unread) when (unread is CertCentralException or DocSigningException)
        {
            rest.Add(LiveOrderFaults.NamedNotAsked(unseen, unread));
        }

        return [.. told.Values, .. rest];
    }

    private async Task AskAsync(OrderIntent[] unseen, Dictionary<OrderIntent, string> told, CancellationToken cancellationToken)
    {
        foreach (OrderIntent intent in unseen)
        {
            LiveOrder? shown = await server.AskAsync(intent.OrderId!.Value, cancellationToken).ConfigureAwait(false);
            if (shown is null || IsOfAnother(intent, shown))
            {
                told[intent] = LiveOrderFaults.NamedFalsely(intent, shown);
            }
        }
    }

    private async Task<OrderIntent[]> ReadAsync(IReadOnlyCollection<OrderIntent> named, CancellationToken cancellationToken)
    {
        await server.RefreshAsync(server.Readings, patience, cancellationToken).ConfigureAwait(false);
        return Unseen(named);
    }

    /// <summary>Those that no list shows under a name which may be the person's.</summary>
    private OrderIntent[] Unseen(IEnumerable<OrderIntent> named) => [.. named.Where(intent =>
        server.NameOf(intent.OrderId!.Value) is not { } name || !NameKeys.IsListedAs(intent, name))];

    private static bool IsOfAnother(OrderIntent intent, LiveOrder shown) =>
        !SigningProduct.MayBe(shown.ProductNameId)
        || (shown.Email is { } email
            ? !email.Equals(EmailAddress.Of(intent.Email))
            : NameKeys.FitsOne(intent.GivenName, intent.Surname, shown.Names) == false);
}
