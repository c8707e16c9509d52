using DigiCertDocSign.Following;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Comparing;

/// <summary>Why a change is what it is, in a sentence.</summary>
internal static class ComparisonWords
{
    public const string NoOrder = "The person has no certificate and no order.";
    public const string DisabledWithout = "The person has no order, and the account is disabled, deleted or expired: none is wanted.";
    public const string NotOfThese = "The person is missing, and the order is of another organization or container: it is not for this "
        + "comparison to end it.";

    public static string MayBeOfThese(ComparedOrder order) =>
        "The person is missing, and CertCentral does not show of which organization and container the order is. " + EndIt(order);

    public static DirectoryChange Change(
        ComparisonQuestion asked, DirectoryChangeKind kind, ComparedPerson? person, ComparedOrder? order, string reason)
    {
        string? name = person?.Name ?? (person is null ? order?.Order.Name : null);
        return new DirectoryChange
        {
            Kind = kind,
            Person = name,
            Email = person is null ? order?.Order.Email?.Text : person.Email?.Text,
            OrderId = order?.OrderId,
            Status = order?.Order.Status,
            ExpiresOn = order?.Order.ValidTill is { } end
                ? new DateTimeOffset(DateTime.SpecifyKind(end.Date, DateTimeKind.Unspecified), TimeSpan.Zero)
                : null,
            Reason = reason,
            CertificateId = order?.CertificateId,
            DirectoryId = person is null ? order?.Order.DirectoryId : person.DirectoryId,
            Scope = asked.Options.Scope.Trim(),
            AccountId = asked.AccountId,
            IsSandbox = asked.IsSandbox,
            Comparison = (asked.Memory?.Comparisons ?? 0) + 1,
            ComparedAt = asked.Now.Earliest,
            InputObject = person?.Tag,
        };
    }

    public static string UnderWay(string what) => $"It is under way: {Sentence.WithoutStop(what)}.";

    public static string AllIsWell(ComparedOrder order) => $"Order {order.OrderId} fits, until {Day(order)}.";

    public static string Expires(ComparedOrder order, DateTime end) =>
        $"The certificate of order {order.OrderId} ends on {Moments.Day(end)}.";

    public static string RenewalFollows(DirectoryChange change, DateTimeOffset from) =>
        $"{change.Reason} Its renewal follows from {Moments.Day(from.UtcDateTime)} on: many certificates of the list end at once.";

    public static string RenewalComesLate(DirectoryChange change, DateTimeOffset from, int give) =>
        $"{change.Reason} Its renewal would follow only from {Moments.Day(from.UtcDateTime)} on, since many certificates of the list end "
        + $"at once. Where they end as shown, run Compare-DocSigningDirectory with -MaxRenewals {give}.";

    /// <param name="due">How many are to be renewed.</param>
    /// <param name="now">How many of them now.</param>
    /// <param name="give">What would allow all.</param>
    public static string RenewalsFollow(int due, int now, int give) =>
        $"{Amount.Of(due, "certificate")} are to be renewed; {now} of them, those that end first, are so now, and the others follow within "
        + $"weeks. Where they end as shown and all are to go at once, give -MaxRenewals {give}.";

    public static string Differs(ComparedOrder order, string what) => $"The certificate of order {order.OrderId} does not fit: {what}.";

    public static string KeptOtherwise(ComparedOrder order, string what, string scope) =>
        $"The certificate of order {order.OrderId} does not fit: {what}. The scope '{scope}' keeps the order as it is, and the two would "
        + "replace each other's orders without end: one person is to be in one of them.";

    public static string ReplacedBefore(ComparedOrder order, string what) =>
        $"Order {order.OrderId} has taken the place of another one already, and does not fit again: {what}. Where that is right, run "
        + $"New-DocSigningRenewal -OrderId {order.OrderId} -Replaces for the person.";

    public static string SpelledOtherwise(ComparedOrder order, string what) =>
        $"The certificate of order {order.OrderId} does not fit: {what}. It is the name of the order in another spelling: corrected, or "
        + $"spoiled on its way into the list. {OrderAnew(order)} Else correct the list.";

    public static string DiffersByDoubtful(ComparedOrder order, string what, string property) =>
        $"The certificate of order {order.OrderId} does not fit: {what}. That address comes from {property}, for want of a better "
        + $"property. Correct the address in the directory, or name the property by {Mapped(property)}. {OrderAnew(order)}";

    public static string DoubtfulAddress(ComparedPerson person, string property) =>
        $"The person has no order, and the address {person.Email} comes from {property}, for want of a better property, as before the "
        + $"mailbox is there. Correct the address in the directory, name the property by {Mapped(property)}, or run "
        + "New-DocSigningOrder for the person.";

    private static string Mapped(string property) => $"-PropertyMap @{{ Email = '{property}' }}";

    public static string DiffersWithoutId(ComparedOrder order, string what) =>
        $"The certificate of order {order.OrderId} does not fit: {what}. No directory id says that the order is this person's. "
        + OrderAnew(order);

    public static string DiffersUnissued(ComparedOrder order, string what) =>
        $"Order {order.OrderId} is {order.Order.Status} and does not fit: {what}. Where that is right, cancel it with "
        + "Stop-DocSigningOrder; the next comparison says what to order.";

    public static string NoEnd(ComparedOrder order) =>
        $"CertCentral does not show when the certificate of order {order.OrderId} ends. Get-DocSigningCertificate -OrderId {order.OrderId} "
        + "reads it from the certificate; when it is due, run New-DocSigningRenewal for the person.";

    public static string RenewedElsewhere(ComparedOrder order) =>
        $"Order {order.OrderId} ends on {Day(order)}, and CertCentral shows it as renewed and not by which order. Where there is no such "
        + "order, run New-DocSigningOrder -AllowDuplicate for the person, and revoke this one when the new one is there.";

    public static string WaitsFor(ComparedOrder order, OrderChain chain)
    {
        var next = new NextStep
        {
            OrderId = order.OrderId,
            Status = order.Order.Status,
            RequestId = order.Waiting?.RequestId,
            PersonName = order.Order.Name,
        };
        (OrderActor actor, _) = next.Advise();
        string before = order.Order.Follows is { } old && chain.Orders.Any(one => one.OrderId == old)
            ? $" {(order.Order.Intent?.Kind == IntentKind.Replacement ? "replaces" : "renews")} order {old} and"
            : "";
        return $"order {order.OrderId} ({order.Order.Status}){before} waits for {ActorOf(actor)}";
    }

    public static string AtWork(OrderIntent intent) => $"another run orders for {intent.Email} at this moment ({intent.Reference})";

    public static string ReissueWaits(ComparedOrder order, ListedRequest request) =>
        $"request {request.RequestId} for another certificate of order {order.OrderId} waits for a decision (Approve- or "
        + $"Deny-DocSigningRequest -RequestId {request.RequestId})";

    public static string RevocationWaits(ComparedOrder order, ListedRequest request) =>
        $"request {request.RequestId} to revoke order {order.OrderId} waits for a decision";

    public static string AskedFor(OrderIntent act) =>
        $"the {(act.Kind == IntentKind.Cancellation ? "cancellation" : "revocation")} of order {act.TargetOrderId} was asked for "
        + $"({act.Reference})";

    public static string EndedByNow(ComparedOrder order, OrderIntent act) =>
        $"The person is in the list, and {AskedFor(act)}, which the lists do not show yet: Get-DocSigningOrder -OrderId {order.OrderId} "
        + "does. When it has ended, the next comparison orders anew.";

    public static string AskedInVain(OrderIntent act) =>
        $"{AskedFor(act)} on {Moments.Utc(act.UpdatedAt)} and has not come about, as after a denied request. To ask again, run "
        + $"{(act.Kind == IntentKind.Cancellation ? "Stop-DocSigningOrder" : "Revoke-DocSigningCertificate")} -OrderId {act.TargetOrderId}";

    public static string Returned(ComparedOrder order, ListedRequest request) =>
        $"The person is in the list, and request {request.RequestId} to revoke order {order.OrderId} waits. Where the certificate is to "
        + $"stay, run Deny-DocSigningRequest -RequestId {request.RequestId}.";

    public static string ActInDoubt(OrderIntent act) =>
        $"A {Words(act.Kind)} of order {act.TargetOrderId} ({act.Reference}) was begun and its outcome is not known: run "
        + "Resume-DocSigningOrder.";

    public static string InDoubt(OrderIntent intent) =>
        $"An order ({intent.Reference}) was sent and its outcome is not known: run Resume-DocSigningOrder.";

    public static string LiveTwice(IEnumerable<ComparedOrder> orders) =>
        $"There is more than one live order: {string.Join(" and ", orders.Select(order => order.Whose))}. One person needs one: end "
        + "the other with Revoke-DocSigningCertificate where it is issued, else with Stop-DocSigningOrder.";

    public static string AddressTaken(ComparedOrder others, ComparedOrder own) =>
        $"Order {own.OrderId} is the person's by the directory's own id, and the address is that of order {others.Whose}, which is "
        + $"another person's. Correct the address in the directory. {EndIt(others)}";

    public static string TwoIds(ComparedOrder order) =>
        $"The journal has order {order.Whose} and those that it follows for different people, by the directory's own id. Where they are "
        + "one person, compare once with -AdoptDirectoryId.";

    /// <param name="order">The person's.</param>
    /// <param name="other">One that it follows and that is another person's.</param>
    public static string TwoPeople(ComparedOrder order, ComparedOrder other) =>
        $"The journal has order {order.Whose} and order {other.Whose}, which belong together, for different people, by the directory's own "
        + $"id. {EndIt(other)}";

    public static string PassedOn(ComparedOrder order) =>
        $"Order {order.Whose} has this address and is another person's by the directory's own id: the address may have passed on. "
        + EndIt(order);

    public static string OtherId(ComparedOrder order, string id) =>
        $"Order {order.Whose} has this address and name under the directory id {order.Order.DirectoryId}, which nobody of this list has, "
        + $"and the person's is {id}: as of a namesake, or after a move to another directory. Where it is the same person, compare once "
        + $"with -AdoptDirectoryId. {EndIt(order)}";

    public static string OlderAddress(ComparedOrder order) =>
        $"Order {order.Whose} has taken the place of one with this address, under another one. Correct the address in the directory. "
        + OrderAnew(order);

    public static string OtherName(ComparedOrder order) =>
        $"Order {order.Whose} has this address under another name, and no directory id says whose it is. {OrderAnew(order)} "
        + EndIt(order);

    public static string OtherOrganization(ComparedOrder order) =>
        $"Order {order.OrderId} is of organization {order.OrganizationId}, and no directory id says that it is this person's. "
        + OrderAnew(order);

    public static string OtherContainer(ComparedOrder order) =>
        $"Order {order.OrderId} is in container {order.ContainerId}. Compare it with that -ContainerId. {OrderAnew(order)}";

    public static string Hidden(ComparedOrder order) =>
        $"The journal has order {order.Whose}, and CertCentral does not list it. Look there what has become of it, and whether the user of "
        + "the API key may see it; Sync-DocSigningJournal notes its end.";

    public static string Contested(ComparedOrder order) =>
        $"The journal has order {order.Whose}, and CertCentral lists it under another name. {OrderAnew(order)} {EndIt(order)}";

    public static string Disabled(ComparedOrder order) =>
        $"The account is disabled, deleted or expired, and order {order.OrderId} stands: whoever is on leave comes back. With "
        + "-DisabledAreLeavers such people count as missing, and with -Force they are like any other.";

    public static string NamedAsLeaver(ComparedOrder order) =>
        $"The person is in the list and among those of -Leaver, and order {order.OrderId} stands. Take the person out of one of the two.";

    public static string Namesake(LiveOrder order) =>
        $"Order {OrderLine.Whose(order.OrderId ?? 0, order.Name, order.Email?.Text)} has the same name under another address, and no "
        + $"directory id says whether it is this person's. {OrderNew}";

    public static string MissingKin(ComparedOrder order) =>
        $"The person has no order, and order {order.Whose} is that of somebody who is missing: it may be this person under another name "
        + $"and address, as after a marriage, and no directory id tells. {OrderAnew(order)} {OrderNew}";

    public static string MissingNamesake(ComparedOrder order) =>
        $"The person has no order, and order {order.Whose} is that of somebody of this name who is not in the list: it may be this person "
        + $"under another address and directory id, as after a move to another directory. {EndIt(order)} {OrderNew}";

    public static string Rejected(OrderIntent intent) =>
        $"The person's last order, {intent.OrderId}, was {End(intent)}. Where another is meant all the same, order with "
        + "New-DocSigningOrder.";

    public static string RejectedAfter(ComparedOrder order, OrderIntent next, bool replaces) =>
        $"Order {next.OrderId}, which was to take the place of order {order.OrderId}, was {End(next)}. Where another is meant all "
        + $"the same, run New-DocSigningRenewal -OrderId {order.OrderId}{(replaces ? " -Replaces" : "")} for the person.";

    private static string End(OrderIntent intent) =>
        intent.OrderStatus == StatusWords.Canceled ? "canceled, and not by a command with this journal" : "rejected";

    public static string IdReused(ComparedOrder order) =>
        $"Order {order.Whose} has this directory id under another name and another address: the id may have been given to another "
        + $"person. {EndIt(order)}";

    public static string KeptBefore(ComparedOrder order) =>
        $"The last comparison has kept order {order.Whose} for this person, and neither the address nor the directory's id leads to it "
        + $"now. {OrderAnew(order)} {EndIt(order)}";

    public static bool IsOnItsWay(ComparedOrder order) => order.Order.Status is StatusWords.NeedsApproval or StatusWords.Pending
        or StatusWords.Approved or StatusWords.NeedsCsr or StatusWords.Processing or StatusWords.WaitingPickup
        or StatusWords.ReissuePending;

    public static string UnknownStatus(ComparedOrder order) =>
        $"CertCentral reports '{order.Order.Status}' of order {order.OrderId}, which this version does not know. Look at it in "
        + "CertCentral.";

    public static string HeldTwice(ComparedOrder order, ComparedPerson other) =>
        $"Order {order.Whose} is also that of input {other.Number} of this list, {other}. Correct the list.";

    public static string Shared(ComparedPerson person, ComparedPerson other) => person.DirectoryId is { } id && id == other.DirectoryId
        ? $"Input {other.Number} of this list, {other}, has the same directory id. Correct the list."
        : $"Input {other.Number} of this list, {other}, has the same address. Correct the list.";

    public static string Again(ComparedPerson earlier) => $"Input {earlier.Number} of this list is the same person. Correct the list.";

    public static string Nobodys(ComparedOrder order) =>
        $"Order {order.Whose} shows no address, and may be that of anybody of this list. Say whose it is: "
        + $"Sync-DocSigningJournal -OrderId {order.OrderId} -Email ...";

    public static string Superseded(ComparedOrder old, ComparedOrder next) =>
        $"Order {next.OrderId} has taken the place of order {old.OrderId} and is issued.";

    public static string SupersededUnproven(ComparedOrder old, ComparedOrder next) =>
        $"Order {next.OrderId} has taken the place of order {old.OrderId}, and must be looked at itself first, as its own change says: "
        + "the old certificate stays until then.";

    public static string SupersededUnclear(ComparedOrder old, ComparedOrder next) =>
        $"Order {next.OrderId} has taken the place of order {old.OrderId}, which is {old.Order.Status} and cannot be revoked as it is. "
        + EndIt(old);

    public static string Missing(string scope, DateTimeOffset since, DateTimeOffset until) =>
        $"The person has been missing from '{scope}' since {Moments.Utc(since)}, and counts as having left from {Moments.Utc(until)} on.";

    public static string LeaversNotIncluded(string left) => $"{left}. With -IncludeLeavers the certificate is to be ended.";

    public static string Left(ComparedOrder order, DateTimeOffset since, bool isNamed) => isNamed
        ? $"{order.Order.Name ?? "The person"} has left, as -Leaver says"
        : $"The person has been missing since {Moments.Utc(since)}";

    public static string MayBeNobody(ComparedPerson nobody) =>
        $"The person is missing, and input {nobody.Number} of this list tells not who it is: it may be this one. Nobody counts as having "
        + "left by this list: correct that input.";

    public static string ClocksApart(PresentMoment now) =>
        $"The person is missing, and nobody can tell since when: one clock says {Moments.Utc(now.Earliest)}, the other "
        + $"{Moments.Utc(now.Latest)}. Set the clock of this machine.";

    public static string Unwatched(string scope, IReadOnlyList<ComparedOrder> orders) =>
        $"{Amount.Of(orders.Count, "order")} can belong to nobody of '{scope}', and no scope has ever had their people, who may have left "
        + $"before the first comparison: {ComparisonFaults.Named([.. orders.Select(order => $"order {order.Whose}")])}. Where a person has "
        + "left, name the address with -Leaver.";

    public static string Adopted(IReadOnlyList<ComparedOrder> orders) =>
        $"-AdoptDirectoryId: the directory id of the list is noted in place of another one for {Amount.Of(orders.Count, "order")}: "
        + $"{ComparisonFaults.Named([.. orders.Select(order => $"order {order.Whose}")])}.";

    public static string AdoptsId(ComparedPerson person, OrderChain chain) =>
        $"The directory id {person.DirectoryId} takes the place of "
        + $"{string.Join(" and ", chain.DirectoryIds.Where(id => id != person.DirectoryId))}.";

    public static string NewScope(string scope, IEnumerable<string> others) =>
        $"This is the first comparison of the scope '{scope}'. The journal has {string.Join(", ", others.Select(other => $"'{other}'"))}: "
        + "a list keeps its name.";

    public static string LeaverUnmatched(ComparedPerson leaver) => $"-Leaver: no live order is that of '{leaver.Tag ?? leaver}'.";

    public static string MayBePresent(ComparedPerson person, string left) =>
        $"{left}, and may be input {person.Number} of this list, {person}, which has no order for certain. Look at that one first.";

    public static string MayBeElsewhere(ComparedOrder order, string scope) =>
        $"The person is missing here, and may be somebody of the scope '{scope}', which cannot tell either. {EndIt(order)}";

    public static string MayHaveMoved(string scope, string left) =>
        $"{left}, and the scope '{scope}' was not compared since: the person may be in its list by now. Run "
        + "Compare-DocSigningDirectory for that scope first.";

    public static string KeptElsewhere(string scope) => $"The person is missing here, and the scope '{scope}' keeps the order.";

    public static string NamedAndKeptElsewhere(string scope) =>
        $"The person is among those of -Leaver, and the scope '{scope}' keeps the order: take the person out of one of the two.";

    public static string DenyRequest(ComparedOrder order) =>
        $"Order {order.OrderId} waits for approval: deny its request with Deny-DocSigningRequest.";

    public static string NotEndable(ComparedOrder order) =>
        $"Order {order.OrderId} is {order.Order.Status}, which neither a revocation nor a cancellation ends: look at it again later.";

    /// <summary>What ends an order, where somebody has looked and knows that it is to end.</summary>
    public static string EndIt(ComparedOrder order) => "Where the person of that order has left, or needs it no longer, run "
        + (order.IsIssued ? $"Revoke-DocSigningCertificate -OrderId {order.OrderId}."
            : order.Order.Status == StatusWords.NeedsApproval ? "Deny-DocSigningRequest with its request."
            : $"Stop-DocSigningOrder -OrderId {order.OrderId}.");

    private const string OrderNew = "Where it is another person, run New-DocSigningOrder for this one.";

    /// <summary>What says that an order is a person's, where no id does: a human orders the next one in its place.</summary>
    private static string OrderAnew(ComparedOrder order) =>
        $"Where it is this person's, run New-DocSigningRenewal -OrderId {order.OrderId} -Replaces for the person.";

    private static string Day(ComparedOrder order) => order.Order.ValidTill is { } end ? Moments.Day(end) : "an unknown day";

    private static string Words(IntentKind kind) => kind switch
    {
        IntentKind.Cancellation => "cancellation",
        IntentKind.Revocation => "revocation",
        _ => "reissue",
    };

    private static string ActorOf(OrderActor actor) => actor switch
    {
        OrderActor.You => "you: Get-DocSigningOrderStatus says what for",
        OrderActor.Administrator => "an administrator of the account",
        OrderActor.Contact => "a verified contact",
        OrderActor.Person => "the person",
        OrderActor.Nobody => "nobody",
        _ => "DigiCert",
    };
}
