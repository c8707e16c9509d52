using CertCentral;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering.Reconcile;

/// <summary>Whether an order is that of an intent.</summary>
public enum OrderLikeness
{
    /// <summary>It is certainly another one.</summary>
    Different,

    /// <summary>It may be, and nothing that is shown decides: a person has to look.</summary>
    Possible,

    /// <summary>It is.</summary>
    Same,
}

/// <summary>What the server shows of an order. What is not shown is null or empty, and proves nothing.</summary>
public sealed record OrderEvidence
{
    public required long OrderId { get; init; }

    /// <summary>Of its requests, but for those of a reissue or a revocation, which carry references of their own.</summary>
    public IReadOnlyList<string?> Comments { get; init; } = [];

    public string? Csr { get; init; }

    public string? Email { get; init; }

    /// <summary>As the subject, the common name and the list have it.</summary>
    public IReadOnlyList<string?> Names { get; init; } = [];

    public WireMoment? Created { get; init; }

    /// <summary>The journal has it as the order of another intent.</summary>
    public bool IsOfAnotherIntent { get; init; }

    /// <param name="listed">As the list showed it.</param>
    /// <param name="details">As order info shows it; null when it shows nothing.</param>
    internal static OrderEvidence Of(ListedOrder listed, SigningOrder? details) => details is null
        ? new OrderEvidence { OrderId = listed.OrderId, Names = [listed.Name], Created = listed.Created }
        : new OrderEvidence
        {
            OrderId = listed.OrderId,
            Comments = [.. details.OrderComments],
            Csr = details.Csr,
            Email = details.Email,
            Names = [OrderName.Of(details.GivenName, details.Surname), details.CommonName, listed.Name],
            Created = details.Created ?? listed.Created,
        };
}

/// <summary>
/// Is this order that intent's? Every fact about the server is a guess, so what is missing, other or unreadable leads to a human look and
/// never to a second order. The first rule that applies decides.
/// </summary>
public static class OrderComparison
{
    /// <summary>How much two right clocks may differ.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(5);

    /// <summary>An order stands in the server's records so soon after its call has ended, if at all.</summary>
    private static readonly TimeSpan LatestCreation = TimeSpan.FromMinutes(15);

    /// <summary>Pure: the same facts, the same answer.</summary>
    public static OrderLikeness Compare(OrderIntent intent, OrderEvidence order)
    {
        bool isOurs = order.Comments.Any(comment => IntentReference.IsIn(comment, intent.Reference));
        bool? sameEmail = MailAddressForm.Readable(order.Email)?.Equals(EmailAddress.Of(intent.Email));
        bool? sameCsr = CsrDigest.IsOf(intent.CsrSha256, order.Csr);

        // The journal may have this order under another intent, because an answer bore a wrong number. Our own reference shows that.
        if (isOurs)
        {
            return order.IsOfAnotherIntent || (sameEmail == false && sameCsr == false) ? OrderLikeness.Possible : OrderLikeness.Same;
        }

        // A renewal may bear the CSR of the order before it. Any other order with an equal CSR is hardly another one, whatever its id.
        bool isRenewal = intent.TargetOrderId is not null;
        bool isListedBefore = IsListedBefore(intent, order);

        // Ids may rise in blocks: with the same address and made since the sending, both by the clock of the server, it may be its own.
        bool isMadeSince =
            sameEmail == true && order.Created?.Latest >= (intent.ServerTimeAtSend ?? intent.CreatedAt) - ClockSlack;
        if (order.IsOfAnotherIntent || order.Comments.Any(IntentReference.IsInAny) || IsOlder(intent, order)
            || (isListedBefore && !isMadeSince && (sameCsr != true || isRenewal)))
        {
            return OrderLikeness.Different;
        }

        if (sameCsr == true)
        {
            bool mayBeOlder = isListedBefore || (isRenewal && order.Created is null);
            return sameEmail == false || mayBeOlder ? OrderLikeness.Possible : OrderLikeness.Same;
        }

        return IsYounger(intent, order) ? OrderLikeness.Different : ByPerson(intent, order, sameEmail, sameCsr);
    }

    /// <summary>When nothing but the address is the same, somebody may have ordered at the console in the same minutes.</summary>
    private static OrderLikeness ByPerson(OrderIntent intent, OrderEvidence order, bool? sameEmail, bool? sameCsr)
    {
        bool? fits = NameKeys.FitsOne(intent.GivenName, intent.Surname, order.Names);
        bool isPossible = sameEmail switch
        {
            true => true,
            false => fits == true && sameCsr is null,
            null => fits != false,
        };
        return isPossible ? OrderLikeness.Possible : OrderLikeness.Different;
    }

    /// <summary>Nothing older than this can be the intent's order, whichever clock is wrong.</summary>
    internal static DateTimeOffset Earliest(OrderIntent intent) => Sent(intent) - ClockSlack;

    /// <summary>By the clock that is behind: neither one that leaps ahead here nor one there may make its own order look older.</summary>
    private static DateTimeOffset Sent(OrderIntent intent) =>
        intent.ServerTimeAtSend is { } there && there < intent.CreatedAt ? there : intent.CreatedAt;

    /// <summary>It stood before the intent was first sent.</summary>
    private static bool IsOlder(OrderIntent intent, OrderEvidence order) =>
        order.OrderId == intent.TargetOrderId
        || (intent.ServerTimeAtSend is not null && order.Created?.Latest < Earliest(intent));

    /// <summary>
    /// Its id is not above the highest that the lists had shown before the sending, and ids rise with time.
    /// </summary>
    private static bool IsListedBefore(OrderIntent intent, OrderEvidence order) =>
        order.OrderId <= intent.HighestOrderIdBefore
        && !(order.Created?.Earliest > (intent.ServerTimeAtSend ?? intent.CreatedAt) + ClockSlack);

    /// <summary>It was made so long after the call had ended that it is another purchase.</summary>
    private static bool IsYounger(OrderIntent intent, OrderEvidence order) =>
        Ended(intent) is { } ended && order.Created?.Earliest > ended + LatestCreation;

    /// <summary>When the call had ended, by the clock that is ahead; null when nobody noted it, or the server did not tell.</summary>
    private static DateTimeOffset? Ended(OrderIntent intent) =>
        intent.SendEndedAt is { } here && intent.ServerTimeAtEnd is { } there ? (here > there ? here : there) : null;
}
