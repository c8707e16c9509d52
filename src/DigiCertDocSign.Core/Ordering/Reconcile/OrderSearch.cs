using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;
using CertCentral.Requests;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Requests;

namespace DigiCertDocSign.Ordering.Reconcile;

/// <summary>What a look at the server says of an intent in doubt.</summary>
internal abstract record Finding
{
    /// <summary>This is its order.</summary>
    public sealed record Found(SigningOrder Order) : Finding;

    /// <summary>This order may be its own, and nothing that the server shows of it decides.</summary>
    public sealed record Likely(long OrderId) : Finding;

    /// <summary>The server shows no such order, now.</summary>
    public sealed record Missing : Finding;
}

/// <summary>
/// Looks on the server for the orders of intents in doubt: once through the lists for all of them, then order info for each listed order
/// that has the name of one. No date narrows the lists, since a clock here may be wrong and an order that is overlooked is bought twice.
/// </summary>
/// <remarks>Services API: GET order/certificate, GET request, GET order/certificate/{order_id}.</remarks>
internal sealed class OrderSearch(CertCentralClient client)
{
    // Both times are the server's; a date that does not name its zone may be off by hours. Only decides for an order of the same person
    // about which the server shows neither comments nor CSR.
    private static readonly TimeSpan ZoneSlack = TimeSpan.FromDays(1);

    /// <returns>A finding for each intent, by its reference.</returns>
    /// <exception cref="CertCentralException">The server could not be asked, so nothing is known.</exception>
    public async Task<IReadOnlyDictionary<string, Finding>> LookAsync(
        IReadOnlyCollection<OrderIntent> intents, CancellationToken cancellationToken)
    {
        ILookup<string, OrderIntent> byName = intents.ToLookup(intent => OrderName.Of(intent.Name) ?? "", OrderName.Comparer);
        var findings = intents.ToDictionary(intent => intent.Reference, _ => (Finding)new Finding.Missing());
        foreach (KeyValuePair<long, string?> candidate in await CandidatesAsync(byName, cancellationToken).ConfigureAwait(false))
        {
            OrderIntent[] open = [.. Doubtful(candidate.Value, byName).Where(intent => findings[intent.Reference] is not Finding.Found)];
            if (open.Length > 0
                && await LiveOrderLookup.AskAsync(client, candidate.Key, cancellationToken).ConfigureAwait(false) is { } order)
            {
                foreach (OrderIntent intent in open)
                {
                    Compare(intent, order, findings);
                }
            }
        }

        return findings;
    }

    /// <summary>Order ids and names of the listed orders that may belong to one of the intents, newest first.</summary>
    private async Task<IReadOnlyList<KeyValuePair<long, string?>>> CandidatesAsync(
        ILookup<string, OrderIntent> byName, CancellationToken cancellationToken)
    {
        var candidates = new SortedDictionary<long, string?>();
        await foreach (RequestSummary request in UndecidedRequests.ListAsync(client, null, cancellationToken).ConfigureAwait(false))
        {
            if (request.Order?.Id is { } id)
            {
                Add(id, request.Order.Certificate?.CommonName);
            }
        }

        IAsyncEnumerable<OrderSummary> listed =
            client.Orders.ListAsync(new OrderQuery { ProductNameId = SigningProduct.NameId }, cancellationToken);
        await foreach (OrderSummary order in listed.ConfigureAwait(false))
        {
            if (order.Id is { } id)
            {
                Add(id, order.Certificate?.CommonName);
            }
        }

        return [.. candidates.Reverse()];

        void Add(long orderId, string? commonName)
        {
            string? name = OrderName.Of(commonName);
            if (name is null || byName.Contains(name))
            {
                candidates[orderId] = name;
            }
        }
    }

    /// <summary>An order without a name may be anybody's.</summary>
    private static IEnumerable<OrderIntent> Doubtful(string? name, ILookup<string, OrderIntent> byName) =>
        name is null ? byName.SelectMany(group => group) : byName[name];

    private static void Compare(OrderIntent intent, SigningOrder order, Dictionary<string, Finding> findings)
    {
        if (order.Requests.Any(request => IntentReference.IsIn(request.Comments, intent.Reference)))
        {
            findings[intent.Reference] = new Finding.Found(order);
            return;
        }

        bool otherEmail = order.Email is { } email && !string.Equals(email.Trim(), intent.Email, StringComparison.OrdinalIgnoreCase);
        bool saysMore = order.Requests.Any(request => !string.IsNullOrWhiteSpace(request.Comments));
        if (otherEmail || saysMore)
        {
            return;
        }

        // The server shows no comments. The same CSR is the same order; another one, or an order that is older than the sending, is not.
        if (intent.CsrSha256 is { } sent && CsrDigest.Of(order.Csr) is { } shown)
        {
            if (sent == shown)
            {
                findings[intent.Reference] = new Finding.Found(order);
            }

            return;
        }

        // Without both times it may be: a person looks then, and nothing is bought twice.
        if (order.DateCreated is not { } created || intent.ServerTimeAtSend is not { } sentAt || created > sentAt - ZoneSlack)
        {
            findings[intent.Reference] = new Finding.Likely(order.OrderId);
        }
    }
}
