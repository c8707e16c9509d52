using DigiCertDocSign.Csr;
using DigiCertDocSign.Following;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering.LiveOrders;

/// <summary>
/// What is known of an order: by the account's list, by its details when they were asked for, by the journal. What nobody has shown is
/// null. An input of a list that is to be ordered before the one at hand counts as an order, too.
/// </summary>
public sealed record LiveOrder
{
    /// <summary>Null for an input of the same list that is not ordered yet.</summary>
    public long? OrderId { get; init; }

    /// <summary>The place of that input in its list, from 1.</summary>
    public int? InputNumber { get; init; }

    /// <summary>In Pascal case.</summary>
    public required string Status { get; init; }

    /// <summary>Null when it is not shown, or shown in a way that tells nothing.</summary>
    public EmailAddress? Email { get; init; }

    /// <summary>
    /// The order shows no address, and the list filtered by the person's address does not have the order, though that filter has shown that
    /// it works.
    /// </summary>
    internal bool IsOfAnotherAddress { get; init; }

    /// <summary>The names that are shown, unchanged.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>By <see cref="CsrDigest"/>.</summary>
    public string? CsrSha256 { get; init; }

    public string? PublicKeySha256 { get; init; }

    /// <summary>The order that this one renews or replaces.</summary>
    public long? Follows { get; init; }

    /// <summary>
    /// The order that renews this one, as this one shows it. Which of the two a renewed order names is not documented: a younger one
    /// follows it, an older one went before.
    /// </summary>
    public long? FollowedBy { get; init; }

    public string? ProductNameId { get; init; }

    /// <summary>The directory's own id of the person.</summary>
    public string? DirectoryId { get; init; }

    /// <summary>The last day of validity.</summary>
    public DateTime? ValidTill { get; init; }

    /// <summary>As order info tells it; null when it was not asked for, or is not shown.</summary>
    public SigningOrder? Details { get; init; }

    /// <summary>The journal's entry; null when it has none.</summary>
    public OrderIntent? Intent { get; init; }

    /// <summary>The journal has it as placed, and the server shows it neither in its lists nor by its number.</summary>
    internal bool IsHidden { get; init; }

    /// <summary>The journal has it as the person's, and the server shows it as that of this other person; null when it does not.</summary>
    internal CsrOwner? ShownAsOf { get; init; }

    /// <summary>The name for people.</summary>
    public string? Name => Names.Count > 0 ? Names[0] : null;

    /// <summary>
    /// The details may be missing, when the server does not show them: the list has just shown the order, so it is somebody's.
    /// </summary>
    internal static LiveOrder Of(ListedOrder listed, SigningOrder? details) => details is null
        ? new LiveOrder { OrderId = listed.OrderId, Status = listed.Status, Names = Shown(listed.Name), ValidTill = listed.ValidTill }
        : Of(details, listed.Name) with { ValidTill = details.ValidTill ?? listed.ValidTill };

    /// <param name="details">As order info tells them.</param>
    /// <param name="listedName">As a list shows it.</param>
    internal static LiveOrder Of(SigningOrder details, string? listedName) => new()
    {
        OrderId = details.OrderId,
        Status = details.Status,
        Email = MailAddressForm.Readable(details.Email),
        Names = Shown(OrderName.Of(details.GivenName, details.Surname), OrderName.Of(details.CommonName), listedName),
        CsrSha256 = CsrDigest.Of(details.Csr),
        PublicKeySha256 = CsrDigest.OfPublicKey(details.Csr),
        Follows = details.RenewalOfOrderId ?? (details.RenewedOrderId < details.OrderId ? details.RenewedOrderId : null),
        FollowedBy = details.RenewedOrderId > details.OrderId ? details.RenewedOrderId : null,
        ProductNameId = details.ProductNameId,
        ValidTill = details.ValidTill,
        Details = details,
    };

    /// <summary>What the journal knows of an order counts like what the server shows.</summary>
    internal static LiveOrder Of(OrderIntent intent, string status, DateTime? validTill) => new()
    {
        OrderId = intent.KeyOrderId,
        Status = status,
        Email = EmailAddress.Of(intent.Email),
        Names = Shown(OrderName.Of(intent.GivenName, intent.Surname)),
        CsrSha256 = intent.CsrSha256,
        PublicKeySha256 = intent.PublicKeySha256,
        Follows = intent.IsAct ? null : intent.TargetOrderId,
        ProductNameId = intent.Key.ProductNameId,
        DirectoryId = intent.DirectoryId,
        ValidTill = validTill,
        Intent = intent,
    };

    /// <summary>
    /// Not refused, canceled, revoked or run out. A status that is not known counts as live: it may be somebody's certificate.
    /// </summary>
    /// <param name="now">The present, by the clock that is behind.</param>
    public bool IsLive(DateTimeOffset now) => !StatusWords.IsDead(Status) && !StatusWords.HasRunOut(ValidTill, now);

    /// <summary>Which order follows which: this one may name the order before it, and the order after it.</summary>
    internal IEnumerable<(long Id, long? Follows)> Links()
    {
        if (OrderId is { } id)
        {
            yield return (id, Follows);
        }

        if (FollowedBy is { } next)
        {
            yield return (next, OrderId);
        }
    }

    /// <summary>
    /// The last of each chain of orders that follow one another. A person with more than one such order has one too many.
    /// </summary>
    internal static long[] Ends(IReadOnlyCollection<(long Id, long? Follows)> orders)
    {
        var followed = new HashSet<long>(orders.Select(order => order.Follows).OfType<long>());
        return [.. orders.Select(order => order.Id).Where(id => !followed.Contains(id)).OrderBy(id => id)];
    }

    /// <summary>Whether the names that are shown may be the person's.</summary>
    /// <returns>Null: none is shown, or they cannot be compared.</returns>
    public bool? IsNamed(Person person) => NameKeys.FitsOne(person.GivenName, person.Surname, Names);

    /// <inheritdoc/>
    public override string ToString() => OrderId is { } id ? $"order {id} ({Status})" : $"input {InputNumber}";

    private static string[] Shown(params string?[] names) => [.. names.OfType<string>().Distinct(OrderName.Comparer)];
}
