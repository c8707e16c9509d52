using DigiCertDocSign.Following;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering.Decide;

/// <summary>
/// Whether an order can be renewed, or replaced, for a person: it is issued, theirs, and nothing unknown has come after it.
/// </summary>
internal static class RenewalRules
{
    // An initial is no name that two people would share by no chance.
    private const int ShortestName = 2;
    private const string AnotherOne = "Name an issued order of this person: Get-DocSigningOrder -Email, or -Name, lists them";

    /// <summary>The fault of an order that the person's cannot follow; null when it can, or when none is named.</summary>
    public static DocSigningException? Refusal(OrderQuestion asked)
    {
        if (asked.Follows is not { } id)
        {
            return null;
        }

        return asked.Followed is not { } old ? Not("CertCentral does not show it. Check the id")
            : !SigningProduct.MayBe(old.ProductNameId) ? Not($"it is an order of the product {old.ProductNameId}. {AnotherOne}")
            : (NoLongerIssued(asked, old) ?? OfAnother(asked, old) ?? FollowedAlready(asked, old)) is { } why ? Not(why)
            : null;

        DocSigningException Not(string why) => OrderFaults.RenewalNotPossible(id, asked.Replaces, why);
    }

    /// <summary>By the directory's own id; null: it is not known of both.</summary>
    public static bool? IsSameInDirectory(OrderQuestion asked, LiveOrder order) =>
        asked.DirectoryId is { } id && order.DirectoryId is { } other ? DirectoryIds.AreSame(id, other) : null;

    private static string? NoLongerIssued(OrderQuestion asked, LiveOrder old)
    {
        bool hasRunOut = !StatusWords.IsDead(old.Status) && StatusWords.HasRunOut(old.ValidTill, asked.Now);
        string status = hasRunOut ? StatusWords.Expired : old.Status;
        return status == StatusWords.Issued ? null
            : $"it is {status}, and an issued order is {(asked.Replaces ? "replaced" : "renewed")}. " + status switch
            {
                StatusWords.ReissuePending => "Its reissue is under way: wait for it, or end it with Stop-DocSigningOrder",
                _ when StatusWords.IsDead(status) => "It stands in nobody's way: order with New-DocSigningOrder",
                _ => "Get-DocSigningOrderStatus says what it waits for",
            };
    }

    private static string? OfAnother(OrderQuestion asked, LiveOrder old)
    {
        string whose = old.Name ?? old.Email?.Text ?? "somebody else";
        bool? isSame = IsSameInDirectory(asked, old);
        bool isTheirs = asked.Replaces ? isSame == true || IsReplacedFor(asked, old) : IsNamedAlike(asked, old);
        return isTheirs
            ? isSame == false ? $"it is that of another person of the same name, by the directory's own id. {AnotherOne}" : null
            : $"it is that of {whose}, and this input is for {asked.Person.Name}"
                + (!asked.Replaces && SharesName(asked, old)
                    ? ". When that is a changed name, order with New-DocSigningRenewal -Replaces"
                    : $". {AnotherOne}");
    }

    private static bool IsNamedAlike(OrderQuestion asked, LiveOrder old) =>
        old.IsNamed(asked.Person) ?? asked.Email.Equals(old.Email);

    /// <summary>
    /// A name changes, and an address does. When both have changed and no directory says that it is one person, a human has to know it.
    /// </summary>
    private static bool IsReplacedFor(OrderQuestion asked, LiveOrder old) =>
        IsNamedAlike(asked, old) || (SharesName(asked, old) && (asked.AllowDuplicate || asked.Email.Equals(old.Email)));

    /// <summary>Who marries keeps the given name, and who changes that one keeps the surname.</summary>
    private static bool SharesName(OrderQuestion asked, LiveOrder old) =>
        Words([asked.Person.GivenName, asked.Person.Surname]).Overlaps(Words(old.Names));

    private static HashSet<string> Words(IEnumerable<string> names) =>
    [
        .. names.SelectMany(name => UnicodeText.FoldCase(UnicodeText.Compose(name)).Split(' ', ',', '-'))
            .Where(word => word.TrimEnd('.').Length >= ShortestName),
    ];

    private static string? FollowedAlready(OrderQuestion asked, LiveOrder old) =>
        old.FollowedBy is { } next
            ? asked.Orders.Any(order => order.OrderId == next)
                ? null
                : $"it is renewed already by order {next}. Go on with that one: Get-DocSigningOrder -OrderId {next}"
        : old.Details?.IsRenewed != true || asked.Orders.Any(order => order.Follows == old.OrderId) ? null
        : "CertCentral shows it as renewed, and not by which order. Look there for the renewal; where there is none, order with "
            + "New-DocSigningOrder -AllowDuplicate";
}
