using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Ordering.LiveOrders;

/// <summary>Order info of one order, where a wrong answer would cost money.</summary>
internal static class AskedOrder
{
    /// <returns>Null: the server knows no such order, or does not show it to this key.</returns>
    /// <exception cref="DocSigningException">OrderOutcomeUnknown: the answer is about another order, so it says nothing of this one.</exception>
    /// <exception cref="CertCentralException">The server could not be asked.</exception>
    public static async Task<SigningOrder?> FindAsync(CertCentralClient client, long orderId, CancellationToken cancellationToken)
    {
        try
        {
            SigningOrder order = SigningOrderReader.Order(await client.Orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false));
            return order.OrderId == orderId
                ? order
                : throw new DocSigningException(
                    FaultKind.OrderOutcomeUnknown,
                    "Order",
                    $"CertCentral was asked for order {orderId} and answered with order {order.OrderId}. Nothing was concluded from it and nothing was sent; "
                    + "run the command again, and when it stays so, look what stands between here and CertCentral.");
        }
        catch (NotFoundException)
        {
            return null;
        }
    }
}
