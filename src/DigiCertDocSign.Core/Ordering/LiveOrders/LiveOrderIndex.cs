using CertCentral;
using CertCentral.Orders;
using CertCentral.Requests;
using DigiCertDocSign.Following;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Requests;

namespace DigiCertDocSign.Ordering.LiveOrders;

/// <summary>An order that a list showed.</summary>
/// <param name="orderId">The order.</param>
/// <param name="name">As <see cref="OrderName"/> makes it; a null name may be anybody's.</param>
internal sealed class ListedOrder(long orderId, string? name)
{
    public long OrderId => orderId;

    public string? Name => name;

    /// <summary>It was asked for by itself, so that whose it is need not be guessed any more.</summary>
    public bool IsConfirmed { get; set; }
}

/// <summary>A live order of which the server does not show whose it is: neither by an e-mail address nor, perhaps, by a name.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Name">Null for one that may be anybody's.</param>
/// <param name="Status">In Pascal case.</param>
/// <param name="ValidTill">The last day of validity; null before the issue, or where it is not shown.</param>
public sealed record UnclearOrder(long OrderId, string? Name, string Status, DateTime? ValidTill);

/// <summary>
/// What the server has shown of the account's orders: the status of every order; the live ones that the lists showed, by the keys of their
/// names; and those that were asked for by themselves, by e-mail address. Safe for many threads.
/// </summary>
internal sealed class LiveOrderIndex
{
    private readonly object _gate = new();
    private readonly Dictionary<long, string> _statuses = [];
    private readonly Dictionary<ulong, Link> _listed = [];

    // Hundreds of thousands of orders have a dozen statuses.
    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);
    private Link? _nameless;

    private readonly HashSet<long> _confirmed = [];
    private readonly Dictionary<string, List<SigningOrder>> _byEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<ulong, List<UnclearOrder>> _unclear = [];
    private readonly List<UnclearOrder> _anybodys = [];

    private LiveOrderIndex()
    {
    }

    /// <summary>How many pages the lists have.</summary>
    public int Calls { get; private set; }

    /// <summary>Reads the requests that nobody has decided, then the orders.</summary>
    public static async Task<LiveOrderIndex> ReadAsync(CertCentralClient client, TimeProvider time, CancellationToken cancellationToken)
    {
        var index = new LiveOrderIndex();
        var waiting = new Dictionary<long, string?>();
        IAsyncEnumerable<RequestSummary> undecided =
            UndecidedRequests.ListAsync(client, seen => index.Calls += Pages(seen), cancellationToken);
        await foreach (RequestSummary request in undecided.ConfigureAwait(false))
        {
            if (IsNewOrder(request))
            {
                waiting[request.Order!.Id!.Value] = request.Order.Certificate?.CommonName;
            }
        }

        // Today is the server's today: a wrong clock here must not make a certificate look expired, and buy another.
        DateTimeOffset now = client.ServerTime ?? time.GetUtcNow();
        int orders = 0;
        var query = new OrderQuery { ProductNameId = SigningProduct.NameId, PageSize = UndecidedRequests.PageSize };
        await foreach (OrderSummary order in client.Orders.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            orders++;
            if (order.Id is { } id)
            {
                waiting.Remove(id);
                index.Add(id, index.StatusOf(order, now), order.Certificate?.CommonName);
            }
        }

        index.Calls += Pages(orders);
        foreach (KeyValuePair<long, string?> order in waiting)
        {
            index.Add(order.Key, StatusWords.NeedsApproval, order.Value);
        }

        return index;
    }

    /// <summary>The last status that the server showed; null for an order that it did not show.</summary>
    public string? StatusOf(long orderId)
    {
        lock (_gate)
        {
            return _statuses.TryGetValue(orderId, out string? status) ? status : null;
        }
    }

    /// <param name="keys">Those of a person's name, by <see cref="NameKeys"/>.</param>
    /// <returns>A listed order that may be the person's and was not asked for by itself yet.</returns>
    public ListedOrder? NextUnconfirmed(IReadOnlyCollection<ulong> keys)
    {
        lock (_gate)
        {
            foreach (ulong key in keys)
            {
                if (_listed.TryGetValue(key, out Link? first) && FirstUnconfirmed(first) is { } link)
                {
                    _listed[key] = link;
                    return link.Order;
                }
            }

            _nameless = FirstUnconfirmed(_nameless);
            return _nameless?.Order;
        }
    }

    /// <summary>Notes what the server said of a listed order when it was asked for by itself.</summary>
    /// <param name="listed">The order that was asked for.</param>
    /// <param name="order">
    /// Null: its details are not shown. The list has just shown the order, so that it is somebody's all the same.
    /// </param>
    public void Confirm(ListedOrder listed, SigningOrder? order)
    {
        lock (_gate)
        {
            listed.IsConfirmed = true;
            if (order is null)
            {
                AddUnclear(new UnclearOrder(listed.OrderId, listed.Name, _statuses[listed.OrderId], null), [listed.Name]);
                return;
            }

            _statuses[listed.OrderId] = order.Status;
            if (order.ProductNameId is not (null or SigningProduct.NameId) || !_confirmed.Add(order.OrderId))
            {
                return;
            }

            if (order.Email is { } email && !PersonText.IsBlank(email))
            {
                Add(_byEmail, PersonText.Clean(email), order);
            }
            else
            {
                string?[] names = [OrderName.Of(order.GivenName, order.Surname), OrderName.Of(order.CommonName), listed.Name];
                string? name = names.FirstOrDefault(one => one is not null);
                AddUnclear(new UnclearOrder(order.OrderId, name, order.Status, order.ValidTill), names);
            }
        }
    }

    /// <summary>Confirmed orders of an address.</summary>
    /// <returns>A copy.</returns>
    public IReadOnlyList<SigningOrder> Find(string email)
    {
        lock (_gate)
        {
            return _byEmail.TryGetValue(email, out List<SigningOrder>? orders) ? [.. orders] : [];
        }
    }

    /// <summary>Confirmed orders that show no address and whose name fits or is not shown.</summary>
    /// <param name="keys">Those of a person's name, by <see cref="NameKeys"/>.</param>
    /// <returns>A copy.</returns>
    public IReadOnlyList<UnclearOrder> FindUnclear(IReadOnlyCollection<ulong> keys)
    {
        lock (_gate)
        {
            IEnumerable<UnclearOrder> named =
                keys.SelectMany(key => _unclear.TryGetValue(key, out List<UnclearOrder>? orders) ? orders : []).Distinct();
            return [.. named, .. _anybodys];
        }
    }

    private static Link? FirstUnconfirmed(Link? link)
    {
        while (link is { Order.IsConfirmed: true })
        {
            link = link.Next;
        }

        return link;
    }

    private static int Pages(int count) => Math.Max(1, (count + UndecidedRequests.PageSize - 1) / UndecidedRequests.PageSize);

    private static bool IsNewOrder(RequestSummary request) =>
        request.Order?.Id is not null
        && (request.Order.Product?.NameId ?? request.Order.ProductNameId) is null or SigningProduct.NameId
        && StatusWords.Pascal(request.Type) is null or "NewRequest";

    private static void Add<TKey, TOrder>(Dictionary<TKey, List<TOrder>> orders, TKey key, TOrder order)
        where TKey : notnull
    {
        if (orders.TryGetValue(key, out List<TOrder>? others))
        {
            others.Add(order);
        }
        else
        {
            orders[key] = [order];
        }
    }

    private void AddUnclear(UnclearOrder order, IEnumerable<string?> names)
    {
        string[] readable = [.. names.OfType<string>().Where(NameKeys.IsReadable)];
        if (readable.Length == 0)
        {
            _anybodys.Add(order);
            return;
        }

        foreach (ulong key in readable.SelectMany(NameKeys.Of).Distinct())
        {
            Add(_unclear, key, order);
        }
    }

    private string StatusOf(OrderSummary order, DateTimeOffset now)
    {
        string word = order.Status ?? "";
        if (!_words.TryGetValue(word, out string? status))
        {
            status = _words[word] = StatusWords.Pascal(word) ?? StatusWords.Unknown;
        }

        return !StatusWords.IsDead(status) && StatusWords.HasRunOut(order.Certificate?.ValidTill, now) ? StatusWords.Expired : status;
    }

    private void Add(long orderId, string status, string? commonName)
    {
        _statuses[orderId] = status;
        if (StatusWords.IsDead(status))
        {
            return;
        }

        var order = new ListedOrder(orderId, OrderName.Of(commonName));
        if (order.Name is null || !NameKeys.IsReadable(order.Name))
        {
            _nameless = new Link(order, _nameless);
            return;
        }

        foreach (ulong key in NameKeys.Of(order.Name))
        {
            _listed.TryGetValue(key, out Link? others);
            _listed[key] = new Link(order, others);
        }
    }

    /// <summary>A listed order under one of its keys, and the next one there.</summary>
    private sealed record Link(ListedOrder Order, Link? Next);
}
