using DigiCertDocSign.Following;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Ordering.Decide;

/// <summary>What is to be done for a person, the gravest last.</summary>
internal enum DecisionKind
{
    /// <summary>Nothing stands against an order.</summary>
    Order,

    /// <summary>A live order may be the person's, and nothing that is shown decides: somebody has to look.</summary>
    Look,

    /// <summary>The person has an order, or an earlier input of the list gets it.</summary>
    Existing,

    /// <summary>The address has a live order under another name.</summary>
    OtherPerson,

    /// <summary>There can be no such order, whatever the operator allows.</summary>
    Refused,

    /// <summary>An order was sent, and it is not known what became of it.</summary>
    InDoubt,

    /// <summary>Another run that is at work has the person in hand.</summary>
    Busy,
}

/// <summary>All that a decision is made of.</summary>
internal sealed record OrderQuestion
{
    private EmailAddress? _email;

    public required Person Person { get; init; }

    /// <summary>The person's.</summary>
    public EmailAddress Email => _email ??= EmailAddress.Of(Person.Email);

    public string? CsrSha256 { get; init; }

    public string? PublicKeySha256 { get; init; }

    /// <summary>The order to be renewed or replaced.</summary>
    public long? Follows { get; init; }

    /// <summary>It is replaced, because of a changed name, address or organization.</summary>
    public bool Replaces { get; init; }

    /// <summary>That order; null when the server does not show it.</summary>
    public LiveOrder? Followed { get; init; }

    /// <summary>The directory's own id of the person.</summary>
    public string? DirectoryId { get; init; }

    public bool AllowDuplicate { get; init; }

    /// <summary>The present, by the clock that is behind.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The open intents for the person or the order that is followed, but for those that this decision may simply take.</summary>
    public IReadOnlyList<OrderIntent> Open { get; init; } = [];

    /// <summary>Those of <see cref="Open"/> that a run at work has in hand.</summary>
    public IReadOnlyList<OrderIntent> AtWork { get; init; } = [];

    /// <summary>Orders that are the person's or may be, dead or alive, and earlier inputs of the same list.</summary>
    public IReadOnlyList<LiveOrder> Orders { get; init; } = [];

    /// <summary>Those of <see cref="Orders"/> of which the journal may have lost whose they are in the directory.</summary>
    public IReadOnlyCollection<long> Lost { get; init; } = [];

    /// <summary>Orders of other addresses, dead or alive, with the public key of this CSR.</summary>
    public IReadOnlyList<LiveOrder> KeyOwners { get; init; } = [];
}

/// <summary>
/// What is to be done for a person, and why. One pure function of the person, the journal, the account's orders and the options, for a plan
/// and for a run: what the plan says of an input, the run does.
/// </summary>
internal sealed record OrderDecision
{
    public required DecisionKind Kind { get; init; }

    /// <summary>The order that decides; null when none does.</summary>
    public LiveOrder? Order { get; init; }

    /// <summary>The open intent that decides, for <see cref="DecisionKind.InDoubt"/> and <see cref="DecisionKind.Busy"/>.</summary>
    public OrderIntent? Intent { get; init; }

    /// <summary>For <see cref="DecisionKind.Look"/>, OtherPerson and Refused.</summary>
    public DocSigningException? Fault { get; init; }

    /// <summary>Why nothing is ordered, in a sentence; null for an order.</summary>
    public string? Reason { get; init; }

    /// <summary>What is to be told of the person, also where an order is found meanwhile and none is bought.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What stands already, where another is ordered all the same; null where none is ordered beside it.</summary>
    public string? Beside { get; init; }

    /// <summary>What is to be told when it is done as decided.</summary>
    public IReadOnlyList<string> AllWarnings => Beside is null ? Warnings : [.. Warnings, Beside];

    /// <summary>
    /// Somebody of this name has a live order under another address. Many of these in one list mean that a mail domain has changed, and not
    /// that many people have the same name.
    /// </summary>
    public LiveOrder? Namesake { get; init; }

    /// <summary>Pure: the same facts, the same answer.</summary>
    public static OrderDecision Of(OrderQuestion asked)
    {
        LiveOrder[] live = [.. asked.Orders.Where(order => order.IsLive(asked.Now))];
        string[] warnings = [.. LiveTwice(asked, live)];
        return OpenIntent(asked) is { } open ? open with { Warnings = warnings }
            : (KeyOfAnother(asked) ?? RenewalRules.Refusal(asked)) is { } refusal ? Refuse(refusal) with { Warnings = warnings }
            : ByOrders(asked, live, warnings);
    }

    /// <summary>Somebody would have to look at an order for no more than its address, before an order or beside one that stands.</summary>
    public static bool LacksAddresses(OrderQuestion asked, OrderDecision decision) =>
        decision.Kind is DecisionKind.Look or DecisionKind.Existing && asked.Orders.Any(order => LacksAddress(asked, order));

    /// <summary>Whether its address would decide about an order.</summary>
    public static bool LacksAddress(OrderQuestion asked, LiveOrder order) =>
        order is { OrderId: not null, Email: null, IsOfAnotherAddress: false } && order.IsLive(asked.Now)
        && Judge(asked, order) == DecisionKind.Look;

    private static OrderDecision? OpenIntent(OrderQuestion asked)
    {
        OrderIntent? open = asked.AtWork.Concat(asked.Open).FirstOrDefault();
        return open is null ? null
            : asked.AtWork.Count > 0 ? Busy(open)
            : new OrderDecision
            {
                Kind = DecisionKind.InDoubt,
                Intent = open,
                Reason = $"An order ({open.Reference}{open.ByWhom}) was sent and its outcome is not known; a run asks the server before it "
                    + "orders.",
            };
    }

    private static OrderDecision Busy(OrderIntent open) => new()
    {
        Kind = DecisionKind.Busy,
        Intent = open,
        Reason = $"Another run orders for {open.Email} at this moment ({open.Reference}{open.ByWhom}).",
    };

    private static DocSigningException? KeyOfAnother(OrderQuestion asked)
    {
        LiveOrder? owner = asked.KeyOwners.Concat(asked.Orders).FirstOrDefault(order =>
            order.Email is { } other && (!other.Equals(asked.Email) || order.IsNamed(asked.Person) == false)
            && !IsOwnKeyOfReplaced(asked, order)
            && ((asked.PublicKeySha256 is { } key && order.PublicKeySha256 == key)
                || (asked.CsrSha256 is { } csr && order.CsrSha256 == csr)));
        return owner is null ? null : LiveOrderFaults.CsrOfAnother(owner, asked.Person);
    }

    /// <summary>Who has a new name, and no new address, may keep the key: whether it is one person is asked of the order itself.</summary>
    private static bool IsOwnKeyOfReplaced(OrderQuestion asked, LiveOrder order) =>
        asked.Replaces && order.OrderId == asked.Follows && (order.Email!.Equals(asked.Email)
            || RenewalRules.IsSameInDirectory(asked, order) == true);

    private static OrderDecision ByOrders(OrderQuestion asked, LiveOrder[] live, string[] warnings)
    {
        HashSet<long> chain = Chain(asked, live);
        (LiveOrder Order, DecisionKind Kind)[] standing =
        [
            .. live
                .Where(order => order.OrderId is not { } id || !chain.Contains(id))
                .Select(order => (Order: order, Kind: Judge(asked, order)))
                .Where(one => one.Kind != DecisionKind.Order)
                .OrderByDescending(one => one.Kind)
                .ThenBy(one => one.Order.ShownAsOf is not null)
                .ThenByDescending(one => one.Order.OrderId ?? long.MaxValue)
                .ThenBy(one => one.Order.InputNumber),
        ];
        LiveOrder? namesake = live.FirstOrDefault(order => IsNamesake(asked, order));
        OrderDecision decision = standing.Length == 0
            ? ByName(asked, live, chain, namesake) with { Warnings = warnings }
            : Explain(asked, standing[0].Order, standing[0].Kind) with { Warnings = [.. warnings, .. MaybeTwice(asked, standing)] };
        if (asked.AllowDuplicate && live.FirstOrDefault(order => IsItsSuccessor(asked, order)) is { } successor)
        {
            // A second certificate of one person may be meant; a second renewal of one order never is.
            decision = Explain(asked, successor, DecisionKind.Existing) with { Warnings = decision.Warnings };
        }
        else if (asked.AllowDuplicate && decision is { Kind: DecisionKind.Existing or DecisionKind.OtherPerson or DecisionKind.Look })
        {
            string beside = $"{decision.Reason} Another is ordered all the same, because duplicates are allowed.";
            decision = new OrderDecision { Kind = DecisionKind.Order, Warnings = decision.Warnings, Beside = beside };
        }

        if (decision.Kind == DecisionKind.Order && asked.Followed is { } old)
        {
            decision = decision with { Warnings = [.. decision.Warnings, .. OfFollowed(asked, old)] };
        }

        return decision.Kind == DecisionKind.Order && namesake is not null
            ? decision with { Warnings = [.. decision.Warnings, LiveOrderFaults.NamesakeWarning(namesake, asked.Person)] }
            : decision;
    }

    /// <summary>
    /// Nothing stands for the person. A live order of the same name under another address is somebody else's, unless the journal may have
    /// lost that it is the same person: then somebody has to look.
    /// </summary>
    private static OrderDecision ByName(OrderQuestion asked, LiveOrder[] live, HashSet<long> chain, LiveOrder? namesake)
    {
        if (asked.AllowDuplicate)
        {
            return new OrderDecision { Kind = DecisionKind.Order };
        }

        LiveOrder? lost = live.FirstOrDefault(order =>
            order.OrderId is { } id && asked.Lost.Contains(id) && !chain.Contains(id) && IsNamesake(asked, order));
        if (lost is null)
        {
            return new OrderDecision { Kind = DecisionKind.Order, Namesake = namesake };
        }

        DocSigningException fault = LiveOrderFaults.LostNamesake(lost, asked.Person);
        return new OrderDecision { Kind = DecisionKind.Look, Order = lost, Fault = fault, Reason = fault.Message };
    }

    /// <summary>What is to be told of the order that goes on standing beside its successor.</summary>
    private static IEnumerable<string> OfFollowed(OrderQuestion asked, LiveOrder old)
    {
        if (asked.Replaces)
        {
            yield return LiveOrderFaults.StaysUntilRevoked(old, asked.Person);
        }

        // Who has another address and is known by no more than the name may be another person; who is replaced may be so by the directory.
        if (old.Email is { } email && !email.Equals(asked.Email)
            && !(asked.Replaces && RenewalRules.IsSameInDirectory(asked, old) == true))
        {
            yield return LiveOrderFaults.NamesakeWarning(old, asked.Person);
        }
    }

    /// <summary>Orders besides the one that stands for the person, which may be a second one.</summary>
    private static IEnumerable<string> MaybeTwice(OrderQuestion asked, (LiveOrder Order, DecisionKind Kind)[] standing)
    {
        LiveOrder first = standing[0].Order;
        return standing[0].Kind != DecisionKind.Existing || first.OrderId is null
            ? []
            : standing
                .Where(one => one is { Kind: DecisionKind.Look, Order.OrderId: not null }
                    && LiveOrder.Ends([.. first.Links(), .. one.Order.Links()]).Distinct().Count() > 1)
                .Select(one => LiveOrderFaults.MaybeSecond(first, one.Order, asked.Person));
    }

    private static DecisionKind Judge(OrderQuestion asked, LiveOrder order)
    {
        if (IsItsSuccessor(asked, order))
        {
            return DecisionKind.Existing;
        }

        if (order.Email is { } email)
        {
            return email.Equals(asked.Email)
                ? order.IsNamed(asked.Person) == false ? DecisionKind.OtherPerson : DecisionKind.Existing
                : RenewalRules.IsSameInDirectory(asked, order) == true ? DecisionKind.Look : DecisionKind.Order;
        }

        return asked.CsrSha256 is { } csr && order.CsrSha256 == csr ? DecisionKind.Existing
            : order.IsOfAnotherAddress || order.IsNamed(asked.Person) == false ? DecisionKind.Order
            : DecisionKind.Look;
    }

    /// <summary>The order renews or replaces the one that is to be renewed or replaced.</summary>
    private static bool IsItsSuccessor(OrderQuestion asked, LiveOrder order) =>
        asked.Follows is { } followed && order.OrderId != followed
        && (order.Follows == followed || (order.OrderId is { } id && asked.Followed?.FollowedBy == id));

    private static bool IsNamesake(OrderQuestion asked, LiveOrder order) =>
        order.OrderId is { } id && id != asked.Follows
        && (order.IsOfAnotherAddress || order.Email?.Equals(asked.Email) == false)
        && NameKeys.IsSame(asked.Person.GivenName, asked.Person.Surname, order.Names)
        && RenewalRules.IsSameInDirectory(asked, order) is null;

    /// <summary>The order that is followed and those that it follows in its turn: a chain of renewals is one order.</summary>
    private static HashSet<long> Chain(OrderQuestion asked, LiveOrder[] live)
    {
        var chain = new HashSet<long>();
        for (long? next = asked.Follows; next is { } id && chain.Add(id);)
        {
            next = live.FirstOrDefault(order => order.OrderId == id)?.Follows
                ?? (asked.Followed?.OrderId == id ? asked.Followed.Follows : null);
        }

        return chain;
    }

    private static OrderDecision Explain(OrderQuestion asked, LiveOrder order, DecisionKind kind)
    {
        // Begun elsewhere between two readings of the journal: the next decision finds it open.
        if (kind == DecisionKind.Existing && order is { OrderId: null, InputNumber: null, Intent: { } begun })
        {
            return Busy(begun);
        }

        DocSigningException? fault = kind switch
        {
            DecisionKind.OtherPerson => LiveOrderFaults.OtherPerson(order, asked.Person),
            DecisionKind.Look when order.Email is not null => LiveOrderFaults.SamePersonElsewhere(order, asked.Person),
            DecisionKind.Look => LiveOrderFaults.Unclear(order, asked.Person),
            _ => null,
        };
        return new OrderDecision { Kind = kind, Order = order, Fault = fault, Reason = fault?.Message ?? Existing(asked, order) };
    }

    private static string Existing(OrderQuestion asked, LiveOrder order)
    {
        const string Duplicate = "-AllowDuplicate buys a second certificate.";
        if (order.InputNumber is { } number)
        {
            return $"Duplicate: input {number} of this list is the same person ({asked.Person.Email}).";
        }

        if (IsItsSuccessor(asked, order))
        {
            string done = asked.Replaces || order.Intent?.Kind == IntentKind.Replacement ? "followed" : "renewed";
            return $"Order {asked.Follows} is {done} already by order {order.OrderId} ({order.Status}), so nothing was bought for "
                + $"{asked.Person}.";
        }

        bool isSpelledAlike = order.Name is not { } name || OrderName.Comparer.Equals(name, Name(asked.Person));
        string wayOut =
            order.Status == StatusWords.Issued ? $"Renew it with New-DocSigningRenewal when it is due; {Duplicate}" : Duplicate;
        string hidden = order.IsHidden
            ? " CertCentral shows no such order, neither in its lists nor by its number: look there which order is that person's."
            : order.ShownAsOf is { } other
                ? $" CertCentral shows it as that of {other}: look there which order is that person's."
                : "";
        return $"{asked.Person.Email} has order {order.OrderId} ({order.Status}) already{(isSpelledAlike ? "" : $" as {order.Name}")}, so "
            + $"nothing was bought.{hidden} {wayOut}";
    }

    /// <summary>Two live orders of the person that do not follow one another.</summary>
    private static IEnumerable<string> LiveTwice(OrderQuestion asked, LiveOrder[] live)
    {
        IEnumerable<LiveOrder> theirs = live.Where(order => order is { OrderId: not null, ShownAsOf: null }
            && order.IsNamed(asked.Person) != false
            && asked.Email.Equals(order.Email));
        HashSet<long> ids = [.. theirs.Select(order => order.OrderId!.Value)];
        long[] ends = [.. LiveOrder.Ends([.. theirs.SelectMany(order => order.Links())]).Where(ids.Contains).Distinct()];
        return ends.Length < 2 ? [] : [OrderFaults.LiveTwice(asked.Person.Email, ends)];
    }

    private static OrderDecision Refuse(DocSigningException fault) =>
        new() { Kind = DecisionKind.Refused, Fault = fault, Reason = fault.Message };

    private static string? Name(Person person) => OrderName.Of(person.GivenName, person.Surname);
}
