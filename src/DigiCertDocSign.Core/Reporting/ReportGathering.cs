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
    private readonly Dictionary<long, ReportEntry> _owners = [];
    private readonly List<ReportEntry> _done = [];
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly ReportEvidence _evidence = new();
    private bool _hidesRequests;

    /// <summary>The host of the account, in words.</summary>
    public required string Place { get; init; }

    public bool IsSandbox { get; init; }

    /// <summary>From when on the report tells what was done.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Every order is asked for by itself, and each request that needs it.</summary>
    public bool IsDetailed { get; init; }

    /// <summary>Orders that are known already, by their ids; one that a list shows spares no call.</summary>
    public IReadOnlyDictionary<long, SigningOrder> Details { get; init; } = new Dictionary<long, SigningOrder>();

    /// <summary>Of Test-DocSigningCertificate.</summary>
    public IReadOnlyList<CertificateCheck> Findings { get; init; } = [];

    /// <summary>Of Test-DocSigningKeyStore.</summary>
    public IReadOnlyList<KeyStoreCheck> KeyStores { get; init; } = [];

    /// <summary>Hears of how many orders were asked for; called on the thread of a call.</summary>
    public Action<int, int>? OnDetail { get; init; }

    /// <summary>Hears of an order that could not be asked for; the report tells of it what the list shows.</summary>
    public Action<SigningOrder, CertCentralException>? OnDetailFailed { get; init; }

    /// <summary>Hears once that the account does not show the requests to this key; called on the thread of a call.</summary>
    public Action? OnRequestsHidden { get; init; }

    /// <summary>The order with what a report tells of it, and no more: thousands of them are kept at once.</summary>
    public static SigningOrder Lean(SigningOrder order) => order with
    {
        // That there is one is enough for what is to be done.
        Csr = order.Csr is null ? null : "",
        Requests = [.. order.Requests.Select(request => request with { Comments = null })],
        Notes = [],
        AdditionalEmails = [],
        UserIds = [],
        RenewalMessage = null,
        HardwareInitCode = null,
    };

    /// <exception cref="DocSigningException">The journal cannot be read.</exception>
    /// <exception cref="CertCentralException">The list of orders cannot be read, so the report would not be whole.</exception>
    public async Task<SigningReport> GatherAsync(CancellationToken cancellationToken)
    {
        // What is done from here on stands in the next report. Without a journal this one tells of nothing that was done.
        DateTimeOffset doneUntil = journal?.Now ?? Since;
        await ReadJournalAsync(cancellationToken).ConfigureAwait(false);
        var orders = new Queue<SigningOrder>();
        var finder = new OrderFinder(client, null, accountId, time) { OnRequestsHidden = HideRequests };
        var all = new OrderCriteria { IsComplete = true };
        await foreach (SigningOrder order in finder.FindAsync(all, cancellationToken).ConfigureAwait(false))
        {
            orders.Enqueue(order);
        }

        await ReadRequestsAsync([.. orders.Select(order => order.OrderId)], cancellationToken).ConfigureAwait(false);
        string? currency = await ReadCurrencyAsync(cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = PresentTime.LatestOf(client, time);
        List<ReportRow> rows = await ReadRowsAsync(orders, now, cancellationToken).ConfigureAwait(false);
        return Report(rows, currency, now, doneUntil);
    }

    private SigningReport Report(List<ReportRow> rows, string? currency, DateTimeOffset now, DateTimeOffset doneUntil)
    {
        Dictionary<long, string?> people = [];
        foreach (ReportRow row in rows)
        {
            people[row.OrderId] = row.Person;
        }

        string? PersonOf(long orderId) => people.TryGetValue(orderId, out string? person) ? person : null;
        return new SigningReport
        {
            Place = Place,
            AccountId = accountId,
            Sandbox = IsSandbox,
            MadeAt = now,
            DoneUntil = doneUntil,
            Since = Since,
            Currency = currency,
            Rows = rows,
            Done = [.. _done.OrderBy(entry => entry.UpdatedAt)],
            Revocations = _evidence.Of(IntentKind.Revocation, PersonOf),
            Reissues = _evidence.Of(IntentKind.Reissue, PersonOf),
            HidesRequests = _hidesRequests,
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
            _evidence.Add(intent);
            var entry = ReportEntry.Of(intent);
            if (intent is { OrderId: { } orderId, BuysAnOrder: true })
            {
                _owners[orderId] = entry;
            }

            if (intent.UpdatedAt >= Since)
            {
                _done.Add(entry);
            }
        }
    }

    private async Task ReadRequestsAsync(HashSet<long> orderIds, CancellationToken cancellationToken)
    {
        if (_hidesRequests)
        {
            return;
        }

        try
        {
            var all = new RequestQuery();
            await foreach (RequestSummary request in client.Requests.ListAsync(all, cancellationToken).ConfigureAwait(false))
            {
                if (request.Order?.Id is { } orderId && orderIds.Contains(orderId))
                {
                    // Ours is a small part of what the list sends.
                    _evidence.Add(SigningRequest.From(request));
                }
            }
        }
        catch (PermissionDeniedException)
        {
            HideRequests();
        }
    }

    // Who may see the orders may not see the requests: who has what is true all the same.
    private void HideRequests()
    {
        if (!_hidesRequests)
        {
            _hidesRequests = true;
            OnRequestsHidden?.Invoke();
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

    /// <summary>An order becomes its row as soon as it was asked for, so that no more is kept of it.</summary>
    private async Task<List<ReportRow>> ReadRowsAsync(
        Queue<SigningOrder> orders, DateTimeOffset now, CancellationToken cancellationToken)
    {
        int all = orders.Count + (IsDetailed ? _evidence.CountWithoutDecider : 0);
        int done = 0;
        var follower = new OrderFollower(client, time);
        var rows = new List<ReportRow>(orders.Count);
        while (orders.Count > 0)
        {
            SigningOrder listed = orders.Dequeue();
            foreach (SigningRequest request in IsDetailed ? _evidence.WithoutDecider(listed.OrderId) : [])
            {
                await CompleteAsync(request, listed, cancellationToken).ConfigureAwait(false);
                OnDetail?.Invoke(++done, all);
            }

            SigningOrder order = await WholeAsync(listed, follower, cancellationToken).ConfigureAwait(false);
            rows.Add(Row(order, now));
            if (IsDetailed)
            {
                OnDetail?.Invoke(++done, all);
            }
        }

        return rows;
    }

    // A list of requests need not show who decided.
    private async Task CompleteAsync(SigningRequest listed, SigningOrder order, CancellationToken cancellationToken)
    {
        try
        {
            RequestInfo shown = await client.Requests.GetAsync(listed.RequestId, cancellationToken).ConfigureAwait(false);
            if (shown.Id == listed.RequestId && (shown.Order?.Id is not { } orderId || orderId == listed.OrderId))
            {
                _evidence.Complete(listed, SigningRequest.From(shown));
            }
        }
        catch (CertCentralException problem) when (!FaultTable.EndsRun(problem))
        {
            OnDetailFailed?.Invoke(order, problem);
        }
    }

    /// <returns>What is known of the order: by itself where it may be asked for or was piped so, else as it is listed.</returns>
    private async Task<SigningOrder> WholeAsync(SigningOrder listed, OrderFollower follower, CancellationToken cancellationToken)
    {
        Details.TryGetValue(listed.OrderId, out SigningOrder? piped);
        if (piped is { IsWhole: true })
        {
            return Merge(listed, piped);
        }

        if (IsDetailed)
        {
            try
            {
                SigningOrder shown = await follower.GetOrderAsync(listed.OrderId, cancellationToken).ConfigureAwait(false);
                if (shown.OrderId == listed.OrderId)
                {
                    return shown;
                }
            }
            catch (CertCentralException problem) when (!FaultTable.EndsRun(problem))
            {
                OnDetailFailed?.Invoke(listed, problem);
            }
        }

        // A row of a list knows no more than this list does, unless the journal has told it whose it is.
        return piped is null ? listed : listed with
        {
            GivenName = listed.GivenName ?? piped.GivenName,
            Surname = listed.Surname ?? piped.Surname,
            Email = listed.Email ?? piped.Email,
        };
    }

    private ReportRow Row(SigningOrder order, DateTimeOffset now)
    {
        ReportEntry? owner = _owners.TryGetValue(order.OrderId, out ReportEntry? known)
            && NameKeys.Fits(known.GivenName ?? "", known.Surname ?? "", order.CommonName) != false
                ? known
                : null;
        order = order with
        {
            GivenName = order.GivenName ?? owner?.GivenName,
            Surname = order.Surname ?? owner?.Surname,
            Email = order.Email ?? owner?.Email,
        };
        SigningRequest? evidence = _evidence.TakeOfOrder(order.OrderId);
        (OrderActor waitsFor, string nextAction) = Advise(order, evidence, now);
        var row = new ReportRow
        {
            OrderId = order.OrderId,
            Person = order.Person,
            Email = order.Email,
            OrderStatus = Once(order.Status)!,
            IsRevoked = order.CertificateStatus == StatusWords.Revoked,
            OrganizationId = order.OrganizationId,
            OrganizationName = Once(order.OrganizationName),
            DateCreated = order.DateCreated,
            ValidTill = order.ValidTill,
            Price = order.Price,
            Currency = Once(order.Currency),
            SerialNumber = order.SerialNumber,
            KeyReference = KeyOf(order, owner),
            OrderedBy = Once(evidence?.Requester),
            DecidedBy = Once(evidence?.Processor),
            DecidedAt = evidence?.DateProcessed,
            OrderedAt = evidence?.Date,
            WaitsFor = waitsFor,
            DaysRemaining = order.ValidTill is { } day ? (int)(day.Date - now.UtcDateTime.Date).TotalDays : null,
        };
        return row.Waits ? row with { NextAction = nextAction } : row;
    }

    /// <summary>A text that thousands of rows have is kept once.</summary>
    private string? Once(string? text) =>
        text is null ? null : _texts.TryGetValue(text, out string? known) ? known : _texts[text] = text;

    /// <summary>A list shows neither the CSR nor the way of provisioning, so that its advice is more general.</summary>
    private static (OrderActor, string) Advise(SigningOrder order, SigningRequest? asked, DateTimeOffset now)
    {
        if (order.IsWhole)
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
            IsCertificateRevoked = order.CertificateStatus == StatusWords.Revoked,
        }.Advise();
    }

    // The list is of now; what was piped may be older, and of the certificate before a reissue.
    private static SigningOrder Merge(SigningOrder listed, SigningOrder details) => details with
    {
        Status = listed.Status,
        ValidTill = listed.ValidTill ?? details.ValidTill,
        Price = listed.Price ?? details.Price,
        CertificateId = listed.CertificateId ?? details.CertificateId,
        CertificateStatus = listed.CertificateStatus
            ?? (listed.CertificateId is { } inForce && inForce != details.CertificateId ? null : details.CertificateStatus),
    };

    /// <summary>Where nothing shows which of two keys it is, both stand there.</summary>
    private string? KeyOf(SigningOrder order, ReportEntry? owner)
    {
        try
        {
            string keys = string.Join(" or ", _evidence.KeysOf(order, owner?.KeyReference).Select(KeyReferences.Read).Distinct());
            return keys.Length == 0 ? null : keys;
        }
        catch (DocSigningException)
        {
            // A reference that cannot be read may hold what must not be shown.
            return "not readable";
        }
    }
}
