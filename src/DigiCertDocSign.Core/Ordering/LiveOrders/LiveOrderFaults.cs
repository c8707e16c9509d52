using DigiCertDocSign.Following;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering.LiveOrders;

/// <summary>What an order that is there already forbids, or makes doubtful, in words.</summary>
internal static class LiveOrderFaults
{
    private const string Order = "Order";

    /// <summary>The address has a live order under another person's name, or gets one by an earlier input of the list.</summary>
    public static DocSigningException OtherPerson(LiveOrder order, Person person) => new(
        FaultKind.EmailOfAnotherPerson,
        "Email",
        order.InputNumber is { } number
            ? $"Email: {person.Email} is the address of input {number} of this list for {order.Name} as well, and this input is for "
            + $"{person.Name}. An address gets one certificate, and the earlier input gets it: correct the address "
            + "of one of them."
            : $"Email: {person.Email} is the address of order {order.OrderId} for {order.Name}, and this input is for {person.Name}. "
            + (HasGivenName(order, person)
                ? "When that is the same person with a new surname, as after a marriage, order with -AllowDuplicate for a certificate in "
                    + "the new name, and revoke the old one when it is there."
                : "When the address has passed to another person, revoke or cancel the old order first, or order with "
                    + "-AllowDuplicate."));

    private static bool HasGivenName(LiveOrder order, Person person) =>
        order.Name is { } name && UnicodeText.FoldCase(UnicodeText.Compose(name))
            .StartsWith(UnicodeText.FoldCase(UnicodeText.Compose(person.GivenName)) + " ", StringComparison.Ordinal);

    /// <summary>There is a live order that may be the person's.</summary>
    public static DocSigningException Unclear(LiveOrder order, Person person) => new(
        FaultKind.ExistingOrderUnclear,
        Order,
        $"Order {order.OrderId} ({order.Status}{(order.Name is null ? "" : $", {order.Name}")}) may be that of {person.Name}: "
        + $"CertCentral lists it and shows no address of it. Nothing was ordered for {person.Email}. Look in CertCentral "
        + $"whose order {order.OrderId} is; when it is somebody else's, order with -AllowDuplicate.");

    /// <summary>By the directory's own id, the person has a live order under another address.</summary>
    public static DocSigningException SamePersonElsewhere(LiveOrder order, Person person) => new(
        FaultKind.SameNameElsewhere,
        "Email",
        $"Email: {person} has {Named(order)} under the address {order.Email}: it is the same "
        + "person by the directory's own id. Nothing was ordered. Order with -AllowDuplicate when the new address needs a certificate of "
        + "its own, and revoke or cancel the old order then.");

    /// <summary>Somebody of the same name has a live order under another address.</summary>
    public static string NamesakeWarning(LiveOrder order, Person person) =>
        $"{person}: order {order.OrderId} ({order.Status}) is live for {order.Name} {Address(order)}. "
        + "When that is the same person under an older address, this is a second certificate.";

    /// <summary>The same, where the journal may have lost that it is the same person.</summary>
    public static DocSigningException LostNamesake(LiveOrder order, Person person) => new(
        FaultKind.SameNameElsewhere,
        "Email",
        $"Email: {Named(order)} is live for {order.Name} {Address(order)}, and the journal has no directory id of it, which it may have "
        + $"lost with its last commits. It may be the order of {person} under an older address, so nothing was ordered. When it is "
        + "somebody else's, order with -AllowDuplicate.");

    /// <summary>What becomes of an order that another one replaces: nothing, until somebody revokes it.</summary>
    public static string StaysUntilRevoked(LiveOrder old, Person person) =>
        $"{person}: order {old.OrderId} ({old.Status}){OrderLine.For(old.Name, old.Email?.Text)} is replaced, and its certificate "
        + "stays valid until somebody revokes it: when the new one is there, run Revoke-DocSigningCertificate "
        + $"-OrderId {old.OrderId} -Reason superseded.";

    /// <summary>Beside the person's order there is another that may be the person's as well.</summary>
    public static string MaybeSecond(LiveOrder first, LiveOrder second, Person person) =>
        $"{person} has order {first.OrderId}, and {Named(second)} may be that person's as well: "
        + (second.Email is { } email
            ? $"its address is {email}, and it is the same person by the directory's own id."
            : "the name fits, and CertCentral shows no address of it.")
        + " One person needs one: look at them, and cancel or revoke what is too much.";

    /// <summary>Too many people of the list have live orders under other addresses.</summary>
    /// <param name="namesake">The order of that name.</param>
    /// <param name="person">Who is asked for.</param>
    /// <param name="count">How many people of the list are like this.</param>
    public static DocSigningException NamesakesTooMany(LiveOrder namesake, Person person, int count) => new(
        FaultKind.SameNameElsewhere,
        "Email",
        $"{count} people of this list have live orders of the same name under other addresses, as {person.Name} "
        + $"<{person.Email}> has order {namesake.OrderId} under {namesake.Email?.Text ?? "another"}: the mail domain seems to have "
        + "changed. Nothing was ordered for them.");

    /// <summary>An answer has named an order that the server does not show, or shows as somebody else's.</summary>
    /// <param name="placed">The intent that the answer was for.</param>
    /// <param name="shown">What the server shows under that number; null when nothing.</param>
    public static string NamedFalsely(OrderIntent placed, LiveOrder? shown) =>
        $"CertCentral answered the order for {placed.Email} with order {placed.OrderId}, "
        + (shown is null
            ? "and shows no such order, neither in its lists nor by its number."
            : $"which it shows as that of {new CsrOwner(shown.Name, shown.Email?.Text)}.")
        + " The journal has it as placed, so nobody is bought for again: look in CertCentral which order is that person's.";

    /// <summary>Further orders that no list shows, of which nobody has asked one by one.</summary>
    internal static string NamedAndNotShown(IReadOnlyCollection<OrderIntent> placed) =>
        $"No list of CertCentral shows these orders either, which it has named: {string.Join(", ", placed.Select(Named))}. Look at "
        + "each with Get-DocSigningOrderStatus.";

    /// <summary>It could not be asked whether the server shows the orders that it has named.</summary>
    public static string NamedNotAsked(IReadOnlyCollection<OrderIntent> placed, Exception why) =>
        $"Whether CertCentral shows what it has named ({string.Join(", ", placed.Select(Named))}) could not be asked to the end. "
        + $"{why.Message} Get-DocSigningOrderStatus tells later.";

    /// <summary>The CSR's key is another person's.</summary>
    public static DocSigningException CsrOfAnother(LiveOrder owner, Person person) => new(
        FaultKind.CsrOfAnotherPerson,
        "Csr",
        $"Csr: the one for {person} carries the key of "
        + (owner.OrderId is { } id ? $"order {id}" : Named(owner))
        + $" for {owner.Name} <{owner.Email}>. Each person needs a key of their own; nothing was ordered.");

    /// <summary>The CSR that an order is to get is another person's.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="order">What is known of it.</param>
    /// <param name="owner">Whose the CSR is.</param>
    /// <param name="ownersOrder">The order that has its key already; null when the CSR itself says whose it is.</param>
    public static DocSigningException CsrNotOfOrder(long orderId, LiveOrder order, CsrOwner owner, OrderIntent? ownersOrder)
    {
        string whose = order is { Name: not null } or { Email: not null }
            ? $"is that of {new CsrOwner(order.Name, order.Email?.Text)}"
            : "does not show whose it is";
        string csr = ownersOrder is null ? $"was made for {owner}"
            : $"carries the key of {(ownersOrder.OrderId is { } id ? $"order {id}" : "an order in doubt")} for {owner}";
        return new(
            FaultKind.CsrOfAnotherPerson,
            "Csr",
            $"Csr: order {orderId} {whose}, and the CSR {csr}. Each person needs a key of their own; nothing was sent. Make key and CSR "
            + "for the person of the order with New-DocSigningCsr.");
    }

    private static string Address(LiveOrder order) =>
        order.Email is { } email ? $"<{email}>" : "under another address, which CertCentral does not show";

    private static string Named(OrderIntent placed) => $"{placed.OrderId} for {placed.Email}";

    private static string Named(LiveOrder order) =>
        order.InputNumber is { } number ? $"input {number} of this list"
        : order.OrderId is { } id ? $"order {id} ({order.Status})"
        : "an order in doubt";
}
