using DigiCertDocSign.Csr;
using DigiCertDocSign.Journal;
using DigiCertDocSign.People;

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
public sealed record ShownOrder
{
    public required long OrderId { get; init; }

    /// <summary>Of all its requests.</summary>
    public IReadOnlyList<string?> Comments { get; init; } = [];

    public string? Csr { get; init; }

    public string? Email { get; init; }

    /// <summary>As the subject, the common name and the list have it.</summary>
    public IReadOnlyList<string?> Names { get; init; } = [];

    public DateTimeOffset? Created { get; init; }

    /// <summary>The journal has it as the order of another intent.</summary>
    public bool IsOfAnotherIntent { get; init; }

    /// <param name="order">As order info shows it.</param>
    /// <param name="listedName">As the list showed it.</param>
    public static ShownOrder Of(SigningOrder order, string? listedName) => new()
    {
        OrderId = order.OrderId,
        Comments = [.. order.Requests.Select(request => request.Comments)],
        Csr = order.Csr,
        Email = order.Email,
        Names = [OrderName.Of(order.GivenName, order.Surname), order.CommonName, listedName],
        Created = order.DateCreated,
    };
}

/// <summary>
/// Is this order that intent's? Every fact about the server is a guess, so what is missing, other or unreadable leads to a human look and
/// never to a second order. The first rule that applies decides.
/// </summary>
public static class OrderComparison
{
    // A date that names no zone may be off by hours, and the client does not tell such a date from one that names it.
    internal static readonly TimeSpan ZoneSlack = TimeSpan.FromDays(1);

    /// <summary>Pure: the same facts, the same answer.</summary>
    public static OrderLikeness Compare(OrderIntent intent, ShownOrder order)
    {
        bool isOurs = order.Comments.Any(comment => IntentReference.IsIn(comment, intent.Reference));
        bool? sameEmail = IsEmail(intent, order.Email);
        bool? sameCsr = CsrDigest.IsOf(intent.CsrSha256, order.Csr);

        // The journal may have an order under another intent because an answer bore a wrong number: our own reference says so.
        if (isOurs)
        {
            return order.IsOfAnotherIntent || (sameEmail == false && sameCsr == false) ? OrderLikeness.Possible : OrderLikeness.Same;
        }

        if (order.IsOfAnotherIntent || order.Comments.Any(IntentReference.IsInAny) || IsOlder(intent, order))
        {
            return OrderLikeness.Different;
        }

        if (sameCsr == true)
        {
            return sameEmail == false ? OrderLikeness.Possible : OrderLikeness.Same;
        }

        // The same address and no more may be a purchase at the console; when the call ended, the journal does not know.
        bool? fits = Fits(intent, order.Names);
        bool isPossible = sameEmail switch
        {
            true => true,
            false => fits == true && sameCsr is null,
            null => fits != false,
        };
        return isPossible ? OrderLikeness.Possible : OrderLikeness.Different;
    }

    /// <summary>Null: none of the names is shown, or can be compared.</summary>
    internal static bool? Fits(OrderIntent intent, IEnumerable<string?> names)
    {
        bool?[] fits = [.. names.Select(name => NameKeys.Fits(intent.GivenName, intent.Surname, name))];
        return fits.Contains(true) ? true : fits.Contains(false) ? false : null;
    }

    /// <summary>It stood before the intent was first sent.</summary>
    internal static bool IsOlder(OrderIntent intent, ShownOrder order) =>
        order.OrderId == intent.Key.RenewalOfOrderId
        || (order.Created is { } created && intent.ServerTimeAtSend is { } sentAt && created < sentAt - ZoneSlack);

    private static bool? IsEmail(OrderIntent intent, string? shown) =>
        shown is null || PersonText.IsBlank(shown) || shown.Contains('*') || MailAddressForm.Problem(PersonText.Clean(shown)) is not null
            ? null
            : IntentKey.Fold(PersonText.Clean(shown)) == IntentKey.Fold(PersonText.Clean(intent.Email));
}
