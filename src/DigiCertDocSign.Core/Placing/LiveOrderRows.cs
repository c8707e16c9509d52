using CertCentral;
using CertCentral.Orders;
using CertCentral.Requests;

namespace DigiCertDocSign;

/// <summary>What the lists say: the status of every order, and by name the live ones that nobody has asked for yet.</summary>
internal sealed class LiveOrderRows
{
    private const int PageSize = 1000;

    private readonly object _gate = new();
    private readonly Dictionary<long, string> _statuses = [];
    private readonly Dictionary<string, LiveOrderRow> _byName = new(OrderName.Comparer);

    // Hundreds of thousands of rows have a dozen statuses.
    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);
    private LiveOrderRow? _nameless;

    private LiveOrderRows()
    {
    }

    /// <summary>How many pages the lists have.</summary>
    public int Calls { get; private set; }

    /// <summary>
    /// Whether the unfiltered order list shows orders that wait for approval is not documented, so the pending requests are read as well;
    /// before the orders, because an order that is approved meanwhile would else be in neither.
    /// </summary>
    public static async Task<LiveOrderRows> ReadAsync(CertCentralClient client, TimeProvider time, CancellationToken cancellationToken)
    {
        var rows = new LiveOrderRows();
        var waiting = new Dictionary<long, string?>();
        var requests = 0;
        var pending = client.Requests.ListAsync(new RequestQuery { Status = "pending", PageSize = PageSize }, cancellationToken);
        await foreach (var request in pending.ConfigureAwait(false))
        {
            requests++;
            if (IsNewOrder(request))
            {
                waiting[request.Order!.Id!.Value] = request.Order.Certificate?.CommonName;
            }
        }

        // Today is the server's today: a wrong clock here must not make a certificate look expired, and buy another.
        var now = client.ServerTime ?? time.GetUtcNow();
        var orders = 0;
        var query = new OrderQuery { ProductNameId = SigningProduct.NameId, PageSize = PageSize };
        await foreach (var order in client.Orders.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            orders++;
            if (order.Id is { } id)
            {
                waiting.Remove(id);
                rows.Add(id, rows.StatusOf(order, now), order.Certificate?.CommonName);
            }
        }

        rows.Calls = Pages(requests) + Pages(orders);
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
    public bool HasLikely(string? name) => NextLikely(name) is not null;

    public LiveOrderRow? NextLikely(string? name)
    {
        lock (_gate)
        {
            return name is not null && _byName.TryGetValue(name, out var row) ? row : _nameless;
        }
    }

    /// <param name="row">The first of its name.</param>
    public void Remove(LiveOrderRow row)
    {
        lock (_gate)
        {
            if (row.Name is null)
            {
                _nameless = row.Next;
            }
            else if (row.Next is { } next)
            {
                _byName[row.Name] = next;
            }
            else
            {
                _byName.Remove(row.Name);
            }
        }
    }

    private static int Pages(int count) => Math.Max(1, (count + PageSize - 1) / PageSize);

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

        if (OrderName.Of(commonName) is not { } name)
        {
            _nameless = new LiveOrderRow(orderId, null, _nameless);
            return;
        }

        _byName.TryGetValue(name, out var others);
        _byName[name] = new LiveOrderRow(orderId, name, others);
    }
}
