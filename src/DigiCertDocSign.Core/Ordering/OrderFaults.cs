using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Ordering;

/// <summary>What can go wrong with an order, in words.</summary>
internal static class OrderFaults
{
    private const string Order = "Order";

    /// <summary>It is not known whether the order of an intent was placed.</summary>
    public static DocSigningException InDoubt(OrderIntent intent, string reason, Exception? inner = null) => new(
        FaultKind.OrderOutcomeUnknown,
        Order,
        $"It is not known whether the order for {intent.Email} was placed. {reason.TrimEnd('.', ' ')}. "
        + $"Its reference is {intent.Reference}. Do not order for this person elsewhere; run Resume-DocSigningOrder, or the same "
        + "command again: "
        + "both ask the server first.",
        inner);

    /// <summary>Another run has the person in hand, and has not ended in time.</summary>
    public static DocSigningException InDoubtElsewhere(Person person) => new(
        FaultKind.OrderOutcomeUnknown,
        Order,
        $"Another run is at an order for {person.Email} and has not reconciled it; nothing was sent by this one. "
        + "Run the command again when that run has ended.");

    /// <summary>The server was asked for one order and answered with another.</summary>
    public static DocSigningException OtherOrderAnswered(long asked, long answered) => new(
        FaultKind.OrderOutcomeUnknown,
        Order,
        $"CertCentral was asked for order {asked} and answered with order {answered}. Nothing was concluded from it and nothing was sent; "
        + "run the command again, and when it stays so, look what stands between here and CertCentral.");

    /// <summary>The order was sent again and again and never arrived.</summary>
    public static DocSigningException NotPlaced(OrderIntent intent, int losses) => new(
        FaultKind.OrderNotPlaced,
        Order,
        $"The order for {intent.Email} was sent {losses} times, and did not arrive each time. Nothing was placed; "
        + "try again when CertCentral is well.");

    /// <summary>The order was placed, and its id must not be lost although the journal could not note it.</summary>
    public static DocSigningException NotNoted(OrderIntent sent, PlacedOrder order, DocSigningException journalFailed) => new(
        journalFailed.Kind,
        "JournalPath",
        $"Order {order.OrderId} for {sent.Email} was placed, but the journal could not note it. {journalFailed.Message}",
        journalFailed);

    /// <summary>The address has a live order under another person's name.</summary>
    public static DocSigningException OtherPerson(long orderId, string name, Person person) => new(
        FaultKind.EmailOfAnotherPerson,
        "Email",
        $"Email: {person.Email} is the address of order {orderId} for {name}, and this input is for {person.GivenName} {person.Surname}. "
        + "When the address has passed to another person, revoke or cancel the old order first, or order with -AllowDuplicate.");

    /// <summary>There is a live order that may be the person's.</summary>
    public static DocSigningException Unclear(UnclearOrder order, Person person) => new(
        FaultKind.ExistingOrderUnclear,
        Order,
        $"Order {order.OrderId} ({order.Status}{(order.Name is null ? "" : $", {order.Name}")}) may be that of {person.GivenName} "
        + $"{person.Surname}: CertCentral lists it and shows no address of it. Nothing was ordered for {person.Email}. Look in CertCentral "
        + $"whose order {order.OrderId} is; when it is somebody else's, order with -AllowDuplicate.");

    /// <summary>The run has placed as many orders as it may.</summary>
    public static DocSigningException MaxOrdersReached(int most) => new(
        FaultKind.MaxOrdersReached,
        "MaxOrders",
        $"The run has placed the {most} order(s) that -MaxOrders allows, and ends here. "
        + "Run it again for the other inputs: who has an order is passed over.");

    /// <param name="id">The organization.</param>
    /// <param name="lastDay">Of its validation; null when it is not known.</param>
    public static DocSigningException OrganizationNotValidated(long id, string? lastDay) => new(
        FaultKind.OrganizationNotValidated,
        "OrganizationId",
        $"OrganizationId: the document signing validation of organization {id} has lapsed{(lastDay is null ? "" : $" on {lastDay}")}, "
        + "so every order for it would stand still. Nothing was ordered. Submit the organization for validation in CertCentral, "
        + "or order all the same with -Force.");

    /// <param name="funds">What is left, with its currency.</param>
    /// <param name="price">What an order costs.</param>
    /// <param name="refused">The server's own answer to the order.</param>
    public static DocSigningException FundsExhausted(string funds, decimal? price, Exception refused) => new(
        FaultKind.FundsExhausted,
        "PaymentMethod",
        $"The account's funds are out: {funds} are left and an order costs {price:0.00}. CertCentral said: {refused.Message} "
        + "Add funds and run the command again: who has an order is passed over.",
        refused);
}
