using CertCentral.Errors;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering;

/// <summary>What can go wrong with an order, in words.</summary>
public static class OrderFaults
{
    private const string Order = "Order";

    /// <summary>An intent that nobody takes from its run.</summary>
    public static string LeftToRun(OrderIntent intent) =>
        $"{intent.Reference} for {intent.Email} ({intent.State}) is left to its run, which is at work{intent.ByWhom} (run {intent.RunId}).";

    /// <summary>It is not known whether the order of an intent was placed.</summary>
    public static DocSigningException InDoubt(OrderIntent intent, string reason, Exception? inner = null) => new(
        FaultKind.OrderOutcomeUnknown,
        Order,
        $"It is not known whether the order for {intent.Email} was placed. {Sentence.WithoutStop(reason)}. "
        + $"Its reference is {intent.Reference}.",
        inner);

    /// <summary>Nothing is in doubt under this reference, or another run is at it.</summary>
    internal static DocSigningException NotInDoubt(string reference, OrderIntent? known) => new(
        FaultKind.NotInDoubt,
        "Reference",
        known is null ? $"Reference: the journal has no entry {reference} of this account."
        : known.State is IntentState.Sent or IntentState.InDoubt
            ? $"Reference: the run of {reference} ({known.Email}{known.ByWhom}) is still at work, and reconciles it. Wait until it has "
                + "ended, or stop it."
        : $"Reference: {reference} ({known.Email}) is not in doubt: it is {known.State}"
            + $"{(known.OrderId is { } id ? $", order {id}" : "")}. Nothing was changed.");

    /// <summary>The operator says that it was not carried out, and the order shows that it was.</summary>
    internal static DocSigningException CarriedOut(OrderIntent act) => new(
        FaultKind.NotInDoubt,
        "Reference",
        $"Reference: CertCentral shows that the {act.Kind.ToString().ToLowerInvariant()} {act.Reference} of order {act.TargetOrderId} was "
        + $"carried out. Nothing was changed. Run Resume-DocSigningOrder -Reference {act.Reference} without -NotPlaced.");

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

    /// <summary>An order that was in doubt is found. Where it has ended, it is for a person to say that another is wanted.</summary>
    internal static string FoundInDoubt(OrderIntent found) => found.State == IntentState.Closed
        ? $"{found.Email} has order {found.OrderId} ({found.OrderStatus}), which was in doubt and has ended meanwhile; this run orders no "
            + "other for that person. Run the same command again when one is wanted."
        : $"{found.Email} has order {found.OrderId}, which an earlier run had left in doubt; nothing was bought now.";

    /// <summary>A later input of the list has the address as well, under another name: told to the first, who is served.</summary>
    /// <param name="number">The place of that input in the list, from 1.</param>
    /// <param name="person">Who that is.</param>
    internal static string MailboxWantedBy(int number, Person person) =>
        $"Input {number} of this list has the same e-mail address ({person.Email}) for {person.Name}, and an "
        + "address gets one certificate. Correct the address of one of them.";

    /// <summary>A CSR was made for one person and is given for another.</summary>
    internal static DocSigningException CsrMadeForAnother(CsrOwner owner, Person person) => new(
        FaultKind.CsrOfAnotherPerson,
        "Csr",
        $"Csr: the one given for {person} was made for {owner}. Each person needs a key of their own; nothing was ordered. Make "
        + $"key and CSR for {person.Name} with New-DocSigningCsr.");

    /// <summary>An earlier input of the list for another person has the mailbox, and the key that is named after it.</summary>
    internal static DocSigningException MailboxOfAnother(Person first, Person person) => new(
        FaultKind.EmailOfAnotherPerson,
        "Email",
        $"Email: {person.Email} is the address of {first.Name} earlier in this list as well, and this input is for "
        + $"{person.Name}. A key is named after the address, and the first in the list gets it: correct the address "
        + "of one of them.");

    /// <summary>What the first one is told then.</summary>
    internal static string MailboxAskedForAgain(Person first, Person person) =>
        $"{first}: a later input of this list has the same e-mail address for {person.Name}, who gets no key. "
        + "Correct the address of one of them.";

    /// <summary>One person of a list would have two keys.</summary>
    internal static DocSigningException KeyAskedForTwice(Person person) => new(
        FaultKind.PersonTwice,
        "Email",
        $"{person} is in this list twice. The earlier input has the person's key and CSR, and no second one is made.");

    /// <summary>Two people of a list would have one key file.</summary>
    internal static DocSigningException KeyFileOfAnother(string keyFile, Person first, Person person) => new(
        FaultKind.KeyFileExists,
        "KeyPath",
        $"{keyFile} is the key of {first}, who comes earlier in this list, and one file holds one key: {person} gets none. "
        + "Give each person a file of their own, or use -KeyDirectory.");

    /// <summary>In the place of a person's CSR lies that of another.</summary>
    internal static DocSigningException CsrFileOfAnother(string path, CsrOwner owner, Person person)
    {
        bool isSameAddress = EmailAddress.AreSame(owner.Email, person.Email);
        return new(
            isSameAddress ? FaultKind.EmailOfAnotherPerson : FaultKind.CsrFileExists,
            isSameAddress ? "Email" : "CsrPath",
            $"The CSR file {path} is that of {owner}, and this input is for {person}. It and its key are kept, whatever is given. "
            + (isSameAddress
                ? "Correct the address of one of them; when it is one person whose name has changed, move both files away by hand."
                : "Name another place."));
    }

    /// <summary>An order cannot be renewed, or replaced, for this person.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="replaces">It was to be replaced, and not renewed.</param>
    /// <param name="why">Why not, to follow "because ".</param>
    internal static DocSigningException RenewalNotPossible(long orderId, bool replaces, string why) => new(
        FaultKind.RenewalNotPossible,
        "OrderId",
        $"Order {orderId} cannot be {(replaces ? "replaced" : "renewed")}, because {why}. Nothing was ordered.");

    /// <summary>CertCentral itself has refused the order because of the one that it renews.</summary>
    /// <param name="orderId">The order to be renewed.</param>
    /// <param name="isRenewed">It was renewed already; else it is not to be renewed.</param>
    /// <param name="refused">The answer.</param>
    internal static DocSigningException RenewalRefused(long orderId, bool isRenewed, CallRefusedException refused) => new(
        FaultKind.RenewalNotPossible,
        "OrderId",
        $"Order {orderId} cannot be renewed: CertCentral says that {(isRenewed ? "it was renewed already" : "it is not to be renewed")} "
        + $"({string.Join("; ", refused.Errors)}). Nothing was ordered. " + (isRenewed
            ? $"Look with Get-DocSigningOrder -OrderId {orderId} which order renews it, and go on with that one."
            : $"Look with Get-DocSigningOrder -OrderId {orderId} what it is now. Where the person needs a certificate all the same, order "
                + "with New-DocSigningOrder."),
        refused);

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
        $"The run has placed the {most} order(s) that -MaxOrders allows, and ends here.");

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
        + "so every order for it would stand still. Nothing was ordered.");

    /// <param name="funds">What is left.</param>
    /// <param name="price">What an order costs.</param>
    /// <param name="refused">The server's own answer to the order.</param>
    internal static DocSigningException FundsExhausted(AccountFunds funds, OrderPrice price, CallRefusedException refused) => new(
        FaultKind.FundsExhausted,
        "PaymentMethod",
        $"The account's funds are out: {funds} are left{(price.Amount is null ? "" : $", and an order costs {price}")}."
        + (refused.Errors.Count == 0 ? "" : $" CertCentral said: {string.Join("; ", refused.Errors)}."),
        refused);
}
