using CertCentral;
using CertCentral.Orders;
using CertCentral.Requests;
using DigiCertDocSign.Following;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Ordering.LiveOrders;

/// <summary>An order as the account's lists show it. What is not shown is null.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Name">As <see cref="OrderName"/> makes it.</param>
/// <param name="Status">In Pascal case; of an order that only a request shows, what such an order waits for.</param>
/// <param name="Created">When the order, or its request, was made.</param>
/// <param name="ValidTill">The last day of validity.</param>
/// <param name="IsListed">The order list shows it; false for one that a request alone shows.</param>
internal sealed record ListedOrder(long OrderId, string? Name, string Status, WireMoment? Created, DateTime? ValidTill, bool IsListed)
{
    public long? OrganizationId { get; init; }

    public long? ContainerId { get; init; }

    public long? CertificateId { get; init; }

    /// <summary>Another order renews it.</summary>
    public bool IsRenewed { get; init; }

    /// <param name="order">A row of the order list, with an id.</param>
    /// <param name="status">Its status in Pascal case.</param>
    public static ListedOrder Of(OrderSummary order, string status) => new(
        order.Id!.Value,
        OrderName.Of(order.Certificate?.CommonName),
        status,
        order.DateCreated,
        order.Certificate?.ValidTill,
        IsListed: true)
    {
        OrganizationId = order.Organization?.Id,
        ContainerId = order.Container?.Id,
        CertificateId = order.Certificate?.Id,
        IsRenewed = order.IsRenewed == true,
    };
}

/// <summary>A request that nobody has decided, about an order that stands.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="RequestId">Null when it is not shown.</param>
/// <param name="Revokes">It is to end a certificate; else it is for another one.</param>
public sealed record ListedRequest(long OrderId, long? RequestId, bool Revokes);

/// <summary>
/// The lists of an account, read for the orders of our product: the requests that nobody has decided, then the orders, newest first. An
/// account may hide from the order list what waits for approval, so that a fresh order is seen in the requests alone.
/// </summary>
/// <remarks>Services API: GET request, GET order/certificate.</remarks>
internal sealed class AccountLists(CertCentralClient client)
{
    /// <summary>
    /// The first step of an approval in two and of an order that brings a new organization, then the second: this is the way that requests
    /// go. If the lists were read the other way round, a request that moves on meanwhile would be in neither.
    /// </summary>
    public static IReadOnlyList<string> UndecidedStatuses { get; } = ["submitted", "pending"];

    private static readonly string[] Revoking = ["revoke", "revoc"];

    // In the types of requests that are about an order which stands already, in whatever spelling.
    private static readonly string[] OfStandingOrders = [.. Revoking, "reissue", "duplicate"];

    // Hundreds of thousands of orders have a dozen statuses.
    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);
    private readonly NewestFirst _order = new();
    private readonly List<ListedRequest> _ofStanding = [];
    private long? _highest;

    /// <summary>How many pages the lists had.</summary>
    public int Calls { get; private set; }

    /// <summary>The requests that wait for a decision, whatever they are for; null when they were not read.</summary>
    public int? Undecided { get; private set; }

    /// <summary>The requests about orders that stand already, as far as requests were read.</summary>
    public IReadOnlyList<ListedRequest> RequestsOfStanding => _ofStanding;

    /// <summary>The server's own time when its first list had come; null when it does not tell.</summary>
    public DateTimeOffset? ServerTime { get; private set; }

    /// <summary>
    /// Whether the order list shows the orders that wait for approval. Null when that is not known: no order waits, or the requests were
    /// not read.
    /// </summary>
    public bool? ListShowsWaiting { get; private set; }

    /// <summary>
    /// The highest order id that was read. Null when the order list did not show that ids rise with time: then an id says nothing about an
    /// order's age.
    /// </summary>
    public long? HighestOrderId => IdsRise == true ? _highest : null;

    /// <summary>All orders of our product, the newest first.</summary>
    public static OrderQuery OfProduct { get; } = new() { ProductNameId = SigningProduct.NameId, Sort = OrderQuery.NewestFirst };

    /// <summary>Whether ids rise with time; null when the list was too short to tell.</summary>
    public bool? IdsRise => _order.IsShown;

    /// <summary>Reads the requests, and the order list down to where nothing new can follow.</summary>
    /// <param name="withRequests">Whether the requests are read.</param>
    /// <param name="isListed">Whether an earlier reading of the order list has shown an order; null to read all.</param>
    /// <param name="unchangedBefore">
    /// The reading ends at a known order that is older than this, if the list really is newest first.
    /// </param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>Each order once.</returns>
    /// <exception cref="CertCentral.Errors.CertCentralException">A list could not be read, so nothing is known.</exception>
    public async Task<IReadOnlyCollection<ListedOrder>> ReadAsync(
        bool withRequests, Func<long, bool>? isListed, DateTimeOffset unchangedBefore, CancellationToken cancellationToken)
    {
        Dictionary<long, ListedOrder> seen = withRequests ? await ReadRequestsAsync(cancellationToken).ConfigureAwait(false) : [];
        var waiting = new HashSet<long>(seen.Keys);
        bool hadWaiting = waiting.Count > 0;
        int count = 0;
        await foreach (OrderSummary order in client.Orders.ListAsync(OfProduct, cancellationToken).ConfigureAwait(false))
        {
            count++;
            if (order.Id is null || !SigningProduct.MayBe(order.Product?.NameId ?? order.ProductNameId))
            {
                continue;
            }

            long id = order.Id.Value;
            ServerTime ??= client.ServerTime;
            waiting.Remove(id);
            seen.TryGetValue(id, out ListedOrder? requested);
            var shown = ListedOrder.Of(order, StatusOf(order.Status));
            ListedOrder listed = shown with { Name = shown.Name ?? requested?.Name, Created = shown.Created ?? requested?.Created };
            seen[id] = listed;
            _highest ??= id;
            _order.Follow(id, listed.Created);

            // Only at the end of a page: its call is spent anyway, and a whole page shows whether the list is newest first and what it
            // lacks.
            if (count % Page.Largest == 0
                && isListed?.Invoke(id) == true
                && _order.Holds
                && listed.Created?.Latest < unchangedBefore)
            {
                break;
            }
        }

        Calls += Pages(count);
        ServerTime ??= client.ServerTime;
        ListShowsWaiting = hadWaiting ? waiting.All(id => isListed?.Invoke(id) == true) : null;
        return seen.Values;
    }

    private static int Pages(int count) => Math.Max(1, (count + Page.Largest - 1) / Page.Largest);

    /// <summary>Whether a request may be that of a new order of our product.</summary>
    public static bool IsNewOrder(RequestSummary request) =>
        request.Order?.Id is not null
        && SigningProduct.MayBe(request.Order.Product?.NameId ?? request.Order.ProductNameId)
        && !Names(StatusWords.Pascal(request.Type), OfStandingOrders);

    /// <summary>A request of a type that nobody knows may be that of a new order.</summary>
    private static bool Names(string? type, string[] words) =>
        type is not null && words.Any(word => type.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>
    /// The requests that nobody has decided yet. Whether the order list shows the orders behind them is not documented, so they are read
    /// first: an order that is approved meanwhile has left them, but is in the list by then.
    /// </summary>
    private async Task<Dictionary<long, ListedOrder>> ReadRequestsAsync(CancellationToken cancellationToken)
    {
        var seen = new Dictionary<long, ListedOrder>();
        foreach (string status in UndecidedStatuses)
        {
            int count = 0;
            var query = new RequestQuery { Status = status };
            await foreach (RequestSummary request in client.Requests.ListAsync(query, cancellationToken).ConfigureAwait(false))
            {
                count++;
                if (IsNewOrder(request))
                {
                    long id = request.Order!.Id!.Value;
                    seen[id] = new ListedOrder(
                        id,
                        OrderName.Of(request.Order.Certificate?.CommonName),
                        StatusWords.NeedsApproval,
                        request.Date,
                        null,
                        IsListed: false)
                    {
                        OrganizationId = request.Order.Organization?.Id,
                        ContainerId = request.Order.Container?.Id,
                    };
                }
                else if (request.Order?.Id is { } standing)
                {
                    _ofStanding.Add(new ListedRequest(standing, request.Id, Names(StatusWords.Pascal(request.Type), Revoking)));
                }
            }

            Calls += Pages(count);
            Undecided = (Undecided ?? 0) + count;
            ServerTime ??= client.ServerTime;
        }

        return seen;
    }

    private string StatusOf(string? word)
    {
        string key = word ?? "";
        if (!_words.TryGetValue(key, out string? status))
        {
            status = _words[key] = StatusWords.Pascal(key) ?? StatusWords.Unknown;
        }

        return status;
    }
}
