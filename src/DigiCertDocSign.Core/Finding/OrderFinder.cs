using System.Runtime.CompilerServices;
using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;
using CertCentral.Requests;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Finding;

/// <summary>
/// Finds the orders of our product that an operator asks for: as a stream, the newest first. The list is read, a page at a time, and each
/// of its orders is judged here, since a filter of the server that hides an order could not be noticed. Where its first page shows none
/// that waits for approval, the requests are read too, and what they alone show takes its place among the others. What neither shows, the
/// journal may know; else the order is asked for by itself. For one reader at a time.
/// </summary>
/// <param name="client">The account.</param>
/// <param name="journal">What it knows of an order need not be asked for; null when there is none.</param>
/// <param name="accountId">The account's id in the journal; null where it is not known yet.</param>
/// <param name="time">The clock of this machine.</param>
/// <remarks>Services API: GET order/certificate, GET request, GET order/certificate/{order_id}.</remarks>
public sealed class OrderFinder(CertCentralClient client, IOrderJournal? journal, long? accountId, TimeProvider time)
{
    private readonly EmailFilterWitness _filter = new();
    private readonly List<SigningOrder> _untold = [];
    private KnownOrder? _known;
    private HashSet<long>? _ofAddress;
    private bool _filterFailed;
    private bool _requestsAreHidden;

    /// <summary>
    /// Hears of what the list does not show, before the first order is asked for by itself; called on the thread of a call.
    /// </summary>
    public Action<string>? OnAsking { get; init; }

    /// <summary>Hears that the account does not show the requests to this key; called on the thread of a call.</summary>
    public Action? OnRequestsHidden { get; init; }

    /// <summary>How many orders were asked for by themselves.</summary>
    public int Asked { get; private set; }

    /// <summary>Orders of which nothing shows whether they are asked for. They were not given out.</summary>
    public IReadOnlyList<SigningOrder> Untold => _untold;

    /// <exception cref="DocSigningException">
    /// SearchNotHonoured: the server answers a search with orders that cannot be meant; or the journal cannot be read.
    /// </exception>
    /// <exception cref="CertCentralException">A call failed, so what was given out is not all.</exception>
    public async IAsyncEnumerable<SigningOrder> FindAsync(
        OrderCriteria criteria, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (criteria.Search is not null)
        {
            await RequireSearchAsync(cancellationToken).ConfigureAwait(false);
        }

        await foreach ((SigningOrder shown, bool isListed) in ReadAsync(criteria, cancellationToken).ConfigureAwait(false))
        {
            SigningOrder order = await WithJournalAsync(shown, cancellationToken).ConfigureAwait(false);
            if (await JudgeAsync(order, isListed, criteria, cancellationToken).ConfigureAwait(false) is { } found)
            {
                yield return found;
            }
        }
    }

    /// <summary>A search that is ignored would bring all orders of the account.</summary>
    private async Task RequireSearchAsync(CancellationToken cancellationToken)
    {
        OrderQuery nobody = AccountLists.OfProduct with { Search = EmailFilterWitness.MadeUpName };
        await foreach (OrderSummary found in client.Orders.ListAsync(nobody, cancellationToken).ConfigureAwait(false))
        {
            throw FindingFaults.SearchIgnored(found.Id!.Value);
        }
    }

    /// <returns>Each order once, the newest first, and whether the order list shows it.</returns>
    private async IAsyncEnumerable<(SigningOrder Order, bool IsListed)> ReadAsync(
        OrderCriteria criteria, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<long>();
        OrderQuery query = AccountLists.OfProduct with { Search = criteria.Search };
        IAsyncEnumerator<OrderSummary> rows =
            ListAsync(query, criteria, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using ConfiguredAsyncDisposable ended = rows.ConfigureAwait(false);
        (Queue<OrderSummary> head, bool showsWaiting) =
            criteria.MayWait ? await ReadHeadAsync(rows).ConfigureAwait(false) : ([], true);
        Queue<SigningOrder> waiting = criteria.AsksForWaiting || !showsWaiting
            ? await ReadRequestsAsync(cancellationToken).ConfigureAwait(false)
            : [];
        bool hidesWaiting = false;
        await foreach ((SigningOrder order, bool isListed) in MergeAsync(rows, head, waiting, seen).ConfigureAwait(false))
        {
            hidesWaiting |= !isListed;
            yield return (order, isListed);
        }

        if (hidesWaiting)
        {
            // What was approved meanwhile has left the requests and is in the list now.
            await foreach (SigningOrder approved in ReadNewestAsync(query, seen, cancellationToken).ConfigureAwait(false))
            {
                yield return (approved, true);
            }
        }
    }

    /// <summary>What the list shows and what it keeps back, the newest first.</summary>
    /// <param name="rows">Of the list, from behind those that were read.</param>
    /// <param name="head">The rows that were read.</param>
    /// <param name="waiting">What the requests show, the newest first.</param>
    /// <param name="seen">Gets the ids that were given out, or were in the list.</param>
    private async IAsyncEnumerable<(SigningOrder Order, bool IsListed)> MergeAsync(
        IAsyncEnumerator<OrderSummary> rows, Queue<OrderSummary> head, Queue<SigningOrder> waiting, HashSet<long> seen)
    {
        while (head.Count > 0 || await rows.MoveNextAsync().ConfigureAwait(false))
        {
            OrderSummary row = head.Count > 0 ? head.Dequeue() : rows.Current;
            if (!seen.Add(row.Id!.Value) || OfOurProduct(row) is not { } listed)
            {
                continue;
            }

            foreach (SigningOrder newer in TakeWaiting(waiting, seen, listed))
            {
                yield return (newer, false);
            }

            yield return (listed, true);
        }

        foreach (SigningOrder oldest in TakeWaiting(waiting, seen, listed: null))
        {
            yield return (oldest, false);
        }
    }

    /// <summary>The order list, down to where nothing new can follow.</summary>
    private async IAsyncEnumerable<OrderSummary> ListAsync(
        OrderQuery query, OrderCriteria criteria, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var order = new NewestFirst();
        int count = 0;
        await foreach (OrderSummary row in client.Orders.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            count++;
            order.Follow(row.Id!.Value, row.DateCreated);
            yield return row;

            // At the end of a page only: its call is spent anyway, and the whole page bears out that the newest come first.
            if (count % Page.Largest == 0 && order.Holds && row.DateCreated?.Latest < criteria.CreatedAfter)
            {
                yield break;
            }
        }
    }

    /// <summary>
    /// Reads on to the first order of our product that waits for approval, and no further than a page. A list that shows one keeps none of
    /// them back; of another one only the requests tell.
    /// </summary>
    private async Task<(Queue<OrderSummary> Head, bool ShowsWaiting)> ReadHeadAsync(IAsyncEnumerator<OrderSummary> rows)
    {
        var head = new Queue<OrderSummary>();
        while (head.Count < Page.Largest && await rows.MoveNextAsync().ConfigureAwait(false))
        {
            head.Enqueue(rows.Current);
            if (OfOurProduct(rows.Current)?.Status == StatusWords.NeedsApproval)
            {
                return (head, true);
            }
        }

        return (head, false);
    }

    /// <summary>Orders that the list has not shown where it would have, were they in it.</summary>
    /// <param name="waiting">The newest first.</param>
    /// <param name="seen">The ids that were given out, or were in the list.</param>
    /// <param name="listed">The next one of the list; null at its end.</param>
    private static IEnumerable<SigningOrder> TakeWaiting(Queue<SigningOrder> waiting, HashSet<long> seen, SigningOrder? listed)
    {
        while (waiting.Count > 0 && (listed is null || seen.Contains(waiting.Peek().OrderId) || IsNewer(waiting.Peek(), listed)))
        {
            SigningOrder next = waiting.Dequeue();
            if (seen.Add(next.OrderId))
            {
                yield return next;
            }
        }
    }

    private static bool IsNewer(SigningOrder one, SigningOrder other) =>
        one.Created?.Value is { } created && other.Created?.Value is { } otherCreated && created != otherCreated
            ? created > otherCreated
            : one.OrderId > other.OrderId;

    private SigningOrder? OfOurProduct(OrderSummary row) => SigningProduct.MayBe(row.Product?.NameId ?? row.ProductNameId)
        ? SigningOrderReader.Order(row).AsOf(PresentTime.Of(client, time))
        : null;

    private async IAsyncEnumerable<SigningOrder> ReadNewestAsync(
        OrderQuery query, HashSet<long> seen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int count = 0;
        await foreach (OrderSummary row in client.Orders.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (seen.Add(row.Id!.Value) && OfOurProduct(row) is { } approved)
            {
                yield return approved;
            }

            if (++count == Page.Largest)
            {
                yield break;
            }
        }
    }

    /// <summary>An account may hide from the order list what waits for approval. Then the requests alone show it.</summary>
    /// <returns>The newest first.</returns>
    private async Task<Queue<SigningOrder>> ReadRequestsAsync(CancellationToken cancellationToken)
    {
        var waiting = new List<SigningOrder>();
        foreach (string status in AccountLists.UndecidedStatuses)
        {
            var query = new RequestQuery { Status = status };
            IAsyncEnumerator<RequestSummary> requests =
                client.Requests.ListAsync(query, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using ConfiguredAsyncDisposable ended = requests.ConfigureAwait(false);
            while (await TryNextAsync(requests).ConfigureAwait(false))
            {
                if (AccountLists.IsNewOrder(requests.Current))
                {
                    waiting.Add(SigningOrderReader.WaitingOrder(requests.Current));
                }
            }

            if (_requestsAreHidden)
            {
                break;
            }
        }

        return new Queue<SigningOrder>(
            waiting.OrderByDescending(order => order.Created?.Value).ThenByDescending(order => order.OrderId));
    }

    /// <summary>Who may see the orders may not see the requests. What the list has shown is true all the same.</summary>
    private async Task<bool> TryNextAsync(IAsyncEnumerator<RequestSummary> requests)
    {
        try
        {
            return await requests.MoveNextAsync().ConfigureAwait(false);
        }
        catch (PermissionDeniedException)
        {
            _requestsAreHidden = true;
            OnRequestsHidden?.Invoke();
            return false;
        }
    }

    private async Task<SigningOrder> WithJournalAsync(SigningOrder listed, CancellationToken cancellationToken)
    {
        OrderIntent? owner = journal is null
            ? null
            : await journal.FindByOrderIdAsync(accountId, listed.OrderId, cancellationToken).ConfigureAwait(false);
        if (owner is null || !NameKeys.IsListedAs(owner, listed.CommonName))
        {
            return listed;
        }

        Know(listed.OrderId, owner.Email, listed.Created);
        return listed with { GivenName = owner.GivenName, Surname = owner.Surname, Email = owner.Email };
    }

    /// <returns>The order, perhaps with more than the list shows; null when it is not asked for, or cannot be judged.</returns>
    private async Task<SigningOrder?> JudgeAsync(
        SigningOrder listed, bool isListed, OrderCriteria criteria, CancellationToken cancellationToken)
    {
        IReadOnlyList<string>? missing = criteria.Missing(listed, PresentTime.LatestOf(client, time));
        if (missing is null or [])
        {
            return missing is null ? null : listed;
        }

        // The filter knows no more orders than the list does, and its index may lag behind the list.
        bool mayBeFiltered = isListed && listed.Email is null
            && listed.Created?.Latest < PresentTime.Of(client, time) - AddressQuestions.LongestLag;
        if (mayBeFiltered && criteria.Email is { } email
            && await IsOfAnotherAddressAsync(listed.OrderId, EmailAddress.Of(email), cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        SigningOrder? details = await AskAsync(listed.OrderId, missing, cancellationToken).ConfigureAwait(false);
        SigningOrder order = details ?? listed;
        IReadOnlyList<string>? stillMissing = criteria.Missing(order, PresentTime.LatestOf(client, time));
        if (stillMissing is { Count: > 0 })
        {
            _untold.Add(order);
        }

        return stillMissing is [] ? order : null;
    }

    private async Task<SigningOrder?> AskAsync(long orderId, IReadOnlyList<string> missing, CancellationToken cancellationToken)
    {
        if (Asked++ == 0)
        {
            OnAsking?.Invoke(string.Join(" and ", missing));
        }

        try
        {
            SigningOrder details = SigningOrderReader.Order(await client.Orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false));
            if (details.OrderId != orderId)
            {
                return null;
            }

            if (details.Email is { } email)
            {
                Know(orderId, email, details.Created);
            }

            return details.AsOf(PresentTime.Of(client, time));
        }
        catch (CertCentralException notShown) when (Refusals.Includes(notShown))
        {
            return null;
        }
    }

    /// <summary>
    /// Whether the server's filter by address leaves the order out, where that filter has shown with a known order that it works, in other
    /// letter case too.
    /// </summary>
    private async Task<bool> IsOfAnotherAddressAsync(long orderId, EmailAddress email, CancellationToken cancellationToken)
    {
        if (_ofAddress is null && !_filterFailed && _known is { } known)
        {
            IReadOnlyCollection<OrderSummary>? brought =
                await _filter.AskAsync(client, email, known, cancellationToken).ConfigureAwait(false);
            bool works = brought is not null && await _filter.StillFindsAsync(client, known, cancellationToken).ConfigureAwait(false);
            _ofAddress = works ? [.. brought!.Select(order => order.Id).OfType<long>()] : null;
            _filterFailed = !works;
        }

        return _ofAddress?.Contains(orderId) == false;
    }

    private void Know(long orderId, string email, WireMoment? created)
    {
        var address = EmailAddress.Of(email);
        if (_known is null && EmailFilterWitness.CanProve(address))
        {
            _known = new KnownOrder(orderId, address, created);
        }
    }
}

/// <summary>What can go wrong when orders are looked for, in words.</summary>
internal static class FindingFaults
{
    /// <param name="orderId">What came for a text that no order has.</param>
    public static DocSigningException SearchIgnored(long orderId) => new(
        FaultKind.SearchNotHonoured,
        "Search",
        $"Search: CertCentral does not search here: it brings order {orderId} for a text that no order has.");

    public static DocSigningException OtherOrder(long orderId, long answered) => new(
        FaultKind.CertificateMismatch,
        "OrderId",
        $"CertCentral was asked for order {orderId} and showed order {answered}. Try again later; if it stays so, ask DigiCert support.");
}
