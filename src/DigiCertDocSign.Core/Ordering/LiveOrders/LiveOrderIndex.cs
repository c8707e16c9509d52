using CertCentral;
using CertCentral.Orders;
using CertCentral.Requests;
using DigiCertDocSign.Following;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Requests;

namespace DigiCertDocSign.Ordering.LiveOrders;

/// <summary>What the lists say: the status of every order, and by the keys of their names the live ones that nobody has asked for yet.</summary>
internal sealed class LiveOrderIndex
{
    private readonly object _gate = new();
    private readonly Dictionary<long, string> _statuses = [];
    private readonly Dictionary<ulong, RowLink> _byKey = [];

    // Hundreds of thousands of rows have a dozen statuses.
    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);
    private RowLink? _nameless;

    private LiveOrderIndex()
    {
    }

    /// <summary>How many pages the lists have.</summary>
    public int Calls { get; private set; }

    /// <summary>Reads the requests that nobody has decided, then the orders.</summary>
    public static async Task<LiveOrderIndex> ReadAsync(CertCentralClient client, TimeProvider time, CancellationToken cancellationToken)
    {
        var rows = new LiveOrderIndex();
        var waiting = new Dictionary<long, string?>();
        var undecided = UndecidedRequests.ListAsync(client, seen => rows.Calls += Pages(seen), cancellationToken);
        await foreach (var request in undecided.ConfigureAwait(false))
        {
            if (IsNewOrder(request))
            {
                waiting[request.Order!.Id!.Value] = request.Order.Certificate?.CommonName;
            }
        }

        // Today is the server's today: a wrong clock here must not make a certificate look expired, and buy another.
        var now = client.ServerTime ?? time.GetUtcNow();
        var orders = 0;
        var query = new OrderQuery { ProductNameId = SigningProduct.NameId, PageSize = UndecidedRequests.PageSize };
        await foreach (var order in client.Orders.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            orders++;
            if (order.Id is { } id)
            {
                waiting.Remove(id);
                rows.Add(id, rows.StatusOf(order, now), order.Certificate?.CommonName);
            }
        }

        rows.Calls += Pages(orders);
        foreach (var order in waiting)
        {
            rows.Add(order.Key, StatusWords.NeedsApproval, order.Value);
        }

        return rows;
    }

    public string? StatusOf(long orderId)
    {
        lock (_gate)
        {
            return _statuses.TryGetValue(orderId, out var status) ? status : null;
        }
    }

    public void SetStatus(long orderId, string status)
    {
        lock (_gate)
        {
            _statuses[orderId] = status;
        }
    }

    /// <summary>Whether anything is left to ask for, before it is known whether this person has an order.</summary>
    public bool HasLikely(IReadOnlyCollection<ulong> keys) => NextLikely(keys) is not null;

    /// <param name="keys">Those of a person's name, by <see cref="NameKeys"/>.</param>
    /// <returns>A row that may be the person's and that nobody has asked for.</returns>
    public ListedOrder? NextLikely(IReadOnlyCollection<ulong> keys)
    {
        lock (_gate)
        {
            foreach (ulong key in keys)
            {
                if (_byKey.TryGetValue(key, out var rows) && FirstUnknown(rows) is { } link)
                {
                    _byKey[key] = link;
                    return link.Row;
                }
            }

            _nameless = FirstUnknown(_nameless);
            return _nameless?.Row;
        }
    }

    /// <summary>The row was asked for, and the answer is kept elsewhere.</summary>
    public void SetKnown(ListedOrder row)
    {
        lock (_gate)
        {
            row.IsKnown = true;
        }
    }

    private static RowLink? FirstUnknown(RowLink? link)
    {
        while (link is { Row.IsKnown: true })
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

    private string StatusOf(OrderSummary order, DateTimeOffset now)
    {
        var word = order.Status ?? string.Empty;
        if (!_words.TryGetValue(word, out var status))
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

        var row = new ListedOrder(orderId, OrderName.Of(commonName));
        if (row.Name is null)
        {
            _nameless = new RowLink(row, _nameless);
            return;
        }

        foreach (ulong key in NameKeys.Of(row.Name))
        {
            _byKey.TryGetValue(key, out var others);
            _byKey[key] = new RowLink(row, others);
        }
    }

    /// <summary>A row under one of its keys, and the next one there.</summary>
    private sealed record RowLink(ListedOrder Row, RowLink? Next);
}
