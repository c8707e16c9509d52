namespace DigiCertDocSign.Ordering;

/// <summary>The fault of an order whose outcome is not known.</summary>
internal static class OrderFaults
{
    public static DocSigningException InDoubt(OrderIntent intent, string reason, Exception? inner = null) => new(
        FaultKind.OrderOutcomeUnknown,
        "Order",
        $"It is not known whether the order for {intent.Email} was placed. {reason.TrimEnd('.', ' ')}. "
        + $"Its reference is {intent.Reference}. Do not order for this person elsewhere; run Resume-DocSigningOrder, or the same command again: "
        + "both ask the server first.",
        inner);
}
