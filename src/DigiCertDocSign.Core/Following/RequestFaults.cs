using System.Globalization;

namespace DigiCertDocSign.Following;

/// <summary>What can go wrong with a request and the decision on it, in words.</summary>
internal static class RequestFaults
{
    public static DocSigningException NoneOpen(SigningOrder order) => new(
        FaultKind.NoOpenRequest,
        "OrderId",
        $"Order {OrderLine.Whose(order)} has no request that waits for a decision: {Newest(order)}. Next: "
        + $"{SigningOrderReader.Status(order, null, default).NextAction}");

    public static DocSigningException SeveralOpen(SigningOrder order, SigningOrderRequest[] open) => new(
        FaultKind.SeveralOpenRequests,
        "OrderId",
        $"Order {OrderLine.Whose(order)} has several requests that wait for a decision: {string.Join(", ", open.Select(Describe))}.");

    /// <param name="request">Which one, in words.</param>
    /// <param name="status">What was decided.</param>
    /// <param name="processor">Who decided it; null when that is not shown.</param>
    public static DocSigningException DecidedAlready(string request, string status, string? processor) => new(
        FaultKind.NoOpenRequest,
        "RequestId",
        $"{request} was {status} already{(processor is null ? "" : $" by {processor}")}; nothing has changed.");

    /// <param name="request">Which one, in words.</param>
    /// <param name="verdict">What was to be decided.</param>
    /// <param name="lost">What became of the answer; null where the server says that it is decided.</param>
    /// <param name="unread">Why it could not be read; null where it was, and shows no decision.</param>
    public static DocSigningException DecisionNotSeen(string request, string verdict, Exception? lost, Exception? unread) => new(
        FaultKind.DecisionNotSeen,
        "RequestId",
        $"{request}: whether it is {verdict.ToLowerInvariant()} is not known. CertCentral "
        + $"{(lost is null ? "says so" : "has not confirmed it")}, and "
        + (unread is null ? "the request still waits for a decision. " : "the request could not be read. ")
        + (lost ?? unread)?.Message,
        lost ?? unread);

    /// <param name="request">Which one, in words.</param>
    /// <param name="what">What is known of its product, as the end of a sentence.</param>
    public static DocSigningException OfAnotherProduct(string request, string what) =>
        new(FaultKind.RequestOfAnotherProduct, "RequestId", $"{request}: {what}.");

    /// <param name="request">Which one, in words.</param>
    /// <param name="requestId">Its id.</param>
    /// <param name="type">What it asks for; null when it is not shown.</param>
    /// <param name="asked">What the operator named.</param>
    /// <param name="cmdlet">That was to decide it.</param>
    public static DocSigningException TypeNotNamed(string request, long requestId, string? type, string asked, string cmdlet) => new(
        FaultKind.RequestTypeNotNamed,
        "Type",
        $"{request} is {(type is null ? "of a type that is not shown" : $"of the type {type}")}, and what was "
        + $"asked for is {asked}; it was not decided. When it is meant, name it{(type is null ? "" : $" by -Type {type} or")} by its "
        + $"id alone: {cmdlet} -RequestId {requestId.ToString(CultureInfo.InvariantCulture)}.");

    private static string Newest(SigningOrder order) =>
        order.Requests is [.., var newest] ? $"{Describe(newest)}, and the order is {order.Status}" : $"it is {order.Status}";

    private static string Describe(SigningOrderRequest request) => $"{request.Type} request {request.RequestId} is {request.Status}";
}
