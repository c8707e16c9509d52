using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Comparing;

/// <summary>Whose order it is, as far as it can be told.</summary>
/// <param name="Chain">The person's order, or the one that must be looked at; null for none.</param>
/// <param name="IsById">The directory's own id says so.</param>
/// <param name="Look">Why somebody must look; null where it is certain.</param>
/// <param name="IsLeftOut">The input counts as one that did not come.</param>
/// <param name="AdoptsId">The operator says that it is the person's whose directory id is another one now.</param>
internal sealed record MatchedOrder(
    OrderChain? Chain, bool IsById = false, string? Look = null, bool IsLeftOut = false, bool AdoptsId = false);

/// <summary>Which order is whose: by the directory's own id first, then by the address with a name that fits.</summary>
internal sealed class OrderMatch
{
    private readonly ComparisonQuestion _asked;
    private readonly Dictionary<ComparedPerson, MatchedOrder> _found = [];
    private readonly Dictionary<long, OrderChain> _byOrder = [];
    private readonly Dictionary<string, List<OrderChain>> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<OrderChain>> _byEmail = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _remembered;
    private readonly TwinInputs _twins;
    private readonly ComparedOrder[] _anybodys;
    private readonly Lazy<ILookup<ulong, ComparedOrder>> _byName;
    private readonly Lazy<IReadOnlyList<ComparedPerson>> _uncertain;
    private readonly Lazy<ILookup<string, OrderChain>> _missing;
    private readonly HashSet<string> _ids;

    public OrderMatch(ComparisonQuestion asked)
    {
        _asked = asked;
        _twins = new TwinInputs(asked.People);
        _ids = [.. asked.People.Select(person => person.DirectoryId).OfType<string>()];
        _remembered = (asked.Memory?.People ?? []).Where(person => person.OrderId is not null)
            .ToDictionary(person => person.Key, person => person.OrderId!.Value, StringComparer.Ordinal);
        foreach (OrderChain chain in OrderChain.Of(asked.Orders))
        {
            foreach (ComparedOrder order in chain.Orders)
            {
                _byOrder[order.OrderId] = chain;
                Add(_byEmail, order.Order.Email?.Key, chain);
                Add(_byId, order.Order.DirectoryId, chain);
            }
        }

        ILookup<ComparedPerson, OrderChain> leavers = asked.Leavers
            .SelectMany(leaver => OfLeaver(leaver).Select(chain => (leaver, chain)))
            .ToLookup(one => one.leaver, one => one.chain);
        NamedLeavers = [.. leavers.SelectMany(chains => chains)];
        UnmatchedLeavers = [.. asked.Leavers.Where(leaver => !leavers.Contains(leaver))];
        _anybodys = [.. asked.Orders.Where(order => order.Order.Email is null && !NamesOf(order).Any())];
        _byName = new(() => _asked.Orders
            .SelectMany(order => NamesOf(order).SelectMany(NameKeys.Of).Distinct().Select(key => (key, order)))
            .ToLookup(one => one.key, one => one.order));
        _uncertain = new(() =>
        [
            .. _asked.People.Where(person => person.Name is not null && _found[person] is { IsLeftOut: false } found
                && (found.Chain is null || found.Look is not null)),
        ]);
        _missing = new(() => (_asked.Memory?.People ?? [])
            .Select(known => ChainOf(known.OrderId))
            .OfType<OrderChain>()
            .Where(chain => !chain.IsPresent)
            .SelectMany(chain => Words(NamesOf(chain.End)).Select(word => (word, chain)))
            .ToLookup(one => one.word, one => one.chain, StringComparer.Ordinal));
    }

    /// <summary>Orders of people who have left, as the operator says.</summary>
    public HashSet<OrderChain> NamedLeavers { get; }

    /// <summary>Those whom the operator names and who have no live order.</summary>
    public IReadOnlyList<ComparedPerson> UnmatchedLeavers { get; }

    /// <summary>An input that may be anybody: it leads to no order, and has no full name either. Null where there is none.</summary>
    public ComparedPerson? Nobody { get; private set; }

    public MatchedOrder Of(ComparedPerson person) => _found[person];

    public OrderChain? ChainOf(long? orderId) => orderId is { } id && _byOrder.TryGetValue(id, out OrderChain? chain) ? chain : null;

    public bool IsLive(long? orderId) => ChainOf(orderId) is not null;

    public ComparedOrder? Order(long orderId) => ChainOf(orderId)?.Orders.FirstOrDefault(order => order.OrderId == orderId);

    /// <summary>Finds the order of a person. All are to be found before the first is judged.</summary>
    public void Find(ComparedPerson person)
    {
        List<OrderChain> ofId = Get(_byId, person.DirectoryId);
        List<OrderChain> ofEmail = Get(_byEmail, person.Email?.Key);
        OrderChain? remembered = Remembered(person.DirectoryId) ?? Remembered(person.Email?.Key);
        if (person.IsDisabled && _asked.Options.DisabledAreLeavers)
        {
            _found[person] = new MatchedOrder(ofId.Concat(ofEmail).FirstOrDefault(), IsLeftOut: true);
            return;
        }

        foreach (OrderChain chain in ofId.Concat(ofEmail).Concat(remembered is null ? [] : [remembered]))
        {
            chain.IsPresent = true;
        }

        if (person.Person is null && !HasFullName(person) && ofId.Count + ofEmail.Count == 0 && remembered is null)
        {
            Nobody ??= person;
        }

        MatchedOrder found = person.Person is null ? new MatchedOrder(null)
            : _twins.LookAt(person) is { } twin ? new MatchedOrder(ofId.Concat(ofEmail).FirstOrDefault(), Look: twin)
            : Match(person, ofId, ofEmail);
        if (found is { Chain: null, Look: null } && person.Person is not null && remembered is not null)
        {
            found = new MatchedOrder(remembered, Look: ComparisonWords.KeptBefore(remembered.End));
        }

        if (found is { Look: null, Chain: { } own })
        {
            if (own.Holder is { } holder)
            {
                _found[holder] = _found[holder] with { Look = ComparisonWords.HeldTwice(own.End, person) };
                found = found with { Look = ComparisonWords.HeldTwice(own.End, holder) };
            }

            own.Holder ??= person;
        }

        _found[person] = found;
    }

    /// <summary>Orders that may be a person's who was found none: of the address, of a name that fits, of nobody.</summary>
    public IReadOnlyList<LiveOrder> Candidates(ComparedPerson person)
    {
        IEnumerable<ComparedOrder> ofEmail = Get(_byEmail, person.Email?.Key).SelectMany(chain => chain.Orders);
        return [.. ofEmail.Concat(Named(person)).Concat(_anybodys).Distinct().Select(WithHolder)];
    }

    /// <summary>Somebody who is missing, and whom a person without an order may be under a new name and address; null for none.</summary>
    public ComparedOrder? MissingKin(ComparedPerson person) => Words([person.Name!])
        .SelectMany(word => _missing.Value[word])
        .FirstOrDefault(chain => MayBe(chain, person))?.End;

    /// <summary>By the directory's own ids, the order is another person's.</summary>
    public bool IsAnothers(ComparedOrder order, ComparedPerson person) => IsAnothers(_byOrder[order.OrderId], person);

    /// <summary>
    /// An order of a name that fits, whose person is not in the list: after a move to another directory a person has another id, and often
    /// another mail domain. Null for none.
    /// </summary>
    public ComparedOrder? MissingNamesake(ComparedPerson person, OtherScopes others) => Named(person)
        .FirstOrDefault(order => _byOrder[order.OrderId] is { IsPresent: false } chain && others.KeeperOf(chain) is null);

    /// <summary>Orders of a name that fits.</summary>
    public IEnumerable<ComparedOrder> Named(ComparedPerson person) =>
        NameKeys.Of(person.Read.GivenName ?? "", person.Read.Surname ?? "").SelectMany(key => _byName.Value[key]).Distinct();

    /// <summary>Orders whose people are not in the list, as far as it is known.</summary>
    public IEnumerable<OrderChain> Absent() => _byOrder.Values.Distinct().Where(chain => !chain.IsPresent);

    /// <summary>Orders whose people are in the list, or may be.</summary>
    public IEnumerable<OrderChain> Present() => _byOrder.Values.Distinct().Where(chain => chain.IsPresent);

    /// <summary>Somebody of the list who may be the person of an order that nobody of the list has for certain; null for none.</summary>
    public ComparedPerson? PresentKin(OrderChain chain)
    {
        HashSet<string> words = [.. Words(NamesOf(chain.End))];
        return _uncertain.Value.FirstOrDefault(person =>
            words.Count == 0 || (Words([person.Name!]).Any(words.Contains) && MayBe(chain, person)));
    }

    /// <summary>Orders that show no address, and may be those of the list: they show no name, or one that fits.</summary>
    public IEnumerable<ComparedOrder> Nobodys()
    {
        ComparedOrder[] untold = [.. _asked.Orders.Where(order => order.Order.Email is null)];
        if (untold.Length == 0)
        {
            return [];
        }

        HashSet<ulong> keys =
            [.. _asked.People.Where(person => person.Name is not null)
                .SelectMany(person => NameKeys.Of(person.Read.GivenName ?? "", person.Read.Surname ?? ""))];
        return untold.Where(order => NamesOf(order).ToArray() is var names
            && (names.Length == 0 || names.SelectMany(NameKeys.Of).Any(keys.Contains)));
    }

    /// <summary>The order that the last comparison has kept for somebody.</summary>
    private OrderChain? Remembered(string? key) =>
        key is not null && _remembered.TryGetValue(key, out long orderId) ? ChainOf(orderId) : null;

    private MatchedOrder Match(ComparedPerson person, List<OrderChain> ofId, List<OrderChain> ofEmail)
    {
        OrderChain[] all = [.. ofId.Concat(ofEmail).Distinct()];
        if (all.Length > 1)
        {
            return new MatchedOrder(all[0], Look: ofId.Count == 1 && IsAnothers(ofEmail.First(chain => chain != all[0]), person)
                ? ComparisonWords.AddressTaken(all.Last().End, all[0].End)
                : ComparisonWords.LiveTwice([.. all.Select(chain => chain.End)]));
        }

        if (all.Length == 0)
        {
            return new MatchedOrder(null);
        }

        OrderChain only = all[0];
        bool isById = ofId.Count > 0;
        bool hasOtherId = HasOtherId(only, person);
        if (hasOtherId && _asked.Options.AdoptDirectoryId)
        {
            return new MatchedOrder(only, isById, AdoptsId: true);
        }

        string? look = only.DirectoryIds.Skip(1).Any()
                ? hasOtherId ? ComparisonWords.TwoIds(only.End) : ComparisonWords.TwoPeople(only.End, OfAnother(only, person))
            : isById ? IsReused(only, person) ? ComparisonWords.IdReused(only.End) : null
            : IsAnothers(only, person)
                ? hasOtherId ? ComparisonWords.OtherId(only.End, person.DirectoryId!) : ComparisonWords.PassedOn(only.End)
            : only.End.Order.Email?.Equals(person.Email) != true ? ComparisonWords.OlderAddress(only.End)
            : only.End.Order.IsNamed(person.Person!) == false ? ComparisonWords.OtherName(only.End)
            : null;
        return new MatchedOrder(only, isById, look);
    }

    private static ComparedOrder OfAnother(OrderChain chain, ComparedPerson person) =>
        chain.Orders.FirstOrDefault(order => order != chain.End && order.Order.DirectoryId is { } id && id != person.DirectoryId)
        ?? chain.End;

    /// <summary>Address and name are the person's, and nobody of the list has the id that the journal has beside them.</summary>
    private bool HasOtherId(OrderChain chain, ComparedPerson person)
    {
        string[] others = [.. chain.DirectoryIds.Where(id => id != person.DirectoryId)];
        return person.DirectoryId is not null && others.Length > 0 && !others.Any(_ids.Contains)
            && chain.End.Order.Email?.Equals(person.Email) == true && chain.End.Order.IsNamed(person.Person!) == true;
    }

    /// <summary>By the address that the last order has: an older one may have passed on.</summary>
    private IEnumerable<OrderChain> OfLeaver(ComparedPerson leaver)
    {
        List<OrderChain> ofId = Get(_byId, leaver.DirectoryId);
        return ofId.Count > 0
            ? ofId
            : Get(_byEmail, leaver.Email?.Key).Where(chain => chain.End.Order.Email?.Key == leaver.Email?.Key
                && !IsAnothers(chain, leaver) && (leaver.Name is null
                || NameKeys.FitsOne(leaver.Read.GivenName ?? "", leaver.Read.Surname ?? "", chain.End.Order.Names) != false));
    }

    private static bool IsAnothers(OrderChain chain, ComparedPerson person) =>
        person.DirectoryId is { } id && chain.DirectoryIds.Any(other => DirectoryIds.AreSame(id, other) == false);

    /// <summary>Nor do ids tell two people of one full name apart: a move to another directory changes all of them.</summary>
    private static bool MayBe(OrderChain chain, ComparedPerson person) => !IsAnothers(chain, person)
        || NameKeys.FitsOne(person.Read.GivenName ?? "", person.Read.Surname ?? "", NamesOf(chain.End)) == true;

    /// <summary>A number of a personnel list may be given again: nothing else of the order is the person's.</summary>
    private static bool IsReused(OrderChain chain, ComparedPerson person) =>
        DirectoryIds.IsText(person.DirectoryId!)
        && !chain.Orders.Any(order => order.Order.Email is { } email && email.Equals(person.Email))
        && !Words([person.Name!]).Intersect(chain.Orders.SelectMany(order => Words(NamesOf(order)))).Any();

    private static bool HasFullName(ComparedPerson person) =>
        !string.IsNullOrWhiteSpace(person.Read.GivenName) && !string.IsNullOrWhiteSpace(person.Read.Surname);

    private LiveOrder WithHolder(ComparedOrder order) => _byOrder[order.OrderId].Holder?.DirectoryId is { } id
        ? order.Order with { DirectoryId = order.Order.DirectoryId ?? id }
        : order.Order;

    private static IEnumerable<string> NamesOf(ComparedOrder order) => order.Order.Names.Where(NameKeys.IsReadable);

    private static IEnumerable<string> Words(IEnumerable<string> names) => names
        .SelectMany(name => UnicodeText.FoldCase(UnicodeText.Compose(name)).Split(' ', ',', '-'))
        .Where(word => word.TrimEnd('.').Length > 1)
        .Distinct();

    private static void Add(Dictionary<string, List<OrderChain>> chains, string? key, OrderChain chain)
    {
        if (key is null)
        {
            return;
        }

        if (!chains.TryGetValue(key, out List<OrderChain>? others))
        {
            chains[key] = others = [];
        }

        if (!others.Contains(chain))
        {
            others.Add(chain);
        }
    }

    private static List<OrderChain> Get(Dictionary<string, List<OrderChain>> chains, string? key) =>
        key is not null && chains.TryGetValue(key, out List<OrderChain>? found) ? found : [];
}

/// <summary>Inputs that are one person, or share an address.</summary>
internal sealed class TwinInputs
{
    private readonly ILookup<string, ComparedPerson> _byId;
    private readonly ILookup<string, ComparedPerson> _byEmail;

    public TwinInputs(IReadOnlyList<ComparedPerson> people)
    {
        _byId = people.Where(person => person.DirectoryId is not null).ToLookup(person => person.DirectoryId!, StringComparer.Ordinal);
        _byEmail = people.Where(person => person.Email is not null).ToLookup(person => person.Email!.Key, StringComparer.Ordinal);
    }

    /// <summary>Why an input cannot be told from another; null where it can. Of several that are alike in all, the first counts.</summary>
    public string? LookAt(ComparedPerson person)
    {
        ComparedPerson[] twins =
        [
            .. (person.DirectoryId is { } id ? _byId[id] : []).Concat(person.Email is { } email ? _byEmail[email.Key] : [])
                .Where(other => other != person)
                .Distinct(),
        ];
        return twins.FirstOrDefault(twin => !AreAlike(twin, person)) is { } unlike ? ComparisonWords.Shared(person, unlike)
            : twins.FirstOrDefault(twin => twin.Number < person.Number) is { } earlier ? ComparisonWords.Again(earlier)
            : null;
    }

    private static bool AreAlike(ComparedPerson one, ComparedPerson other) =>
        one.DirectoryId == other.DirectoryId
        && one.Email is { } email && email.Equals(other.Email)
        && SubjectTexts.AreSame(one.Name, other.Name)
        && SubjectTexts.AreSame(one.Read.JobTitle, other.Read.JobTitle);
}
