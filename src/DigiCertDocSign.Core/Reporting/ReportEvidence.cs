using DigiCertDocSign.Following;

namespace DigiCertDocSign.Reporting;

/// <summary>
/// Who asked for what and who decided: from the account's requests, and from the journal what no request shows, as a revocation without
/// approval and each reason.
/// </summary>
internal sealed class ReportEvidence
{
    // A request may be dated so far from the call that brought it: the server's clock jumps, and its work takes time.
    private static readonly TimeSpan ClockStep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWork = TimeSpan.FromMinutes(10);

    private readonly Dictionary<long, SigningRequest> _newOrders = [];
    private readonly Dictionary<long, List<SigningRequest>> _others = [];
    private readonly List<OrderIntent> _acts = [];
    private ILookup<long?, OrderIntent>? _reissues;

    /// <summary>How many requests were decided of which the list does not show by whom.</summary>
    public int CountWithoutDecider => _newOrders.Values.Concat(_others.Values.SelectMany(ofOrder => ofOrder)).Count(LacksDecider);

    /// <summary>Those of an order.</summary>
    public IReadOnlyList<SigningRequest> WithoutDecider(long orderId) =>
    [
        .. (_newOrders.TryGetValue(orderId, out SigningRequest? listed) ? [listed] : Array.Empty<SigningRequest>())
            .Concat(_others.TryGetValue(orderId, out List<SigningRequest>? others) ? others : [])
            .Where(LacksDecider),
    ];

    /// <param name="act">Anything that the journal has about an order.</param>
    public void Add(OrderIntent act)
    {
        bool mayHaveArrived = act.State is IntentState.Placed or IntentState.Sent or IntentState.InDoubt or IntentState.Closed;
        if (mayHaveArrived && act.Kind is IntentKind.Revocation or IntentKind.Reissue)
        {
            _acts.Add(act);
        }
    }

    /// <param name="listed">A request of an order that the report has.</param>
    public void Add(SigningRequest listed)
    {
        long orderId = listed.OrderId!.Value;
        if (listed.Type is StatusWords.Revoke or StatusWords.Reissue)
        {
            if (!_others.TryGetValue(orderId, out List<SigningRequest>? ofOrder))
            {
                _others[orderId] = ofOrder = [];
            }

            ofOrder.Add(listed);
        }
        else if (!_newOrders.TryGetValue(orderId, out SigningRequest? known) || known.RequestId > listed.RequestId)
        {
            _newOrders[orderId] = listed;
        }
    }

    /// <param name="listed">One of <see cref="WithoutDecider"/>.</param>
    /// <param name="shown">The same, asked for by itself.</param>
    public void Complete(SigningRequest listed, SigningRequest shown)
    {
        SigningRequest whole = listed with
        {
            Requester = listed.Requester ?? shown.Requester,
            Processor = shown.Processor,
            DateProcessed = shown.DateProcessed,
            Comments = listed.Comments ?? shown.Comments,
        };
        long orderId = listed.OrderId!.Value;
        if (_newOrders.TryGetValue(orderId, out SigningRequest? known) && ReferenceEquals(known, listed))
        {
            _newOrders[orderId] = whole;
        }
        else
        {
            _others[orderId][_others[orderId].IndexOf(listed)] = whole;
        }
    }

    /// <summary>
    /// The request by which the order came about; null where none shows it. It is given once: what is told of it stands in the row.
    /// </summary>
    public SigningRequest? TakeOfOrder(long orderId)
    {
        if (_newOrders.TryGetValue(orderId, out SigningRequest? listed))
        {
            _newOrders.Remove(orderId);
        }

        return listed;
    }

    /// <summary>
    /// Where the key of the certificate in force is, as far as the journal knows: a reissue that has come about has brought another one.
    /// </summary>
    /// <param name="order">As the account shows it.</param>
    /// <param name="first">The key that the order was placed with.</param>
    /// <returns>None: nobody knows. Two: nothing shows whether the reissue has come about.</returns>
    public IReadOnlyList<string> KeysOf(SigningOrder order, string? first)
    {
        _reissues ??= _acts.Where(act => act.Kind == IntentKind.Reissue).ToLookup(act => act.TargetOrderId);
        OrderIntent[] reissues = [.. _reissues[order.OrderId]];
        SigningRequest[] requests = _others.TryGetValue(order.OrderId, out List<SigningRequest>? ofOrder)
            ? [.. ofOrder.Where(one => one.Type == StatusWords.Reissue)]
            : [];
        var statuses = Matched(requests, reissues).ToDictionary(
            match => match.Value.Reference, match => requests.First(one => one.RequestId == match.Key).Status);
        List<string?> keys = [];
        for (int i = reissues.Length - 1; i >= 0; i--)
        {
            OrderIntent act = reissues[i];
            statuses.TryGetValue(act.Reference, out string? status);
            bool isUnderWay = i == reissues.Length - 1 && order.Status == StatusWords.ReissuePending;
            bool? hasCome = isUnderWay ? false : HasComeAbout(act, status);
            if (hasCome != false)
            {
                keys.Add(act.KeyReference);
            }

            if (hasCome == true)
            {
                return [.. keys.OfType<string>()];
            }
        }

        return [.. keys.Append(first).OfType<string>()];
    }

    /// <summary>What was asked for of orders that stand, newest first.</summary>
    /// <param name="kind">Revocation or reissue.</param>
    /// <param name="personOf">The person of an order; null where it is not known.</param>
    public IReadOnlyList<ReportRequest> Of(IntentKind kind, Func<long, string?> personOf)
    {
        string type = kind == IntentKind.Revocation ? StatusWords.Revoke : StatusWords.Reissue;
        SigningRequest[] requests = [.. _others.Values.SelectMany(ofOrder => ofOrder).Where(one => one.Type == type)];
        OrderIntent[] acts = [.. _acts.Where(act => act.Kind == kind)];
        Dictionary<long, OrderIntent> byRequest = Matched(requests, acts);
        HashSet<string> shown = [.. byRequest.Values.Select(act => act.Reference)];
        return
        [
            .. requests
                .Select(one => Row(
                    one, byRequest.TryGetValue(one.RequestId, out OrderIntent? act) ? act : null, personOf))
                .Concat(acts.Where(act => !shown.Contains(act.Reference)).Select(act => Row(act, personOf)))
                .OrderByDescending(row => row.AskedAt),
        ];
    }

    /// <summary>Which entry of the journal has brought which request, where no other request can be meant.</summary>
    private static Dictionary<long, OrderIntent> Matched(SigningRequest[] requests, OrderIntent[] acts)
    {
        ILookup<long?, SigningRequest> ofOrder = requests.ToLookup(one => one.OrderId);
        Dictionary<long, OrderIntent> matched = [];
        foreach (OrderIntent act in acts.Where(act => act.RequestId is not null))
        {
            if (ofOrder[act.TargetOrderId].Any(one => one.RequestId == act.RequestId))
            {
                matched[act.RequestId!.Value] = act;
            }
        }

        foreach (OrderIntent act in acts.Where(act => act.RequestId is null))
        {
            SigningRequest[] fitting =
                [.. ofOrder[act.TargetOrderId].Where(one => !matched.ContainsKey(one.RequestId) && MayHaveBrought(act, one))];
            if (fitting.Length == 1)
            {
                matched[fitting[0].RequestId] = act;
            }
        }

        return matched;
    }

    // By what the order showed before, and by the server's own clock.
    private static bool MayHaveBrought(OrderIntent act, SigningRequest request) =>
        request.RequestId > (act.NewestRequestIdBefore ?? 0)
        && act.ServerTimeAtSend is { } sent
        && request.Date >= sent - ClockStep
        && request.Date <= (act.ServerTimeAtEnd ?? sent) + LongestWork;

    private static ReportRequest Row(SigningRequest request, OrderIntent? act, Func<long, string?> personOf) => new()
    {
        OrderId = request.OrderId,
        Person = personOf(request.OrderId!.Value),
        RequestId = request.RequestId,
        Status = request.Status,
        AskedBy = request.Requester,
        AskedAt = request.Date,
        DecidedBy = request.Processor,
        DecidedAt = request.DateProcessed,
        Reason = act?.Reason,
        Comment = request.Comments,
    };

    private static ReportRequest Row(OrderIntent act, Func<long, string?> personOf) => new()
    {
        OrderId = act.TargetOrderId,
        Person = personOf(act.TargetOrderId ?? 0) ?? OrderLine.NameOf(act.GivenName, act.Surname),
        Status = act.State is IntentState.Sent or IntentState.InDoubt ? act.State.ToString()
            : act.OrderStatus == StatusWords.Revoked ? StatusWords.Revoked
            : "NoRequest",
        AskedAt = act.ServerTimeAtSend ?? act.CreatedAt,
        Reason = act.Reason,
    };

    /// <param name="reissue">As the journal has it.</param>
    /// <param name="request">The status of its request; null where none is shown.</param>
    /// <returns>Null: nothing tells.</returns>
    private static bool? HasComeAbout(OrderIntent reissue, string? request) =>
        request == StatusWords.Approved ? true
        : request is null ? reissue.State == IntentState.Closed ? false : null
        : StatusWords.IsUndecided(request) || StatusWords.IsDead(request) ? false : null;

    private static bool LacksDecider(SigningRequest one) =>
        one.RequestId != 0 && one.Processor is null && !StatusWords.IsUndecided(one.Status);
}
