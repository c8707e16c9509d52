using CertCentral.Errors;
using CertCentral.Orders;
using DigiCertDocSign.Certificates;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Decide;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Acts;

/// <summary>Asks for another certificate of an issued order, for a new key of the same person.</summary>
/// <remarks>
/// Services API: GET order/certificate/{order_id}, GET and POST order/certificate/{order_id}/reissue. For document signing neither a
/// common name nor a subject goes with it.
/// </remarks>
public sealed class OrderReissue(OrderActs acts)
{
    private const string OfToken =
        "DigiCert makes the key on another token, which it ships. The call takes no address, so ask DigiCert before where that token "
        + "goes; token and shipping may be charged. It is sent once: where no answer tells what became of it, somebody has to look. ";

    /// <summary>The reissue, if the order can have one; done where an earlier command has asked for it.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="csr">For the new key; null: DigiCert is to ship another token, on which it makes the key.</param>
    /// <param name="madeFor">Whom the CSR was made for; null where nobody says.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="DocSigningException">
    /// OrderOfAnotherProduct, OrderNotReissuable, KeyOfOldCertificate, CsrOfAnotherPerson, ActUnderWay; ActNotRepeated: an earlier command
    /// has asked for one with another key; ReissueNotSeen: what became of an earlier one is not known.
    /// </exception>
    /// <exception cref="CertCentralException">The order cannot be read.</exception>
    public async Task<OrderAct> FindAsync(long orderId, CsrInfo? csr, CsrOwner? madeFor, CancellationToken cancellationToken)
    {
        (SigningOrder order, ReconciledAct? earlier) =
            await acts.FindAsync(IntentKind.Reissue, orderId, cancellationToken).ConfigureAwait(false);
        var act = new OrderAct(IntentKind.Reissue, order) { IsSeen = true, CertificateId = order.CertificateId, Csr = csr };
        switch (earlier)
        {
            case { Finding: ActFinding.Done done }:
                return earlier.Intent.PublicKeySha256 == csr?.PublicKeySha256
                    ? act with
                    {
                        IsDone = true,
                        RequestId = ActComparison.Waiting(order, done.RequestId),
                        Earlier = csr is null ? earlier.Intent : null,
                    }
                    : throw ActFaults.NotRepeated(earlier.Intent, order);
            case { Intent.State: IntentState.InDoubt }:
                throw ActFaults.InDoubt(earlier.Intent, order);
        }

        if (order.Status != StatusWords.Issued || order.CertificateId is null || ActComparison.OpenRevocation(order) is not null
            || ActComparison.OpenReissue(order) is not null)
        {
            throw ActFaults.NotReissuable(order);
        }

        if (csr is null)
        {
            return order.ProvisioningMethod == nameof(ProvisioningMethod.ShipToken)
                ? await WithEarlierAsync(act, cancellationToken).ConfigureAwait(false)
                : throw ActFaults.NoTokenShipped(order);
        }

        await RequireNewKeyAsync(order, csr, earlier?.Intent, cancellationToken).ConfigureAwait(false);
        await new CsrGuard(acts.Journal, acts.AccountId)
            .CheckAsync(order, madeFor, csr.PublicKeySha256, cancellationToken).ConfigureAwait(false);
        return act;
    }

    /// <summary>What the reissue does, for the operator who is asked to confirm it.</summary>
    public static string Describe(OrderAct act, ReissueReason reason) =>
        $"Reissue {ActFaults.Whose(act.Order)} {ForWhichKey(act.Csr)}, under the same name; a changed name, address or organization is "
        + $"New-DocSigningRenewal -Replaces. {(act.Csr is null ? OfToken : "")}{OfEarlier(act)}"
        + $"When the new certificate is issued, DigiCert REVOKES the present one, {act.CertificateId}: documents that were "
        + "signed with it and bear no time stamp may count as not validly signed from then on"
        + (reason == ReissueReason.KeyCompromised
            ? ". Until then the present one stays valid: what ends it at once is Revoke-DocSigningCertificate, and then the person needs a "
                + "new order"
            : "")
        + (act.Csr is not null
            && act.Order.ProvisioningMethod is nameof(ProvisioningMethod.ShipToken) or nameof(ProvisioningMethod.ClientApp)
            ? $". The key of this order was made on its token ({act.Order.ProvisioningMethod}): whether CertCentral takes the CSR of "
                + "another key for it is not known"
            : "");

    /// <summary>Why nothing is asked for, where an earlier command has asked for it.</summary>
    public static string DescribeDone(OrderAct act) => act.Earlier is { } asked && act.RequestId is null
        ? $"Its reissue without a CSR was asked for already, {Named(asked)}, and certificate {act.CertificateId} is still the one that the "
            + "order had then. No second one is asked for: ask DigiCert whether the token is on its way."
        : "An earlier command has asked for this reissue already.";

    /// <summary>What the order shows after its reissue, where that is not what was asked for; null when all is well.</summary>
    /// <param name="act">Done.</param>
    public static string? NotAsAsked(OrderAct act) =>
        act is { Csr: null, IsSeen: true, Order.ProvisioningMethod: { } method } && method != nameof(ProvisioningMethod.ShipToken)
            ? $"Order {OrderLine.Whose(act.Order)}: a reissue without a CSR was asked for, for another token, and CertCentral shows now "
                + $"that its certificate is to come by {method}. Ask DigiCert whether a token is on its way."
            : null;

    private static string OfEarlier(OrderAct act) => act.Earlier is { } asked
        ? $"One was asked for before, {Named(asked)}, when the order had certificate {asked.CertificateId}. "
        : "";

    private static string Named(OrderIntent asked) => FormattableString.Invariant($"{asked.Reference} of {asked.CreatedAt:yyyy-MM-dd}");

    private static string ForWhichKey(CsrInfo? csr) =>
        csr is null ? "without a CSR" : $"for the key {csr.KeyType} {csr.KeySize}, SHA-256 {csr.PublicKeySha256}";

    /// <summary>Asks for it, and looks whether the order shows it.</summary>
    /// <param name="act">As found by <see cref="FindAsync"/>, and confirmed.</param>
    /// <param name="reason">Why: the API has no field for it, so the approver reads it in the comment.</param>
    /// <param name="comment">For the approver as well; null for none.</param>
    /// <param name="skipsApproval">No approval is asked for.</param>
    /// <param name="keyReference">Where the new private key lives; null where nobody says.</param>
    /// <param name="cancellationToken">Stops the calls. Nobody knows then whether it is asked for.</param>
    /// <returns>With the request that waits for approval, where there is one.</returns>
    /// <exception cref="DocSigningException">
    /// ReissueNotSeen: the order does not show it; CallNotOffered: the server takes none without a CSR.
    /// </exception>
    /// <exception cref="CertCentralException">The server refuses it.</exception>
    public async Task<OrderAct> RequestAsync(
        OrderAct act, ReissueReason reason, string? comment, bool skipsApproval, string? keyReference,
        CancellationToken cancellationToken)
    {
        try
        {
            return await acts.SendAsync(act, keyReference, SendAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (CallRefusedException refused) when (act.Csr is null && refused.Errors.Any(NamesCsr))
        {
            throw ActFaults.TakesNoReissueWithoutCsr(act.Order, refused);
        }

        async Task<ActAnswer?> SendAsync(string reference, Func<Task<bool>> mayLeave, CancellationToken token)
        {
            var body = new OrderReissueRequest
            {
                Certificate = new OrderRequestCertificate
                {
                    Csr = act.Csr?.OneLine,
                    SignatureHash = act.Order.SignatureHash?.ToLowerInvariant(),
                },
                CsProvisioningMethod = act.Csr is null ? WireWords.Of(ProvisioningMethod.ShipToken) : null,
                SkipApproval = skipsApproval ? true : null,
                Comments = IntentReference.Sign($"{Words(reason)} {comment}".Trim(), reference),
            };
            OrderCreated created =
                await acts.Client.Orders.ReissueAsync(act.Order.OrderId, body, mayLeave, token).ConfigureAwait(false);
            return new ActAnswer(created.Requests?.FirstOrDefault()?.Id);
        }
    }

    private static bool NamesCsr(ApiError error) =>
        $"{error.Code} {error.Message}".IndexOf("csr", StringComparison.OrdinalIgnoreCase) >= 0;

    private static string Words(ReissueReason reason) => reason switch
    {
        ReissueReason.TokenLost => "The token is lost.",
        ReissueReason.KeyCompromised => "Somebody else may have the key.",
        _ => "The person has a new token.",
    };

    /// <summary>As long as the certificate is there for which a token was asked for, that one is to come, whatever shows of it.</summary>
    private async Task<OrderAct> WithEarlierAsync(OrderAct act, CancellationToken cancellationToken)
    {
        OrderIntent? asked = acts.Journal is null
            ? null
            : await TokenReissues.FindAsync(acts.Journal, acts.AccountId, act.Order, cancellationToken).ConfigureAwait(false);
        return act with { Earlier = asked, IsDone = asked is not null && TokenReissues.IsToCome(asked, act.Order) };
    }

    /// <summary>A lost key must not come back with its new certificate, whichever of the order's certificates it was lost with.</summary>
    private async Task RequireNewKeyAsync(
        SigningOrder order, CsrInfo csr, OrderIntent? earlier, CancellationToken cancellationToken)
    {
        string present = CsrDigest.OfPublicKey(order.Csr)
            ?? (await new CertificateFetcher(acts.Client).FetchAsync(order, cancellationToken).ConfigureAwait(false)).PublicKeySha256;
        if (present == csr.PublicKeySha256)
        {
            throw ActFaults.KeyOfOldCertificate(order);
        }

        IReadOnlyList<ReissuedCertificate>? reissues =
            await ActReconciler.ListReissuesAsync(acts.Client, order.OrderId, cancellationToken).ConfigureAwait(false);
        ReissuedCertificate[] ofKey = [.. (reissues ?? []).Where(row => CsrDigest.OfPublicKey(row.Csr) == csr.PublicKeySha256)];
        bool isRejected = ofKey.Length > 0 && Array.TrueForAll(ofKey, ActComparison.IsRejected);
        if ((ofKey.Length > 0 && !isRejected)
            || (!isRejected && await HasHadAsync(order, csr, earlier, cancellationToken).ConfigureAwait(false)))
        {
            throw ActFaults.KeyOfFormerCertificate(order);
        }
    }

    /// <summary>The journal has the key for this order, and no rejection of it.</summary>
    private async Task<bool> HasHadAsync(SigningOrder order, CsrInfo csr, OrderIntent? earlier, CancellationToken cancellationToken)
    {
        if (acts.Journal is not { } journal)
        {
            return false;
        }

        var filter = new JournalFilter { AccountId = acts.AccountId, PublicKeySha256 = csr.PublicKeySha256 };
        await foreach (OrderIntent entry in journal.ReadAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            // In a trial, what has just been reconciled stands in the journal as it was before.
            OrderIntent now = entry.Reference == earlier?.Reference ? earlier : entry;
            bool isRejected = now is { Kind: IntentKind.Reissue, State: IntentState.Closed };
            if (now.KeyOrderId == order.OrderId && now.MayHaveTheKey && !isRejected)
            {
                return true;
            }
        }

        return false;
    }
}
