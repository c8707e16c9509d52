using CertCentral;
using CertCentral.Errors;
using CertCentral.Requests;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Finding;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Ordering;

namespace DigiCertDocSign.Reporting;

/// <summary>
/// Gathers what a report tells: from one reading of the order list, one of the requests, the balance for its currency, and the journal.
/// Where details are wanted, each order is asked for by itself besides, and each request of which the list does not show who decided.
/// </summary>
/// <param name="client">The account.</param>
/// <param name="journal">Null when there is none.</param>
/// <param name="accountId">CertCentral's id of the account.</param>
/// <param name="time">The clock of this machine.</param>
/// <remarks>
/// Services API: GET order/certificate, GET request, GET finance/balance, GET order/certificate/{order_id}, GET request/{request_id}.
/// </remarks>
public sealed class ReportGathering(CertCentralClient client, IOrderJournal? journal, long accountId, TimeProvider time)
{
    private readonly Dictionary<long, OrderIntent> _owners = [];
    private readonly Dictionary<long, SigningRequest> _newOrders = [];
    private readonly HashSet<long> _whole = [];
    private readonly List<OrderIntent> _done = [];
    private readonly List<SigningRequest> _revocations = [];
    private readonly Dictionary<long, SigningRequest> _wholeRequests = [];

    /// <summary>The host of the account, in words.</summary>
    public required string Place { get; init; }

    public bool IsSandbox { get; init; }

    /// <summary>From when on the report tells what was done.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Every order is asked for by itself, and each request that needs it.</summary>
    public bool IsDetailed { get; init; }

    /// <summary>Orders whose details are known already, by their ids.</summary>
    public IReadOnlyDictionary<long, SigningOrder> Details { get; init; } = new Dictionary<long, SigningOrder>();

    /// <summary>Of Test-DocSigningCertificate.</summary>
    public IReadOnlyList<CertificateCheck> Findings { get; init; } = [];

    /// <summary>Of Test-DocSigningKeyStore.</summary>
    public IReadOnlyList<KeyStoreCheck> KeyStores { get; init; } = [];

    /// <summary>Hears of how many orders were asked for; called on the thread of a call.</summary>
    public Action<int, int>? OnDetail { get; init; }

    /// <summary>Hears of an order that could not be asked for; the report tells of it what the list shows.</summary>
    public Action<SigningOrder, CertCentralException>? OnDetailFailed { get; init; }

    /// <exception cref="DocSigningException">The journal cannot be read.</exception>
    /// <exception cref="CertCentralException">A list cannot be read, so the report would not be whole.</exception>
    public async Task<SigningReport> GatherAsync(CancellationToken cancellationToken)
    {
        await ReadJournalAsync(cancellationToken).ConfigureAwait(false);
        var orders = new List<SigningOrder>();
        var finder = new OrderFinder(client, null, accountId, time);
        await foreach (SigningOrder order in finder.FindAsync(new OrderCriteria(), cancellationToken).ConfigureAwait(false))
        {
            orders.Add(order);
        }

        await ReadRequestsAsync([.. orders.Select(order => order.OrderId)], cancellationToken).ConfigureAwait(false);
        string? currency = await ReadCurrencyAsync(cancellationToken).ConfigureAwait(false);
        if (IsDetailed)
        {
            await ReadDetailsAsync(orders, cancellationToken).ConfigureAwait(false);
        }

        DateTimeOffset now = PresentTime.LatestOf(client, time);
        var rows = new List<ReportRow>(orders.Count);
        rows.AddRange(orders.Select(order => Row(order, now)));
        return Report(rows, currency, now);
    }

    private SigningReport Report(List<ReportRow> rows, string? currency, DateTimeOffset now)
    {
        Dictionary<long, ReportRow> byId = [];
        foreach (ReportRow row in rows)
        {
            byId[row.Order.OrderId] = row;
        }

        return new SigningReport
        {
            Place = Place,
            AccountId = accountId,
            Sandbox = IsSandbox,
            MadeAt = now,
            Since = Since,
            Currency = currency,
            Rows = rows,
            Done = [.. _done.OrderBy(intent => intent.UpdatedAt)],
            Revocations =
            [
                .. _revocations.Select(Evidence)
                    .Select(request => new ReportRequest(request, byId[request.OrderId!.Value].Order.Person)),
            ],
            Findings = Findings,
            KeyStores = KeyStores,
        };
    }

    private async Task ReadJournalAsync(CancellationToken cancellationToken)
    {
        if (journal is null)
        {
            return;
        }

        var ofAccount = new JournalFilter { AccountId = accountId };
        await foreach (OrderIntent intent in journal.ReadAsync(ofAccount, cancellationToken).ConfigureAwait(false))
        {
            if (intent is { OrderId: { } orderId, BuysAnOrder: true })
            {
                _owners[orderId] = intent;
            }

            if (intent.UpdatedAt >= Since)
            {
                _done.Add(intent);
            }
        }
    }

    private async Task ReadRequestsAsync(HashSet<long> orderIds, CancellationToken cancellationToken)
    {
        await foreach (RequestSummary request in client.Requests.ListAsync(new RequestQuery(), cancellationToken).ConfigureAwait(false))
        {
            if (request.Order?.Id is not { } orderId || !orderIds.Contains(orderId))
            {
                continue;
            }

            // Ours is a small part of what the list sends.
            var shown = SigningRequest.From(request);
            if (shown.Type == StatusWords.Revoke)
            {
                _revocations.Add(shown);
            }
            else if (shown.Type != StatusWords.Reissue
                && (!_newOrders.TryGetValue(orderId, out SigningRequest? known) || known.RequestId > shown.RequestId))
            {
                _newOrders[orderId] = shown;
            }
        }
    }

    private async Task<string?> ReadCurrencyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await AccountFunds.AskAsync(client, null, cancellationToken).ConfigureAwait(false)).Currency;
        }
        catch (CertCentralException refused) when (Refusals.Includes(refused))
        {
            // A key may have no right to see the balance; the report says that the currency is not known.
            return null;
        }
    }

    private async Task ReadDetailsAsync(List<SigningOrder> orders, CancellationToken cancellationToken)
    {
        var follower = new OrderFollower(client, time);
        for (int place = 0; place < orders.Count; place++)
        {
            SigningOrder listed = orders[place];
            if (Details.ContainsKey(listed.OrderId))
            {
                continue;
            }

            try
            {
                SigningOrder shown = await follower.GetOrderAsync(listed.OrderId, cancellationToken).ConfigureAwait(false);
                if (shown.OrderId == listed.OrderId)
                {
                    orders[place] = shown;
                    _whole.Add(shown.OrderId);
                }
            }
            catch (CertCentralException problem) when (!FaultTable.EndsRun(problem))
            {
                OnDetailFailed?.Invoke(listed, problem);
            }

            OnDetail?.Invoke(place + 1, orders.Count);
        }

        await ReadRequestDetailsAsync(orders, cancellationToken).ConfigureAwait(false);
    }

    // A list of requests need not show who decided.
    private async Task ReadRequestDetailsAsync(List<SigningOrder> orders, CancellationToken cancellationToken)
    {
        Dictionary<long, SigningOrder> byId = [];
        orders.ForEach(order => byId[order.OrderId] = order);
        foreach (SigningRequest listed in _newOrders.Values.Concat(_revocations))
        {
            long id = listed.RequestId;
            if (id == 0 || listed.Processor is not null || StatusWords.IsUndecided(listed.Status))
            {
                continue;
            }

            try
            {
                RequestInfo shown = await client.Requests.GetAsync(id, cancellationToken).ConfigureAwait(false);
                if (shown.Id == id && (shown.Order?.Id is not { } orderId || orderId == listed.OrderId))
                {
                    _wholeRequests[id] = SigningRequest.From(shown);
                }
            }
            catch (CertCentralException problem) when (!FaultTable.EndsRun(problem))
            {
                OnDetailFailed?.Invoke(byId[listed.OrderId!.Value], problem);
            }
        }
    }

    private SigningRequest Evidence(SigningRequest listed) => !_wholeRequests.TryGetValue(listed.RequestId, out SigningRequest? whole)
        ? listed
        : listed with
        {
            Requester = listed.Requester ?? whole.Requester,
            Processor = whole.Processor,
            DateProcessed = whole.DateProcessed,
            Comments = listed.Comments ?? whole.Comments,
        };

    private ReportRow Row(SigningOrder listed, DateTimeOffset now)
    {
        SigningOrder order = Details.TryGetValue(listed.OrderId, out SigningOrder? details) ? Merge(listed, details) : listed;
        OrderIntent? owner = _owners.TryGetValue(order.OrderId, out OrderIntent? known) && NameKeys.IsListedAs(known, order.CommonName)
            ? known
            : null;
        order = order with
        {
            GivenName = order.GivenName ?? owner?.GivenName,
            Surname = order.Surname ?? owner?.Surname,
            Email = order.Email ?? owner?.Email,
        };
        _newOrders.TryGetValue(order.OrderId, out SigningRequest? request);
        SigningRequest? evidence = request is null ? null : Evidence(request);
        (OrderActor waitsFor, string nextAction) = Advise(order, details is not null || _whole.Contains(order.OrderId), evidence, now);
        return new ReportRow(order with { Requests = [], Csr = null, Notes = [] })
        {
            KeyReference = KeyOf(owner),
            OrderedBy = evidence?.Requester,
            DecidedBy = evidence?.Processor,
            DecidedAt = evidence?.DateProcessed,
            OrderedAt = evidence?.Date,
            WaitsFor = waitsFor,
            NextAction = nextAction,
            DaysRemaining = order.ValidTill is { } day ? (int)(day.Date - now.UtcDateTime.Date).TotalDays : null,
        };
    }

    /// <summary>A list shows neither the CSR nor the way of provisioning, so that its advice is more general.</summary>
    private static (OrderActor, string) Advise(SigningOrder order, bool isWhole, SigningRequest? asked, DateTimeOffset now)
    {
        if (isWhole)
        {
            SigningOrderStatus status = SigningOrderReader.Status(order, null, now);
            return (status.WaitsFor, status.NextAction);
        }

        return new NextStep
        {
            OrderId = order.OrderId,
            Status = order.Status,
            RequestId = StatusWords.IsUndecided(asked?.Status) ? asked!.RequestId : null,
            RequestStatus = asked?.Status,
            PersonName = order.Person,
        }.Advise();
    }

    // The list is of now; what was piped may be older.
    private static SigningOrder Merge(SigningOrder listed, SigningOrder details) => details with
    {
        Status = listed.Status,
        ValidTill = listed.ValidTill ?? details.ValidTill,
        Price = listed.Price ?? details.Price,
    };

    private static string? KeyOf(OrderIntent? owner)
    {
        try
        {
            return owner?.KeyReference is { } key ? KeyReferences.Read(key) : null;
        }
        catch (DocSigningException)
        {
            // A reference that cannot be read may hold what must not be shown.
            return "not readable";
        }
    }
}
