using CertCentral.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Acts;

/// <summary>What can go wrong when something is done to an order that stands, in words.</summary>
internal static class ActFaults
{
    private const string Field = "OrderId";

    /// <param name="orderId">That was asked for.</param>
    /// <param name="order">What came.</param>
    public static DocSigningException OfAnotherProduct(long orderId, SigningOrder order) => new(
        FaultKind.OrderOfAnotherProduct,
        Field,
        order.OrderId != orderId
            ? $"CertCentral was asked for order {orderId} and showed order {order.OrderId}. Nothing was done."
            : order.ProductNameId is null
                ? $"{Name(order)}: it shows no product, so it is not taken for one of {SigningProduct.NameId}. Nothing was done."
                : $"{Name(order)}: it is for the product {order.ProductNameId}, not {SigningProduct.NameId}. Nothing was done.");

    public static DocSigningException NotCancelable(SigningOrder order) => new(
        FaultKind.OrderNotCancelable,
        Field,
        $"{Name(order)} is {order.Status} and cannot be canceled. " + order.Status switch
        {
            StatusWords.NeedsApproval => "It waits for approval: reject its request with Deny-DocSigningRequest.",
            StatusWords.Issued => "Its certificate is issued: what ends that is a revocation, which CertCentral offers.",
            StatusWords.Processing => "DigiCert issues it at this moment.",
            _ when StatusWords.IsDead(order.Status) => "It has ended already.",
            _ => "Look at it in CertCentral.",
        });

    /// <param name="order">As it was before.</param>
    /// <param name="failure">Null: the server has answered that all is well.</param>
    public static DocSigningException CancellationNotSeen(SigningOrder order, CertCentralException? failure) => new(
        FaultKind.CancellationNotSeen,
        Field,
        $"{Name(order)}: whether it is canceled is not known: CertCentral {(failure is null ? "says so" : "has not confirmed it")}, and "
        + $"does not show it. Look with Get-DocSigningOrder -OrderId {order.OrderId} in some minutes; Stop-DocSigningOrder may be run "
        + $"again then. {failure?.Message}".TrimEnd(),
        failure);

    private static string Name(SigningOrder order) =>
        $"Order {OrderLine.Whose(order)}";
}
