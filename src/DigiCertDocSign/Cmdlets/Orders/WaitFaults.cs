namespace DigiCertDocSign.Cmdlets.Orders;

/// <summary>How waiting for an order can end without it, in words.</summary>
internal static class WaitFaults
{
    public static DocSigningException Ended(SigningOrderStatus order, OrderMilestone until) => new(
        FaultKind.OrderEnded, "OrderId", $"Order {order.OrderId} is {order.Status} and will not be {until}. {order.NextAction}");

    public static DocSigningException TimedOut(SigningOrderStatus order, int seconds) => new(
        FaultKind.WaitTimedOut, "TimeoutSec", $"Order {order.OrderId} is still {order.Status} after {seconds} s. {order.NextAction}");
}
