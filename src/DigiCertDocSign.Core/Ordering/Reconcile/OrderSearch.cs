using System.Globalization;
using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Ordering.Reconcile;

/// <summary>What a look at the server says of an intent in doubt.</summary>
internal abstract record SearchResult
{
    /// <summary>This is its order.</summary>
    public sealed record Found(SigningOrder Order) : SearchResult;

    /// <summary>There are orders that may be its own, and nothing that the server shows of them decides.</summary>
    /// <param name="Problem">Which, and where to look, in a sentence.</param>
    public sealed record Unclear(string Problem) : SearchResult;

    /// <summary>The server shows no such order, now.</summary>
    /// <param name="SawLaterOrder">It shows one that this journal has sent after the one in doubt: its lists keep up.</param>
    public sealed record Missing(bool SawLaterOrder) : SearchResult;
}

/// <summary>
/// Looks on the server for the orders of intents in doubt: once through the lists for all of them, then order info for each listed order
/// that may be one of theirs. That is one whose name fits, one without a name, and one that was made since the sending, whatever its name,
/// unless the journal knows whose it is.
/// </summary>
/// <remarks>Services API: GET order/certificate, GET request, GET order/certificate/{order_id}.</remarks>
internal sealed class OrderSearch(CertCentralClient client, IOrderJournal journal)
{
    /// <returns>A result for each intent, by its reference; and the server's own time when its first list had come, if it told.</returns>
    /// <exception cref="CertCentralException">The server could not be asked, so nothing is known.</exception>
    /// <exception cref="DocSigningException">The journal cannot be read, or an answer was about another order.</exception>
    public async Task<(IReadOnlyDictionary<string, SearchResult> Results, DateTimeOffset? ServerTime)> LookAsync(
        IReadOnlyCollection<OrderIntent> intents, CancellationToken cancellationToken)
    {
        var tallies = intents.ToDictionary(intent => intent.Reference, _ => new LikelyOrders());
        var sought = new SoughtOrders(intents);
        var lists = new AccountLists(client);
        IReadOnlyCollection<SeenOrder> listed =
            await lists.ReadAsync(withRequests: true, null, default, cancellationToken).ConfigureAwait(false);
        foreach (SeenOrder seen in listed.OrderByDescending(order => order.OrderId))
        {
            bool isLikely = sought.HaveName(seen.Name);
            if (!isLikely && !sought.MayBeYounger(seen.Created))
            {
                continue;
            }

            long accountId = intents.First().Key.AccountId;
            OrderIntent? owner = await journal.FindByOrderIdAsync(accountId, seen.OrderId, cancellationToken).ConfigureAwait(false);
            foreach (OrderIntent intent in intents.Where(intent => owner is not null && IsLater(owner, intent)))
            {
                tallies[intent.Reference].HasSeenLaterOrder = true;
            }

            if (!isLikely && owner is not null)
            {
                continue;
            }

            SigningOrder? order = await AskAsync(seen.OrderId, cancellationToken).ConfigureAwait(false);
            if (order?.ProductNameId is not (null or SigningProduct.NameId))
            {
                continue;
            }

            foreach (OrderIntent intent in intents)
            {
                ShownOrder shown =
                    ShownOrder.Of(seen, order) with { IsOfAnotherIntent = owner is not null && owner.Reference != intent.Reference };
                tallies[intent.Reference].Add(OrderComparison.Compare(intent, shown), seen.OrderId, order);
            }
        }

        return (tallies.ToDictionary(one => one.Key, one => one.Value.Conclude()), lists.ServerTime);
    }

    /// <summary>Sent by this journal after the one in doubt.</summary>
    private static bool IsLater(OrderIntent owner, OrderIntent doubtful) =>
        owner.Reference != doubtful.Reference && owner.SendEndedAt > (doubtful.SendEndedAt ?? doubtful.UpdatedAt);

    /// <returns>Null: the server shows no details. A list has just shown the order, so that it is there all the same.</returns>
    private async Task<SigningOrder?> AskAsync(long orderId, CancellationToken cancellationToken)
    {
        try
        {
            return await LiveOrderLookup.AskAsync(client, orderId, cancellationToken).ConfigureAwait(false);
        }
        catch (PermissionDeniedException)
        {
            return null;
        }
    }

    /// <summary>By what the orders of all intents can be told in a list.</summary>
    private sealed class SoughtOrders(IReadOnlyCollection<OrderIntent> intents)
    {
        private readonly HashSet<ulong> _names = [.. intents.SelectMany(intent => NameKeys.Of(intent.GivenName, intent.Surname))];

        private readonly DateTimeOffset _since =
            intents.Select(OrderComparison.Earliest).DefaultIfEmpty().Min();

        public bool HaveName(string? name) => name is null || !NameKeys.IsReadable(name) || NameKeys.Of(name).Any(_names.Contains);

        public bool MayBeYounger(WireMoment? created) => created?.Latest >= _since;
    }

    /// <summary>The orders that are, or may be, that of one intent.</summary>
    private sealed class LikelyOrders
    {
        private const int MostNamed = 5;
        private readonly List<SigningOrder> _same = [];
        private readonly List<long> _possible = [];

        public bool HasSeenLaterOrder { get; set; }

        public void Add(OrderLikeness likeness, long orderId, SigningOrder? order)
        {
            if (likeness == OrderLikeness.Same)
            {
                _same.Add(order!);
            }
            else if (likeness == OrderLikeness.Possible)
            {
                _possible.Add(orderId);
            }
        }

        public SearchResult Conclude() => (_same.Count, _possible.Count) switch
        {
            (1, _) => new SearchResult.Found(_same[0]),
            ( > 1, _) => new SearchResult.Unclear(
                $"Orders {Text(_same.Select(order => order.OrderId))} all look like its order, and one person needs one: look at them in "
                + "CertCentral and cancel what is too much."),
            (0, 1) => new SearchResult.Unclear(
                $"Order {Text(_possible)} may be its order, and what the server shows of it does not decide: look at it in CertCentral, "
                + "whose it is and when it was made."),
            (0, > 1) => new SearchResult.Unclear(
                $"Orders {Text(_possible)} may be its order, and what the server shows of them does not decide: look at them in "
                + "CertCentral, whose they are and when they were made."),
            _ => new SearchResult.Missing(HasSeenLaterOrder),
        };

        private static string Text(IEnumerable<long> orderIds)
        {
            string[] all = [.. orderIds.Select(id => id.ToString(CultureInfo.InvariantCulture))];
            return string.Join(", ", all.Take(MostNamed)) + (all.Length > MostNamed ? $" and {all.Length - MostNamed} more" : "");
        }
    }
}
