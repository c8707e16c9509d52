using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering;

/// <summary>What can go wrong with an order, in words.</summary>
public static class OrderFaults
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

    /// <summary>Nothing is in doubt under this reference, or another run is at it.</summary>
    internal static DocSigningException NotInDoubt(string reference, OrderIntent? known) => new(
        FaultKind.NotInDoubt,
        "Reference",
        known is null ? $"Reference: the journal has no entry {reference} of this account."
        : known.State is IntentState.Sent or IntentState.InDoubt
            ? $"Reference: the run of {reference} ({known.Email}) is still at work, and reconciles it. Wait until it has ended, or stop it."
        : $"Reference: {reference} ({known.Email}) is not in doubt: it is {known.State}"
            + $"{(known.OrderId is { } id ? $", order {id}" : "")}. Nothing was changed.");

    /// <summary>The order that the operator names cannot be the intent's.</summary>
    /// <param name="intent">In doubt.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="why">Why not, to follow "because ".</param>
    internal static DocSigningException NotAdoptable(OrderIntent intent, long orderId, string why) => new(
        FaultKind.OrderNotAdoptable,
        "OrderId",
        $"OrderId: order {orderId} cannot be that of {intent.Reference} for {intent.Email}, because {why}. Nothing was changed.");

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
        $"Email: {person.GivenName} {person.Surname} <{person.Email}> has {Named(order)} under the address {order.Email}: it is the same "
        + "person by the directory's own id. Nothing was ordered. Order with -AllowDuplicate when the new address needs a certificate of "
        + "its own, and revoke or cancel the old order then.");

    private static string Named(LiveOrder order) =>
        order.InputNumber is { } number ? $"input {number} of this list"
        : order.OrderId is { } id ? $"order {id} ({order.Status})"
        : "an order in doubt";

    /// <summary>A later input of the list has the address as well, under another name: told to the first, who is served.</summary>
    /// <param name="number">The place of that input in the list, from 1.</param>
    /// <param name="person">Who that is.</param>
    internal static string MailboxWantedBy(int number, Person person) =>
        $"Input {number} of this list has the same e-mail address ({person.Email}) for {person.GivenName} {person.Surname}, and an "
        + "address gets one certificate. Correct the address of one of them.";

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
        + (owner.OrderId is { } id ? $"order {id}" : Named(owner))
        + $" for {owner.Name} <{owner.Email}>. Each person needs a key of their own; nothing was ordered.");

    /// <summary>A CSR was made for one person and is given for another.</summary>
    internal static DocSigningException CsrMadeForAnother(CsrOwner owner, Person person) => new(
        FaultKind.CsrOfAnotherPerson,
        "Csr",
        $"Csr: the one given for {Named(person)} was made for {owner}. Each person needs a key of their own; nothing was ordered. Make "
        + $"key and CSR for {person.GivenName} {person.Surname} with New-DocSigningCsr.");

    /// <summary>The CSR that an order is to get is another person's.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="order">What is known of it; null when nothing is.</param>
    /// <param name="owner">Whose the CSR is.</param>
    /// <param name="ownersOrder">The order that has its key already; null when the CSR itself says whose it is.</param>
    internal static DocSigningException CsrNotOfOrder(long orderId, LiveOrder? order, CsrOwner owner, OrderIntent? ownersOrder)
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

    /// <summary>An earlier input of the list for another person has the mailbox, and the key that is named after it.</summary>
    internal static DocSigningException MailboxOfAnother(Person first, Person person) => new(
        FaultKind.EmailOfAnotherPerson,
        "Email",
        $"Email: {person.Email} is the address of {first.GivenName} {first.Surname} earlier in this list as well, and this input is for "
        + $"{person.GivenName} {person.Surname}. A key is named after the address, and the first in the list gets it: correct the address "
        + "of one of them.");

    /// <summary>What the first one is told then.</summary>
    internal static string MailboxAskedForAgain(Person first, Person person) =>
        $"{Named(first)}: a later input of this list has the same e-mail address for {person.GivenName} {person.Surname}, who gets no key. "
        + "Correct the address of one of them.";

    /// <summary>Two people of a list would have one key file.</summary>
    internal static DocSigningException KeyFileOfAnother(string keyFile, Person first, Person person) => new(
        FaultKind.KeyFileExists,
        "KeyPath",
        $"{keyFile} is the key of {Named(first)}, who comes earlier in this list, and one file holds one key: {Named(person)} gets none. "
        + "Give each person a file of their own, or use -KeyDirectory.");

    /// <summary>In the place of a person's CSR lies that of another.</summary>
    internal static DocSigningException CsrFileOfAnother(string path, CsrOwner owner, Person person)
    {
        bool isSameAddress = EmailAddress.AreSame(owner.Email, person.Email);
        return new(
            isSameAddress ? FaultKind.EmailOfAnotherPerson : FaultKind.CsrFileExists,
            isSameAddress ? "Email" : "CsrPath",
            $"The CSR file {path} is that of {owner}, and this input is for {Named(person)}. It and its key are kept, whatever is given. "
            + (isSameAddress
                ? "Correct the address of one of them; when it is one person whose name has changed, move both files away by hand."
                : "Name another place."));
    }

    private static string Named(Person person) => $"{person.GivenName} {person.Surname} <{person.Email}>";

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

    /// <summary>An order in doubt was found, and it could not be asked whether the person has another.</summary>
    internal static string SecondNotAsked(string email, Exception why) =>
        $"Whether {email} has another live order besides could not be asked. {why.Message} The next run asks again.";

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
