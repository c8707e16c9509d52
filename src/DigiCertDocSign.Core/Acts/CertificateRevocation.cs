using CertCentral.Errors;
using CertCentral.Orders;
using CertCentral.Requests;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;

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
    /// <param name="serialNumber">Of the certificate that is meant, beside its id or in its place; null or blank for none.</param>
    /// <param name="isWholeOrder">All certificates of the order, also those that reissues have replaced.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="DocSigningException">
    /// OrderOfAnotherProduct, OrderNotRevocable, ActUnderWay; CertificateNotInForce: another certificate is in force than the one that is
    /// meant; ActNotRepeated: it has been replaced since an earlier command was to revoke it.
    /// </exception>
    /// <exception cref="CertCentralException">The order cannot be read.</exception>
    public async Task<OrderAct> FindAsync(
        long orderId, long? certificateId, string? serialNumber, bool isWholeOrder, CancellationToken cancellationToken)
    {
        (SigningOrder order, ReconciledAct? earlier) =
            await acts.FindAsync(IntentKind.Revocation, orderId, cancellationToken).ConfigureAwait(false);
        var act = new OrderAct(IntentKind.Revocation, order)
        {
            IsSeen = true,
            CertificateId = order.CertificateId,
            IsWholeOrder = isWholeOrder,
            Again = earlier is { Intent: { State: IntentState.InDoubt } again } ? again : null,
        };
        if (earlier is { Finding: ActFinding.Replaced })
        {
            throw ActFaults.NotRepeated(earlier.Intent, order);
        }

        RequireInForce(order, certificateId, serialNumber);

        // What an earlier command has asked for, or waits, may be for one certificate of several.
        SigningOrderRequest? open = ActComparison.OpenRevocation(order);
        SigningOrderRequest? ofAll = isWholeOrder
            ? await acts.FindAskedForAllAsync(orderId, ActComparison.OpenRevocations(order), cancellationToken).ConfigureAwait(false)
            : null;
        bool isAskedFor = isWholeOrder
            ? earlier is { Finding: ActFinding.Done, Intent.IsWholeOrder: true } || ofAll is not null
            // An account may leave an order issued whose certificate is revoked.
            : open is not null || earlier is { Finding: ActFinding.Done } || order.CertificateStatus == StatusWords.Revoked;
        if (order.Status == StatusWords.Revoked || isAskedFor)
        {
            long? requestId = ofAll?.RequestId ?? (earlier?.Finding as ActFinding.Done)?.RequestId ?? open?.RequestId;
            return act with { IsDone = true, RequestId = ActComparison.Waiting(order, requestId) };
        }

        return order.Status == StatusWords.Issued && order.CertificateId is not null
            ? act with { Doubt = open is null ? null : ActFaults.MayBeOfOne(order, open) }
            : throw ActFaults.NotRevocable(order);
    }

    /// <summary>The revocation of a certificate that a list shows, and never of another in its place.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="meant">One of its certificates.</param>
    /// <param name="isWholeOrder">All certificates of the order, also those that reissues have replaced.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <inheritdoc cref="FindAsync(long, long?, string?, bool, CancellationToken)"/>
    public async Task<OrderAct> FindAsync(
        long orderId, SigningCertificate meant, bool isWholeOrder, CancellationToken cancellationToken)
    {
        if (meant.CertificateId is null || meant.OrderId != orderId)
        {
            SigningOrder order = await ActReconciler.ReadAsync(acts.Client, orderId, cancellationToken).ConfigureAwait(false);
            throw ActFaults.NotToBeTold(order, meant);
        }

        return await FindAsync(orderId, meant.CertificateId, meant.SerialNumber, isWholeOrder, cancellationToken).ConfigureAwait(false);
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
    /// <param name="act">As found by <see cref="FindAsync(long, long?, string?, bool, CancellationToken)"/>, and confirmed.</param>
    /// <param name="reason">Why.</param>
    /// <param name="comment">For the approver; null for none.</param>
    /// <param name="skipsApproval">No approval is asked for.</param>
    /// <param name="cancellationToken">Stops the calls. Nobody knows then whether it is revoked.</param>
    /// <returns>With the request that waits for approval, where there is one.</returns>
    /// <exception cref="DocSigningException">RevocationNotSeen: the order does not show it; CertificateNotInForce.</exception>
    /// <exception cref="CertCentralException">The server refuses it.</exception>
    public Task<OrderAct> RevokeAsync(
        OrderAct act, RevocationReason reason, string? comment, bool skipsApproval, CancellationToken cancellationToken)
    {
        // By the reference a request for all certificates is told from one for a single certificate.
        RevocationRequest Body(string reference) => new()
        {
            RevocationReason = RevocationWords.Of(reason),
            Comments = act.IsWholeOrder ? IntentReference.Sign(comment, reference) : comment,
            SkipApproval = skipsApproval ? true : null,
        };
        return acts.SendAsync(
            act with { Reason = reason.ToString() },
            null,
            async (reference, mayLeave, token) =>
                Answer(await CallAsync(act, Body(reference), mayLeave, token).ConfigureAwait(false)),
            cancellationToken);
    }

    private Task<RequestInfo?> CallAsync(
        OrderAct act, RevocationRequest body, Func<Task<bool>> mayLeave, CancellationToken cancellationToken) => act.IsWholeOrder
        ? acts.Client.Orders.RevokeAsync(act.Order.OrderId, body, mayLeave, cancellationToken)
        : acts.Client.Orders.RevokeCertificateAsync(act.CertificateId!.Value, body, mayLeave, cancellationToken);

    /// <exception cref="DocSigningException">CertificateNotInForce.</exception>
    private static void RequireInForce(SigningOrder order, long? certificateId, string? serialNumber)
    {
        if (certificateId is { } meant && order.CertificateId is { } inForce && meant != inForce)
        {
            throw ActFaults.NotInForce(order, meant);
        }

        // Where an order does not show it, the id says which one is meant.
        bool isToldBySerial = order.SerialNumber is not null || certificateId is null;
        if (order.Status != StatusWords.Revoked && isToldBySerial && serialNumber is not null && !string.IsNullOrWhiteSpace(serialNumber)
            && !IsSerial(order, serialNumber))
        {
            throw ActFaults.NotInForce(order, serialNumber);
        }
    }

    private static bool IsSerial(SigningOrder order, string serialNumber) =>
        order.SerialNumber is { } shown && IssuedCertificate.IsSameSerialNumber(shown, serialNumber);

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
