using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Ordering;

/// <summary>What can go wrong with an order, in words.</summary>
public static class OrderFaults
{
    private const string Order = "Order";

    /// <summary>It is not known whether the order of an intent was placed.</summary>
    internal static DocSigningException InDoubt(OrderIntent intent, string reason, Exception? inner = null) => new(
        FaultKind.OrderOutcomeUnknown,
        Order,
        $"It is not known whether the order for {intent.Email} was placed. {reason.TrimEnd('.', ' ')}. "
        + $"Its reference is {intent.Reference}. Do not order for this person elsewhere; run Resume-DocSigningOrder, or the same "
        + "command again: "
        + "both ask the server first.",
        inner);

    /// <summary>Another run has the person in hand, and has not ended in time.</summary>
    internal static DocSigningException InDoubtElsewhere(Person person) => new(
        FaultKind.OrderOutcomeUnknown,
        Order,
        $"Another run is at an order for {person.Email} and has not reconciled it; nothing was sent by this one. "
        + "Run the command again when that run has ended.");

    /// <summary>The server was asked for one order and answered with another.</summary>
    internal static DocSigningException OtherOrderAnswered(long asked, long answered) => new(
        FaultKind.OrderOutcomeUnknown,
        Order,
        $"CertCentral was asked for order {asked} and answered with order {answered}. Nothing was concluded from it and nothing was sent; "
        + "run the command again, and when it stays so, look what stands between here and CertCentral.");

    /// <summary>The order was sent again and again and never arrived.</summary>
    internal static DocSigningException NotPlaced(OrderIntent intent, int losses) => new(
        FaultKind.OrderNotPlaced,
        Order,
        $"The order for {intent.Email} was sent {losses} times, and did not arrive each time. Nothing was placed; "
        + "try again when CertCentral is well.");

    /// <summary>The order was placed, and its id must not be lost although the journal could not note it.</summary>
    internal static DocSigningException NotNoted(OrderIntent sent, PlacedOrder order, DocSigningException journalFailed) => new(
        journalFailed.Kind,
        "JournalPath",
        $"Order {order.OrderId} for {sent.Email} was placed, but the journal could not note it. {journalFailed.Message}",
        journalFailed);

    /// <summary>An order was placed although another run had taken its intent over and placed one as well.</summary>
    internal static DocSigningException PlacedTwice(OrderIntent intent, long orderId, long other) => new(
        FaultKind.OrderOutcomeUnknown,
        Order,
        $"{LiveTwice(intent.Email, [other, orderId])} This process stood still while its order was on the way, and another run ordered "
        + $"again. The journal has order {other}; order {orderId} is the one too much.");

    /// <summary>The address has a live order under another person's name, or gets one by an earlier input of the list.</summary>
    internal static DocSigningException OtherPerson(LiveOrder order, Person person) => new(
        FaultKind.EmailOfAnotherPerson,
        "Email",
        order.InputNumber is { } number
            ? $"Email: {person.Email} is the address of input {number} of this list for {order.Name} as well, and this input is for "
            + $"{person.GivenName} {person.Surname}. An address gets one certificate, and the earlier input gets it: correct the address "
            + "of one of them."
            : $"Email: {person.Email} is the address of order {order.OrderId} for {order.Name}, and this input is for {person.GivenName} "
            + $"{person.Surname}. When the address has passed to another person, revoke or cancel the old order first, or order with "
            + "-AllowDuplicate.");

    /// <summary>There is a live order that may be the person's.</summary>
    internal static DocSigningException Unclear(LiveOrder order, Person person) => new(
        FaultKind.ExistingOrderUnclear,
        Order,
        $"Order {order.OrderId} ({order.Status}{(order.Name is null ? "" : $", {order.Name}")}) may be that of {person.GivenName} "
        + $"{person.Surname}: CertCentral lists it and shows no address of it. Nothing was ordered for {person.Email}. Look in CertCentral "
        + $"whose order {order.OrderId} is; when it is somebody else's, order with -AllowDuplicate.");

    /// <summary>By the directory's own id, the person has a live order under another address.</summary>
    internal static DocSigningException SamePersonElsewhere(LiveOrder order, Person person) => new(
        FaultKind.SameNameElsewhere,
        "Email",
        $"Email: {person.GivenName} {person.Surname} <{person.Email}> has order {order.OrderId} ({order.Status}) under the address "
        + $"{order.Email}: it is the same person by the directory's own id. Nothing was ordered. Order with -AllowDuplicate when the new "
        + "address needs a certificate of its own, and revoke or cancel the old order then.");

    /// <summary>Somebody of the same name has a live order under another address.</summary>
    internal static string NamesakeWarning(LiveOrder order, Person person) =>
        $"{person.GivenName} {person.Surname} <{person.Email}>: order {order.OrderId} ({order.Status}) is live for {order.Name} "
        + (order.Email is { } email ? $"<{email}>" : "under another address, which CertCentral does not show")
        + ". When that is the same person under an older address, this is a second certificate.";

    /// <summary>Too many people of the list have live orders under other addresses.</summary>
    /// <param name="namesake">The order of that name.</param>
    /// <param name="person">Who is asked for.</param>
    /// <param name="count">How many people of the list are like this.</param>
    internal static DocSigningException NamesakesTooMany(LiveOrder namesake, Person person, int count) => new(
        FaultKind.SameNameElsewhere,
        "Email",
        $"{count} people of this list have live orders of the same name under other addresses, as {person.GivenName} {person.Surname} "
        + $"<{person.Email}> has order {namesake.OrderId} under {namesake.Email?.Text ?? "another"}: the mail domain seems to have "
        + "changed. Nothing was ordered for them.");

    /// <summary>The CSR's key is another person's.</summary>
    internal static DocSigningException CsrOfAnother(LiveOrder owner, Person person) => new(
        FaultKind.CsrOfAnotherPerson,
        "Csr",
        $"Csr: the one for {person.GivenName} {person.Surname} <{person.Email}> carries the key of "
        + (owner.InputNumber is { } number ? $"input {number} of this list" : owner.OrderId is { } id ? $"order {id}" : "an order in doubt")
        + $" for {owner.Name} <{owner.Email}>. Each person needs a key of their own; nothing was ordered.");

    /// <summary>An order cannot be renewed for this person.</summary>
    /// <param name="orderId">The order to be renewed.</param>
    /// <param name="why">Why not, to follow "because ".</param>
    internal static DocSigningException RenewalNotPossible(long orderId, string why) => new(
        FaultKind.RenewalNotPossible,
        "RenewalOfOrderId",
        $"RenewalOfOrderId: order {orderId} cannot be renewed, because {why}. Nothing was ordered.");

    /// <summary>A person has two live orders that do not follow one another.</summary>
    internal static string LiveTwice(string email, IEnumerable<long> orderIds)
    {
        string all = string.Join(" and ", orderIds);
        return $"{email} has more than one live order: {all}. One person needs one: look at them, and cancel or revoke what is too much.";
    }

    /// <summary>The run has placed as many orders as it may.</summary>
    internal static DocSigningException MaxOrdersReached(int most) => new(
        FaultKind.MaxOrdersReached,
        "MaxOrders",
        $"The run has placed the {most} order(s) that -MaxOrders allows, and ends here. "
        + "Run it again for the other inputs: who has an order is passed over.");

    /// <summary>The fault of a run in which more inputs failed than it was allowed to have.</summary>
    /// <param name="failed">How many failed.</param>
    /// <param name="most">How many were allowed to.</param>
    /// <param name="last">The last fault.</param>
    public static DocSigningException TooManyErrors(int failed, int most, Exception last) => new(
        FaultKind.MaxErrorsReached,
        "MaxErrors",
        $"{failed} inputs have failed, more than the {most} that -MaxErrors allows, so the run ends here. The last: {last.Message}");

    /// <param name="id">The organization.</param>
    /// <param name="lastDay">Of its validation; null when it is not known.</param>
    internal static DocSigningException OrganizationNotValidated(long id, string? lastDay) => new(
        FaultKind.OrganizationNotValidated,
        "OrganizationId",
        $"OrganizationId: the document signing validation of organization {id} has lapsed{(lastDay is null ? "" : $" on {lastDay}")}, "
        + "so every order for it would stand still. Nothing was ordered. Submit the organization for validation in CertCentral, "
        + "or order all the same with -Force.");

    /// <param name="funds">What is left, with its currency.</param>
    /// <param name="price">What an order costs.</param>
    /// <param name="refused">The server's own answer to the order.</param>
    internal static DocSigningException FundsExhausted(string funds, decimal? price, Exception refused) => new(
        FaultKind.FundsExhausted,
        "PaymentMethod",
        $"The account's funds are out: {funds} are left and an order costs {price:0.00}. CertCentral said: {refused.Message} "
        + "Add funds and run the command again: who has an order is passed over.",
        refused);
}
