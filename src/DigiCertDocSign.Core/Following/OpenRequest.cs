namespace DigiCertDocSign.Following;

/// <summary>The request of an order that still waits for an administrator's decision.</summary>
internal static class OpenRequest
{
    /// <exception cref="DocSigningException">NoOpenRequest; SeveralOpenRequests, since a decision for the wrong one may revoke a certificate.</exception>
    public static SigningOrderRequest Of(SigningOrder order)
    {
        SigningOrderRequest[] open = [.. order.Requests.Where(request => request.RequestId is not null && StatusWords.IsUndecided(request.Status))];
        return open.Length switch
        {
            1 => open[0],
            0 => throw new DocSigningException(
                FaultKind.NoOpenRequest,
                "OrderId",
                $"Order {order.OrderId} has no request that waits for a decision: {Newest(order)}. Next: {SigningOrderReader.Status(order, null, default).NextAction}"),
            _ => throw new DocSigningException(
                FaultKind.SeveralOpenRequests,
                "OrderId",
                $"Order {order.OrderId} has several requests that wait for a decision: {string.Join(", ", open.Select(Describe))}. Name the one that is meant with -RequestId."),
        };
    }

    private static string Newest(SigningOrder order) =>
        order.Requests is [.., var newest] ? $"{Describe(newest)}, and the order is {order.Status}" : $"it is {order.Status}";

    private static string Describe(SigningOrderRequest request) => $"{request.Type} request {request.RequestId} is {request.Status}";
}
