namespace DigiCertDocSign.Following;

/// <summary>What can go wrong with the decision on a request, in words.</summary>
internal static class RequestFaults
{
    public static DocSigningException NoneOpen(SigningOrder order) => new(
        FaultKind.NoOpenRequest,
        "OrderId",
        $"Order {order.OrderId} has no request that waits for a decision: {Newest(order)}. Next: "
        + $"{SigningOrderReader.Status(order, null, default).NextAction}");

    public static DocSigningException SeveralOpen(SigningOrder order, SigningOrderRequest[] open) => new(
        FaultKind.SeveralOpenRequests,
        "OrderId",
        $"Order {order.OrderId} has several requests that wait for a decision: {string.Join(", ", open.Select(Describe))}. Name "
        + "the one that is meant with -RequestId.");

    /// <param name="requestId">The request that was to be approved.</param>
    /// <param name="type">Its type; null when it is not shown.</param>
    /// <param name="orderId">Its order.</param>
    /// <param name="status">What was decided.</param>
    /// <param name="processor">Who decided it; null when that is not shown.</param>
    public static DocSigningException DecidedAlready(long requestId, string? type, long? orderId, string status, string? processor) => new(
        FaultKind.NoOpenRequest,
        "RequestId",
        $"{type ?? "The"} request {requestId} of order {orderId} was {status} already{(processor is null ? "" : $" by {processor}")}; "
        + "nothing has changed.");

    private static string Newest(SigningOrder order) =>
        order.Requests is [.., var newest] ? $"{Describe(newest)}, and the order is {order.Status}" : $"it is {order.Status}";

    private static string Describe(SigningOrderRequest request) => $"{request.Type} request {request.RequestId} is {request.Status}";
}
