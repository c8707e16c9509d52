using CertCentral.Errors;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Text;

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
            StatusWords.Issued => "Its certificate is issued: what ends that is a revocation, by Revoke-DocSigningCertificate.",
            StatusWords.Processing => "DigiCert issues it at this moment.",
            _ when StatusWords.IsDead(order.Status) => "It has ended already.",
            _ => "Look at it in CertCentral.",
        });

    public static DocSigningException NotRevocable(SigningOrder order) => new(
        FaultKind.OrderNotRevocable,
        Field,
        $"{Name(order)} is {order.Status}, so there is no certificate that can be revoked. " + order.Status switch
        {
            StatusWords.NeedsApproval => "It waits for approval: reject its request with Deny-DocSigningRequest.",
            StatusWords.ReissuePending => "CertCentral revokes none while a reissue is under way. Cancel the reissue with "
                + "Stop-DocSigningOrder and revoke then, or wait until it is issued: DigiCert revokes the present certificate itself then.",
            StatusWords.Pending or StatusWords.Approved or StatusWords.NeedsCsr or StatusWords.WaitingPickup =>
                "Cancel it with Stop-DocSigningOrder.",
            StatusWords.Processing => "DigiCert issues it at this moment: run the command again when it is issued.",
            StatusWords.Issued => "CertCentral does not show which certificate it has. Look at it there.",
            _ when StatusWords.IsDead(order.Status) => "It has ended already.",
            _ => "Look at it in CertCentral.",
        });

    public static DocSigningException NotReissuable(SigningOrder order) => new(
        FaultKind.OrderNotReissuable,
        Field,
        $"{Name(order)} is {order.Status} and cannot be reissued. " + order.Status switch
        {
            StatusWords.ReissuePending => $"A reissue is under way already{RequestOf(ActComparison.OpenReissue(order))}. Cancel it with "
                + "Stop-DocSigningOrder where another one is meant.",
            StatusWords.Issued when ActComparison.OpenRevocation(order) is { } revocation =>
                $"Its revocation waits for approval{RequestOf(revocation)}: reject that with Deny-DocSigningRequest first.",
            StatusWords.Issued when ActComparison.OpenReissue(order) is { } reissue =>
                $"A reissue waits for approval already{RequestOf(reissue)}.",
            StatusWords.Issued => "CertCentral does not show which certificate it has. Look at it there.",
            StatusWords.NeedsApproval or StatusWords.Pending or StatusWords.NeedsCsr or StatusWords.WaitingPickup =>
                "It is not issued yet: give it another CSR with Update-DocSigningCsr.",
            StatusWords.Processing => "DigiCert issues it at this moment: run the command again when it is issued.",
            _ when StatusWords.IsDead(order.Status) => "It has ended: the person needs a new order, by New-DocSigningOrder.",
            _ => "Look at it in CertCentral.",
        });

    /// <summary>Another certificate is in force than the one that is meant.</summary>
    public static DocSigningException NotInForce(SigningOrder order, long meant) => new(
        FaultKind.CertificateNotInForce,
        "CertificateId",
        $"CertificateId: certificate {meant} is not the one in force of {Whose(order)}; that is {Certificate(order)}. Nothing was revoked. "
        + "A certificate that a reissue has replaced, DigiCert revokes itself. Name the one that is meant.");

    /// <inheritdoc cref="NotInForce(SigningOrder, long)"/>
    public static DocSigningException NotInForce(SigningOrder order, string serialNumber) => new(
        FaultKind.CertificateNotInForce,
        "SerialNumber",
        $"SerialNumber: the certificate with the serial number {serialNumber} is not the one in force of {Whose(order)}; that is "
        + $"{Certificate(order)}, with the number {order.SerialNumber ?? "that is not shown"}. Nothing was revoked. "
        + "A certificate that a reissue has replaced, DigiCert revokes itself. Name the one that is meant.");

    /// <summary>A list shows it without an id, so that no call can name it; or it is another order's.</summary>
    public static DocSigningException NotToBeTold(SigningOrder order, SigningCertificate meant) => new(
        FaultKind.CertificateNotInForce,
        "Certificate",
        (meant.OrderId == order.OrderId
            ? $"Certificate: CertCentral shows no id of {meant}, and the one in force of {Whose(order)} is {Certificate(order)}."
            : $"Certificate: {meant}, and not one of {Whose(order)}.")
        + " Nothing was revoked. Name the one that is meant with -CertificateId.");

    /// <summary>All certificates are to be revoked, and a revocation waits already.</summary>
    public static string MayBeOfOne(SigningOrder order, SigningOrderRequest open) =>
        $"{Name(order)}: a revocation waits for approval already{RequestOf(open)}. It may be for one certificate alone, so all are "
        + "asked for now.";

    /// <summary>Something has changed while the operator was asked.</summary>
    /// <param name="act">As it was confirmed.</param>
    /// <param name="now">The order as it is.</param>
    public static DocSigningException Changed(OrderAct act, SigningOrder now) => now.Status == act.Order.Status
        ? new(
            FaultKind.CertificateNotInForce,
            Field,
            $"{Name(now)} has changed since its {Noun(act.Kind)} was confirmed: it had certificate {act.CertificateId} in force, and "
            + $"now that is {Certificate(now)}. Nothing was sent. Run the command again where it is still meant.")
        : new(
            FaultKind.OrderChanged,
            Field,
            $"{Name(now)} has changed since its {Noun(act.Kind)} was confirmed: it was {act.Order.Status}, and is {now.Status} now. "
            + "Nothing was sent. Look at it, and run the command again where it is still meant.");

    /// <summary>Too much time has passed between the last look at the order and the call.</summary>
    public static DocSigningException TooLate(OrderAct act, Exception late) => new(
        FaultKind.ActTooLate,
        Field,
        $"{Name(act.Order)}: the {Noun(act.Kind)} was not sent, because this machine or its journal stood still right before, and the "
            + "order may have changed meanwhile. Run the command again: it looks at the order anew.",
        late);

    /// <summary>Something has come that neither the status of the order nor its certificate shows.</summary>
    /// <param name="act">As it was confirmed.</param>
    /// <param name="now">The order as it is.</param>
    /// <param name="what">Has come, in a sentence.</param>
    public static DocSigningException Changed(OrderAct act, SigningOrder now, string what) => new(
        FaultKind.OrderChanged,
        Field,
        $"{Name(now)} has changed since its {Noun(act.Kind)} was confirmed. {what} Nothing was sent. Look at it, and run the command again "
        + "where it is still meant.");

    /// <inheritdoc cref="Changed(OrderAct, SigningOrder, string)"/>
    public static DocSigningException Changed(OrderAct act, SigningOrder now, SigningOrderRequest waiting) => Changed(
        act, now, $"A {(waiting.Type == StatusWords.Revoke ? "revocation" : "reissue")} waits for approval since{RequestOf(waiting)}.");

    /// <summary>While the operator was asked, another command has asked for a token.</summary>
    public static DocSigningException TokenAskedFor(OrderIntent asked, SigningOrder now) => new(
        FaultKind.ActNotRepeated,
        Field,
        $"{Name(now)}: another command has asked for its reissue without a CSR meanwhile, {asked.Reference}. Nothing was sent by this "
        + "one.");

    /// <summary>It was not carried out, and the journal does not know that.</summary>
    /// <param name="act">That was to be done.</param>
    /// <param name="problem">Why it was not.</param>
    /// <param name="journalFailed">Why it could not be noted.</param>
    public static DocSigningException UndoneAndNotNoted(OrderAct act, string problem, DocSigningException journalFailed) =>
        CollectedFaults.Reworded(
            journalFailed,
            $"{Name(act.Order)}: the {Noun(act.Kind)} was not carried out. {Sentence.WithoutStop(problem)}. The journal could not "
            + $"note that, so the next command asks CertCentral again. {journalFailed.Message}");

    public static DocSigningException KeyOfOldCertificate(SigningOrder order) => new(
        FaultKind.KeyOfOldCertificate,
        "Csr",
        $"Csr: it is for the key that {Whose(order)} has its present certificate for. A reissue gives the person another key; nothing was "
        + "sent. Make a new key and CSR with New-DocSigningCsr, in another place than the old one.");

    /// <summary>The order, or a reissue of it, has had that key.</summary>
    public static DocSigningException KeyOfFormerCertificate(SigningOrder order) => new(
        FaultKind.KeyOfOldCertificate,
        "Csr",
        $"Csr: it is for a key that {Whose(order)} has had before, or was to have. A key that may be lost or in other hands must not come "
        + "back; nothing was sent. Make a new key and CSR with New-DocSigningCsr, in another place than the old one.");

    /// <summary>A reissue without a CSR is for a token that DigiCert ships, and this order has none of those.</summary>
    public static DocSigningException NoTokenShipped(SigningOrder order) => new(
        FaultKind.OrderNotReissuable,
        "Csr",
        $"Csr: {Whose(order)} is provisioned by {order.ProvisioningMethod ?? "a way that is not shown"}, and DigiCert makes the key only "
        + "where it ships the token (ShipToken). Nothing was sent. Make a new key and CSR with New-DocSigningCsr and give it as -Csr. "
        + "Where a token of the person's own can make no CSR, ask DigiCert support for the rekey.");

    /// <summary>No page describes such a call for this product, so an account may not have it.</summary>
    public static DocSigningException TakesNoReissueWithoutCsr(SigningOrder order, CertCentralException refused) => new(
        FaultKind.CallNotOffered,
        Field,
        $"{Name(order)}: CertCentral takes no reissue without a CSR. {refused.Message} DigiCert support replaces a token that it has "
        + "shipped; where the person has a token of their own, give its CSR as -Csr.",
        refused);

    /// <summary>It is not known whether the order has another CSR now.</summary>
    /// <param name="order">As it was before.</param>
    /// <param name="now">As it is; null where it could not be read.</param>
    /// <param name="unnoted">Why the journal does not have the new key; null when it has.</param>
    /// <param name="failure">Null: the server has answered that all is well.</param>
    /// <param name="unread">Why the order could not be read.</param>
    public static DocSigningException CsrNotSeen(
        SigningOrder order, SigningOrder? now, string? unnoted, CertCentralException? failure, CertCentralException? unread) => new(
        FaultKind.CsrNotSeen,
        Field,
        $"{Name(order)}: whether it has the new CSR is not known. CertCentral {(failure is null ? "says so" : "has not confirmed it")}, "
        + $"and the order {(now is null ? "could not be read" : CsrOf(order, now))}. "
        + $"{(failure ?? unread)?.Message}".TrimEnd() + (failure is null && unread is null ? "" : " ")
        + (unnoted is null ? "The journal has the key of either CSR meanwhile. "
            : "The journal does not have the new key, so keep it, and name it with -KeyReference when the certificate is fetched. "
                + $"{Sentence.WithoutStop(unnoted)}. ")
        + $"Look with Get-DocSigningOrder -OrderId {order.OrderId} in some minutes. The same command may be run again then; what the order "
        + "has already is not sent again.",
        failure ?? unread);

    /// <summary>Another CSR was sent before, and nobody knows whether the order has that one or the one before it.</summary>
    public static DocSigningException EarlierCsrInDoubt(SigningOrder order) => new(
        FaultKind.EarlierCsrInDoubt,
        "Csr",
        $"Csr: {Whose(order)} was sent another CSR before and shows none, so it is not known which of two keys it has. With a third, "
        + "the journal would lose one of them; nothing was sent. Send one of the two again, or wait until the order shows its CSR or is "
        + "issued. A CSR that is given in the console of CertCentral needs no room; name its key with -KeyReference when the certificate "
        + "is fetched.");

    /// <summary>It has the key of the CSR, and does not wait for one.</summary>
    public static DocSigningException TakesNoCsr(SigningOrder order) => new(
        FaultKind.OrderTakesNoCsr,
        Field,
        $"{Name(order)} is {order.Status} and shows this CSR already. Such an order takes no CSR; nothing was sent, and nothing was "
        + "noted. " + (StatusWords.IsDead(order.Status)
            ? "It has ended: the person needs a new order, by New-DocSigningOrder."
            : "Another key comes with a reissue, by Request-DocSigningReissue."));

    /// <summary>A run is at work on it, or was faster.</summary>
    public static DocSigningException UnderWay(OrderIntent act) =>
        UnderWay($"{act.TargetOrderId}{OrderLine.For(act.Person, act.Email)}", act.Kind, act.Reference + act.ByWhom);

    /// <inheritdoc cref="UnderWay(OrderIntent)"/>
    public static DocSigningException UnderWay(SigningOrder order, IntentKind kind) => UnderWay(OrderLine.Whose(order), kind, null);

    /// <summary>What an earlier command was to do is done, or cannot be done any more, so that this one must be meant anew.</summary>
    public static DocSigningException NotRepeated(OrderIntent act, SigningOrder order) => new(
        FaultKind.ActNotRepeated,
        Field,
        $"{Name(order)}: an earlier command has left the {Noun(act.Kind)} {act.Reference} in doubt. "
        + (act.State == IntentState.Placed
            ? $"CertCentral has it{(act.RequestId is { } id ? $", as request {id}" : "")}, for another key than the one of this command."
            : act.Problem)
        + " Nothing was sent now. Run the command again where this one is meant.");

    /// <summary>It is not known whether it was carried out.</summary>
    /// <param name="act">As the journal has it.</param>
    /// <param name="order">The order, where it is known.</param>
    /// <param name="inner">Why.</param>
    public static DocSigningException InDoubt(OrderIntent act, SigningOrder? order = null, Exception? inner = null)
    {
        string name = order is null ? $"Order {act.TargetOrderId}{OrderLine.For(act.Person, act.Email)}" : Name(order);
        string look = $"Look with Get-DocSigningOrder -OrderId {act.TargetOrderId} in some minutes.";
        string byHand = $" Where CertCentral will never show the order again, Resume-DocSigningOrder -Reference {act.Reference} -NotPlaced "
            + "ends the doubt.";
        return act.Kind switch
        {
            IntentKind.Cancellation => new(
                FaultKind.CancellationNotSeen,
                Field,
                $"{name}: whether it is canceled is not known. {Reason(act)} {look} Stop-DocSigningOrder may be run again then."
                + byHand,
                inner),
            IntentKind.Revocation => new(
                FaultKind.RevocationNotSeen,
                Field,
                $"{name}: whether {(act.IsWholeOrder ? "all its certificates are" : $"certificate {act.CertificateId} is")} revoked is not "
                + $"known. {Reason(act)} {look} Revoke-DocSigningCertificate may be run again then." + byHand,
                inner),
            _ when act.PublicKeySha256 is null => new(
                FaultKind.ReissueNotSeen,
                Field,
                $"{name}: whether its reissue without a CSR was asked for is not known. {Reason(act)} It is not sent again: ask DigiCert "
                + $"whether a token is on its way. Resume-DocSigningOrder -Reference {act.Reference} -OrderId {act.TargetOrderId} says "
                + $"that it was asked for, and -Reference {act.Reference} -NotPlaced that it was not.",
                inner),
            _ => new(
                FaultKind.ReissueNotSeen,
                Field,
                $"{name}: whether its reissue was asked for is not known. {Reason(act)} Its reference is {act.Reference}. Do not ask for "
                + $"it elsewhere. {look} Resume-DocSigningOrder, or the same command again, asks CertCentral." + byHand,
                inner),
        };
    }

    /// <summary>It is done, and the journal does not know it.</summary>
    public static string NotNoted(OrderAct act, DocSigningException journalFailed) =>
        $"{Name(act.Order)}: CertCentral has the {Noun(act.Kind)}, and the journal could not note it. {journalFailed.Message}";

    /// <summary>An order in the middle of a sentence.</summary>
    public static string Whose(SigningOrder order) => $"order {OrderLine.Whose(order)}";

    private static DocSigningException UnderWay(string whose, IntentKind kind, string? reference) => new(
        FaultKind.ActUnderWay,
        Field,
        $"Order {whose}: another command is at work on its {Noun(kind)}{(reference is null ? "" : $" ({reference})")}. Nothing was sent "
        + "by this one. Run it again when the other has ended.");

    private static string CsrOf(SigningOrder before, SigningOrder now) => CsrDigest.OfPublicKey(now.Csr) is not { } key ? "shows no CSR"
        : key == CsrDigest.OfPublicKey(before.Csr) ? "still shows the earlier key"
        : "shows another key than the new one";

    private static string Name(SigningOrder order) => $"Order {OrderLine.Whose(order)}";

    private static string Noun(IntentKind kind) => kind.ToString().ToLowerInvariant();

    private static string Reason(OrderIntent act) => $"{Sentence.WithoutStop(act.Problem ?? "The answer never came")}.";

    private static string RequestOf(SigningOrderRequest? request) => request?.RequestId is { } id ? $" (request {id})" : "";

    private static string Certificate(SigningOrder order) => order.CertificateId is { } id ? $"certificate {id}" : "not shown";
}
