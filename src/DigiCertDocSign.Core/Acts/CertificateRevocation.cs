using CertCentral.Errors;
using CertCentral.Orders;
using CertCentral.Requests;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Acts;

/// <summary>Revokes the certificate of an order, or all of its certificates.</summary>
/// <remarks>
/// Services API: GET order/certificate/{order_id}, PUT certificate/{certificate_id}/revoke, PUT order/certificate/{order_id}/revoke.
/// </remarks>
public sealed class CertificateRevocation(OrderActs acts)
{
    /// <summary>The revocation, if the order has a certificate in force; done where it is revoked already, or that is asked for.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="certificateId">The certificate that is meant; null for the one that is in force.</param>
    /// <param name="isWholeOrder">All certificates of the order, also those that reissues have replaced.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="DocSigningException">
    /// OrderOfAnotherProduct, OrderNotRevocable, ActUnderWay; CertificateNotInForce: another certificate is in force than the one that is
    /// meant; ActNotRepeated: it has been replaced since an earlier command was to revoke it.
    /// </exception>
    /// <exception cref="CertCentralException">The order cannot be read.</exception>
    public async Task<OrderAct> FindAsync(long orderId, long? certificateId, bool isWholeOrder, CancellationToken cancellationToken)
    {
        (SigningOrder order, ReconciledAct? earlier) =
            await acts.FindAsync(IntentKind.Revocation, orderId, cancellationToken).ConfigureAwait(false);
        var act = new OrderAct(IntentKind.Revocation, order)
        {
            CertificateId = order.CertificateId,
            IsWholeOrder = isWholeOrder,
            Again = earlier is { Intent: { State: IntentState.InDoubt } again } ? again : null,
        };
        if (earlier is { Finding: ActFinding.Replaced })
        {
            throw ActFaults.NotRepeated(earlier.Intent, order);
        }

        if (certificateId is { } meant && order.CertificateId is { } inForce && meant != inForce)
        {
            throw ActFaults.NotInForce(order, meant);
        }

        if (order.Status == StatusWords.Revoked || earlier is { Finding: ActFinding.Done }
            || ActComparison.OpenRevocation(order) is not null)
        {
            return act with { IsDone = true, RequestId = ActComparison.OpenRevocation(order)?.RequestId };
        }

        return order.Status == StatusWords.Issued && order.CertificateId is not null ? act : throw ActFaults.NotRevocable(order);
    }

    /// <summary>What the revocation does, for the operator who is asked to confirm it.</summary>
    public static string Describe(OrderAct act, RevocationReason reason)
    {
        SigningOrder order = act.Order;
        string what = act.IsWholeOrder ? $"all certificates of {ActFaults.Whose(order)}"
            : $"certificate {act.CertificateId}{(order.SerialNumber is { } serial ? $" (serial number {serial})" : "")} of "
                + ActFaults.Whose(order);
        return $"REVOKE {what}, for the reason {RevocationWords.Of(reason)}. It cannot be undone. Documents that were signed with it may "
            + "count as not validly signed from then on: for most uses that holds for time-stamped signatures as well";
    }

    /// <summary>Revokes it, or asks for that, and looks whether it is revoked.</summary>
    /// <param name="act">As found by <see cref="FindAsync"/>, and confirmed.</param>
    /// <param name="reason">Why.</param>
    /// <param name="comment">For the approver; null for none.</param>
    /// <param name="skipsApproval">No approval is asked for.</param>
    /// <param name="cancellationToken">Stops the calls. Nobody knows then whether it is revoked.</param>
    /// <returns>With the request that waits for approval, where there is one.</returns>
    /// <exception cref="DocSigningException">RevocationNotSeen: the order does not show it; CertificateNotInForce.</exception>
    /// <exception cref="CertCentralException">The server refuses it.</exception>
    public async Task<OrderAct> RevokeAsync(
        OrderAct act, RevocationReason reason, string? comment, bool skipsApproval, CancellationToken cancellationToken)
    {
        if (act.IsWholeOrder)
        {
            // This call does not name the certificate that was confirmed, and the operator may have taken long.
            SigningOrder now =
                await ActReconciler.ReadAsync(acts.Client, act.Order.OrderId, cancellationToken).ConfigureAwait(false);
            if (now.CertificateId != act.CertificateId)
            {
                throw ActFaults.NotInForce(now, act.CertificateId!.Value);
            }
        }

        var body = new RevocationRequest
        {
            RevocationReason = RevocationWords.Of(reason),
            Comments = comment,
            SkipApproval = skipsApproval ? true : null,
        };
        return await acts.SendAsync(
            act,
            null,
            async (_, mayLeave, token) => Answer(await CallAsync(act, body, mayLeave, token).ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);
    }

    private Task<RequestInfo?> CallAsync(
        OrderAct act, RevocationRequest body, Func<Task<bool>> mayLeave, CancellationToken cancellationToken) => act.IsWholeOrder
        ? acts.Client.Orders.RevokeAsync(act.Order.OrderId, body, mayLeave, cancellationToken)
        : acts.Client.Orders.RevokeCertificateAsync(act.CertificateId!.Value, body, mayLeave, cancellationToken);

    /// <summary>An empty answer is what anybody can give.</summary>
    private static ActAnswer? Answer(RequestInfo? request) => request?.Id is { } id ? new ActAnswer(id) : null;
}

/// <summary>The reasons in the API's spelling.</summary>
internal static class RevocationWords
{
    public static string Of(RevocationReason reason)
    {
        string name = reason.ToString();
        return char.ToLowerInvariant(name[0]) + name.Substring(1);
    }
}
