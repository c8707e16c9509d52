using CertCentral.Errors;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Acts;

/// <summary>Cancels an order that is not issued yet, or a reissue that is under way.</summary>
/// <remarks>Services API: GET order/certificate/{order_id}, PUT order/certificate/{order_id}/status.</remarks>
public sealed class OrderCancellation(OrderActs acts)
{
    /// <summary>The cancellation, if the order can be canceled; done where it is canceled already.</summary>
    /// <exception cref="DocSigningException">
    /// OrderOfAnotherProduct, OrderNotCancelable or ActUnderWay; ActNotRepeated: the reissue that an earlier command was to cancel is not
    /// the one under way.
    /// </exception>
    /// <exception cref="CertCentralException">The order cannot be read.</exception>
    public async Task<OrderAct> FindAsync(long orderId, CancellationToken cancellationToken)
    {
        (SigningOrder order, ReconciledAct? earlier) =
            await acts.FindAsync(IntentKind.Cancellation, orderId, cancellationToken).ConfigureAwait(false);
        var act = new OrderAct(IntentKind.Cancellation, order)
        {
            IsSeen = true,
            CertificateId = order.CertificateId,
            Again = earlier is { Intent: { State: IntentState.InDoubt } again } ? again : null,
        };
        return earlier switch
        {
            { Finding: ActFinding.Done } => act with { IsDone = true },
            { Finding: ActFinding.Replaced } => throw ActFaults.NotRepeated(earlier.Intent, order),
            _ => order.Status switch
            {
                StatusWords.Canceled => act with { IsDone = true },
                StatusWords.Pending or StatusWords.Approved or StatusWords.NeedsCsr or StatusWords.WaitingPickup
                    or StatusWords.ReissuePending => act,
                _ => throw ActFaults.NotCancelable(order),
            },
        };
    }

    /// <summary>What the cancellation does, for the operator who is asked to confirm it.</summary>
    public static string Describe(OrderAct act)
    {
        string whose = ActFaults.Whose(act.Order);
        return IsReissue(act)
            ? $"Cancel the REISSUE of {whose}; the person's present certificate stays, and no new one is issued"
            : $"Cancel {whose} ({act.Order.Status}); the order ends without a certificate";
    }

    /// <summary>Cancels it, and looks whether it is canceled.</summary>
    /// <param name="act">As found by <see cref="FindAsync"/>, and confirmed.</param>
    /// <param name="note">Why.</param>
    /// <param name="cancellationToken">Stops the calls. Nobody knows then whether the order is canceled.</param>
    /// <exception cref="DocSigningException">CancellationNotSeen: the order does not show that it is canceled.</exception>
    /// <exception cref="CertCentralException">The server refuses it.</exception>
    public Task<OrderAct> CancelAsync(OrderAct act, string note, CancellationToken cancellationToken) => acts.SendAsync(
        act,
        null,
        async (_, mayLeave, token) =>
        {
            await acts.Client.Orders.CancelAsync(act.Order.OrderId, note, mayLeave, token).ConfigureAwait(false);
            return null;
        },
        cancellationToken);

    private static bool IsReissue(OrderAct act) => act.Order.Status == StatusWords.ReissuePending;
}
