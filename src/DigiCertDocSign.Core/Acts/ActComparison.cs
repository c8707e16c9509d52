using CertCentral.Orders;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Acts;

/// <summary>What the server's records say of something that was sent.</summary>
internal abstract record ActFinding
{
    /// <summary>It was carried out, or waits for approval.</summary>
    /// <param name="RequestId">Of the request that came of it; null where none is shown.</param>
    public sealed record Done(long? RequestId) : ActFinding;

    /// <summary>The server has had it, and it has ended without effect.</summary>
    /// <param name="Problem">How.</param>
    public sealed record Ended(string Problem) : ActFinding;

    /// <summary>What was confirmed is not there any more, so that it must not be sent again.</summary>
    /// <param name="Problem">What is there in its place.</param>
    public sealed record Replaced(string Problem) : ActFinding;

    /// <summary>The records are whole, and show nothing of it.</summary>
    public sealed record NotSeen : ActFinding;

    /// <summary>Somebody has to look.</summary>
    /// <param name="Problem">At what.</param>
    public sealed record Unclear(string Problem) : ActFinding;
}

/// <summary>
/// Was it done? Pure: the same facts, the same answer. An end is an end, whoever has brought it about; whose reissue it is, its key tells.
/// </summary>
internal static class ActComparison
{
    /// <param name="act">As the journal has it.</param>
    /// <param name="order">As the server shows it now.</param>
    /// <param name="reissues">The list of them; null where it could not be read, and where it is not needed.</param>
    public static ActFinding Compare(OrderIntent act, SigningOrder order, IReadOnlyList<ReissuedCertificate>? reissues) => act.Kind switch
    {
        IntentKind.Revocation => OfRevocation(act, order),
        IntentKind.Cancellation => OfCancellation(act, order),
        _ => OfReissue(act, order, reissues),
    };

    /// <summary>The requests to revoke that wait for approval, the newest first, in whatever order a server lists them.</summary>
    public static IReadOnlyList<SigningOrderRequest> OpenRevocations(SigningOrder order) => Open(order, StatusWords.Revoke);

    /// <summary>The newest request to revoke that waits for approval, if any.</summary>
    public static SigningOrderRequest? OpenRevocation(SigningOrder order) => First(OpenRevocations(order));

    /// <summary>The newest request for a reissue that waits for approval, if any.</summary>
    public static SigningOrderRequest? OpenReissue(SigningOrder order) => First(Open(order, StatusWords.Reissue));

    /// <summary>The highest id of the requests that the order shows.</summary>
    public static long? NewestRequest(SigningOrder order) => order.Requests.Max(request => request.RequestId);

    /// <summary>The request, if somebody must still decide on it. What the order does not show may wait.</summary>
    public static long? Waiting(SigningOrder order, long? requestId) =>
        order.Status == StatusWords.Revoked
        || order.Requests.FirstOrDefault(request => request.RequestId == requestId) is { } shown && !StatusWords.IsUndecided(shown.Status)
            ? null
            : requestId;

    /// <summary>It brings no certificate.</summary>
    public static bool IsRejected(ReissuedCertificate row) => IsRejected(StatusWords.Pascal(row.Status));

    /// <summary>The order shows that a reissue which CertCentral had was rejected or canceled.</summary>
    /// <param name="asked">As the journal has it.</param>
    /// <param name="order">As the server shows it now.</param>
    public static bool IsRejected(OrderIntent asked, SigningOrder order)
    {
        SigningOrderRequest[] requests = [.. order.Requests.Where(request => request.Type == StatusWords.Reissue)];
        SigningOrderRequest[] own =
        [
            .. requests.Where(request => IntentReference.IsIn(request.Comments, asked.Reference)
                || (asked.RequestId is not null && request.RequestId == asked.RequestId)),
        ];

        // With comments hidden it is whatever came since; but somebody else's, where it was by hand alone that it was said to be there.
        SigningOrderRequest[] shown = own.Length > 0 || asked.OrderStatus != StatusWords.ReissuePending
            ? own
            : [.. requests.Where(request => IsSince(asked, request) && string.IsNullOrWhiteSpace(request.Comments))];
        return shown.Length > 0 && Array.TrueForAll(shown, request => IsRejected(request.Status));
    }

    private static SigningOrderRequest? First(IReadOnlyList<SigningOrderRequest> requests) => requests.Count > 0 ? requests[0] : null;

    private static IReadOnlyList<SigningOrderRequest> Open(SigningOrder order, string type) =>
    [
        .. order.Requests
            .Where(request => request.Type == type && StatusWords.IsUndecided(request.Status))
            .OrderByDescending(request => request.RequestId ?? 0),
    ];

    private static ActFinding OfRevocation(OrderIntent act, SigningOrder order)
    {
        bool isSameCertificate = order.CertificateId == act.CertificateId;
        if (order.Status == StatusWords.Revoked
            || (!act.IsWholeOrder && isSameCertificate && order.CertificateStatus == StatusWords.Revoked))
        {
            return new ActFinding.Done(null);
        }

        IReadOnlyList<SigningOrderRequest> open = OpenRevocations(order);
        if (act.IsWholeOrder)
        {
            if (open.FirstOrDefault(request => IntentReference.IsIn(request.Comments, act.Reference)) is { } own)
            {
                return new ActFinding.Done(own.RequestId);
            }

            // What waited before is not ours. What has come since may be, or somebody else's for one certificate alone.
            if (open.FirstOrDefault(request => request.RequestId is null || request.RequestId > (act.NewestRequestIdBefore ?? 0))
                is { } since)
            {
                return new ActFinding.Unclear(
                    $"A revocation waits for approval that has come since{(since.RequestId is { } id ? $", request {id}" : "")}: nothing "
                    + "tells that it is for all certificates.");
            }

            // Some accounts leave an order issued whose certificate is revoked, and do not show whether the former ones are.
            if (isSameCertificate && order.CertificateStatus == StatusWords.Revoked)
            {
                return new ActFinding.Unclear(
                    $"The order is {order.Status} and its certificate {order.CertificateId} is revoked: nothing tells whether all are.");
            }
        }
        else if (open.Count > 0)
        {
            // It may be somebody else's. That is for whoever approves it to see.
            return new ActFinding.Done(open[0].RequestId);
        }

        return isSameCertificate || order.CertificateId is null
            ? new ActFinding.NotSeen()
            : new ActFinding.Replaced(
                $"Certificate {act.CertificateId} was to be revoked, and a reissue has put {order.CertificateId} in its place.");
    }

    private static ActFinding OfCancellation(OrderIntent act, SigningOrder order)
    {
        if (act.OrderStatus != StatusWords.ReissuePending)
        {
            return order.Status switch
            {
                StatusWords.Canceled => new ActFinding.Done(null),
                StatusWords.Issued or StatusWords.ReissuePending =>
                    new ActFinding.Replaced("The order was to be canceled, and is issued since."),
                _ => new ActFinding.NotSeen(),
            };
        }

        if (order.Status == StatusWords.Issued)
        {
            return order.CertificateId is not null && order.CertificateId == act.CertificateId
                ? new ActFinding.Done(null)
                : new ActFinding.Replaced($"The reissue was to be canceled, and has brought certificate {order.CertificateId}.");
        }

        return order.Status == StatusWords.ReissuePending
            && Open(order, StatusWords.Reissue).Any(request => request.RequestId > act.NewestRequestIdBefore)
            ? new ActFinding.Replaced("The reissue that was to be canceled has ended, and another is under way.")
            : new ActFinding.NotSeen();
    }

    private static ActFinding OfReissue(OrderIntent act, SigningOrder order, IReadOnlyList<ReissuedCertificate>? reissues)
    {
        SigningOrderRequest[] requests = [.. order.Requests.Where(request => request.Type == StatusWords.Reissue)];
        SigningOrderRequest[] since = [.. requests.Where(request => IsSince(act, request))];
        SigningOrderRequest? own =
            FirstThatStands(requests.Where(request => IntentReference.IsIn(request.Comments, act.Reference)));
        string? present = CsrDigest.OfPublicKey(order.Csr);
        ReissuedCertificate[] ours = [.. (reissues ?? []).Where(one => IsOurs(act, CsrDigest.OfPublicKey(one.Csr)))];
        if (IsOurs(act, present) || Array.Exists(ours, one => !IsRejected(one)))
        {
            return new ActFinding.Done(own?.RequestId ?? RequestOf(act, since, ours));
        }

        if (ours.Length > 0)
        {
            return new ActFinding.Ended("It was rejected.");
        }

        if (own is not null)
        {
            return ByRequest(own);
        }

        if (Array.Find(since, request => IntentReference.IsInAny(request.Comments)) is { } other)
        {
            return new ActFinding.Unclear($"Request {other.RequestId} is for a reissue that another command has asked for.");
        }

        if (order.CertificateId is { } issued && issued != act.CertificateId)
        {
            return new ActFinding.Unclear(
                $"Certificate {issued} was issued since, and "
                + (act.PublicKeySha256 is null ? "nothing tells whether by this reissue." : "not for the key of this reissue."));
        }

        if (Array.Exists(reissues?.ToArray() ?? [], one => IsUndecided(one) && IsOthers(act, one)))
        {
            return new ActFinding.Unclear("A reissue for another key is under way.");
        }

        return ByWhatIsNew(act, order, FirstThatStands(since), isListed: reissues is not null);
    }

    /// <summary>Nothing names it, and nothing is known as another's.</summary>
    private static ActFinding ByWhatIsNew(OrderIntent act, SigningOrder order, SigningOrderRequest? request, bool isListed)
    {
        ActFinding finding = request is not null ? ByUnknown(request)
            : order.Status == StatusWords.ReissuePending ? new ActFinding.Done(null)
            : !isListed ? new ActFinding.Unclear("CertCentral does not show the list of its reissues.")
            : new ActFinding.NotSeen();

        // Without a key of its own it may come late and look like anybody's, and it ships a token: nothing but a human ends that doubt.
        // A request counts where its comment is hidden and the list of reissues shows no other key.
        bool isTold = act.PublicKeySha256 is not null
            || (finding is ActFinding.Done && isListed && request is not null && string.IsNullOrWhiteSpace(request.Comments));
        string shown = finding is ActFinding.Done ? "shows a reissue that may be somebody else's" : "does not show it";
        return isTold ? finding : new ActFinding.Unclear($"CertCentral {shown}, and without a CSR nothing tells it from another one.");
    }

    /// <summary>One that was not rejected, the newest; else the newest of all.</summary>
    private static SigningOrderRequest? FirstThatStands(IEnumerable<SigningOrderRequest> requests) => requests
        .OrderBy(request => IsRejected(request.Status))
        .ThenByDescending(request => request.RequestId ?? 0)
        .FirstOrDefault();

    private static bool IsOurs(OrderIntent act, string? publicKey) => publicKey is not null && publicKey == act.PublicKeySha256;

    /// <summary>None was undecided before. So whatever is undecided now has come since, whatever its id is.</summary>
    private static bool IsSince(OrderIntent act, SigningOrderRequest request) =>
        StatusWords.IsUndecided(request.Status) || request.RequestId is null || act.NewestRequestIdBefore is null
        || request.RequestId > act.NewestRequestIdBefore;

    private static bool IsUndecided(ReissuedCertificate row) => StatusWords.IsUndecided(StatusWords.Pascal(row.Status));

    private static bool IsOthers(OrderIntent act, ReissuedCertificate row) =>
        CsrDigest.OfPublicKey(row.Csr) is { } key && key != act.PublicKeySha256;

    /// <summary>An order has one reissue under way at most: where ours waits in the list, the request that waits is ours.</summary>
    private static long? RequestOf(OrderIntent act, SigningOrderRequest[] since, ReissuedCertificate[] ours) =>
        Array.Exists(ours, IsUndecided)
        && since.Where(request => StatusWords.IsUndecided(request.Status)).ToArray() is [var request]
        && (!IntentReference.IsInAny(request.Comments) || IntentReference.IsIn(request.Comments, act.Reference))
            ? request.RequestId
            : null;

    /// <summary>A request that came since, of which nothing tells for which key it is: nobody is told to approve it.</summary>
    private static ActFinding ByUnknown(SigningOrderRequest request) => ByRequest(request) switch
    {
        ActFinding.Done => new ActFinding.Done(null),
        ActFinding finding => finding,
    };

    private static bool IsRejected(string? status) => status is StatusWords.Rejected or StatusWords.Denied or StatusWords.Canceled;

    private static ActFinding ByRequest(SigningOrderRequest request) => IsRejected(request.Status)
        ? new ActFinding.Ended($"Its request {request.RequestId} was rejected.")
        : new ActFinding.Done(request.RequestId);
}
