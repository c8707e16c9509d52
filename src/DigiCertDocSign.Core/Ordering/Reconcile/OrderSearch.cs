using System.Globalization;
using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;
using CertCentral.Requests;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Requests;

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
    public sealed record Missing : SearchResult;
}

/// <summary>
/// Looks on the server for the orders of intents in doubt: once through the lists for all of them, then order info for each listed order
/// that may be one of theirs. That is one whose name fits, one without a name, and one that was made since the sending, whatever its name,
/// unless the journal knows whose it is.
/// </summary>
/// <remarks>Services API: GET order/certificate, GET request, GET order/certificate/{order_id}.</remarks>
internal sealed class OrderSearch(CertCentralClient client, IOrderJournal journal)
{
    /// <returns>A result for each intent, by its reference.</returns>
    /// <exception cref="CertCentralException">The server could not be asked, so nothing is known.</exception>
    /// <exception cref="DocSigningException">The journal cannot be read, or an answer was about another order.</exception>
    public async Task<IReadOnlyDictionary<string, SearchResult>> LookAsync(
        IReadOnlyCollection<OrderIntent> intents, CancellationToken cancellationToken)
    {
        var tallies = intents.ToDictionary(intent => intent.Reference, _ => new LikelyOrders());
        var sought = new SoughtOrders(intents);
        foreach (SeenOrder seen in await ReadListsAsync(cancellationToken).ConfigureAwait(false))
        {
            bool isLikely = sought.HaveName(seen.Name);
            if (!isLikely && !sought.MayBeYounger(seen.Created))
            {
                continue;
            }

            long accountId = intents.First().Key.AccountId;
            OrderIntent? owner = await journal.FindByOrderIdAsync(accountId, seen.OrderId, cancellationToken).ConfigureAwait(false);
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
                ShownOrder shown = seen.Shown(order) with { IsOfAnotherIntent = owner is not null && owner.Reference != intent.Reference };
                tallies[intent.Reference].Add(OrderComparison.Compare(intent, shown), seen.OrderId, order);
            }
        }

        return tallies.ToDictionary(one => one.Key, one => one.Value.Conclude());
    }

    /// <summary>What the lists show, newest first.</summary>
    private async Task<IReadOnlyList<SeenOrder>> ReadListsAsync(CancellationToken cancellationToken)
    {
        var seen = new SortedDictionary<long, SeenOrder>();
        await foreach (RequestSummary request in UndecidedRequests.ListAsync(client, null, cancellationToken).ConfigureAwait(false))
        {
            bool isOurs = (request.Order?.Product?.NameId ?? request.Order?.ProductNameId) is null or SigningProduct.NameId;
            if (isOurs && request.Order?.Id is { } id)
            {
                seen[id] = new SeenOrder(id, OrderName.Of(request.Order.Certificate?.CommonName), request.Date);
            }
        }

        IAsyncEnumerable<OrderSummary> listed =
            client.Orders.ListAsync(new OrderQuery { ProductNameId = SigningProduct.NameId }, cancellationToken);
        await foreach (OrderSummary order in listed.ConfigureAwait(false))
        {
            if (order.Id is { } id)
            {
                seen.TryGetValue(id, out SeenOrder? before);
                seen[id] = new SeenOrder(
                    id, OrderName.Of(order.Certificate?.CommonName) ?? before?.Name, order.DateCreated ?? before?.Created);
            }
        }

        return [.. seen.Values.Reverse()];
    }

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

    /// <summary>An order as a list shows it.</summary>
    private sealed record SeenOrder(long OrderId, string? Name, DateTimeOffset? Created)
    {
        public ShownOrder Shown(SigningOrder? details)
        {
            if (details is null)
            {
                return new ShownOrder { OrderId = OrderId, Names = [Name], Created = Created };
            }

            var shown = ShownOrder.Of(details, Name);
            return shown with { Created = shown.Created ?? Created };
        }
    }

    /// <summary>By what the orders of all intents can be told in a list.</summary>
    private sealed class SoughtOrders(IReadOnlyCollection<OrderIntent> intents)
    {
        private readonly HashSet<ulong> _names = [.. intents.SelectMany(intent => NameKeys.Of(intent.GivenName, intent.Surname))];

        // The server's clock where it told the time; this machine's is better than none, since the names are looked at as well.
        private readonly DateTimeOffset _since =
            intents.Select(intent => intent.ServerTimeAtSend ?? intent.CreatedAt).DefaultIfEmpty().Min() - OrderComparison.ZoneSlack;

        public bool HaveName(string? name) => name is null || !NameKeys.IsReadable(name) || NameKeys.Of(name).Any(_names.Contains);

        public bool MayBeYounger(DateTimeOffset? created) => created >= _since;
    }

    /// <summary>The orders that are, or may be, that of one intent.</summary>
    private sealed class LikelyOrders
    {
        private const int MostNamed = 5;
        private readonly List<SigningOrder> _same = [];
        private readonly List<long> _possible = [];

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
            _ => new SearchResult.Missing(),
        };

        private static string Text(IEnumerable<long> orderIds)
        {
            string[] all = [.. orderIds.Select(id => id.ToString(CultureInfo.InvariantCulture))];
            return string.Join(", ", all.Take(MostNamed)) + (all.Length > MostNamed ? $" and {all.Length - MostNamed} more" : "");
        }
    }
}
