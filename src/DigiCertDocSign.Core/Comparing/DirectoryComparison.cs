using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Decide;
using DigiCertDocSign.Ordering.LiveOrders;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Comparing;

/// <summary>
/// What must be done so that certificates fit a list of people again. One pure function of the list, the account's orders, the memory of
/// the scope and the options: the same facts, the same changes. Where nothing that is known decides, somebody must look.
/// </summary>
public sealed class DirectoryComparison
{
    private readonly ComparisonQuestion _asked;
    private readonly OrderMatch _match;
    private readonly OpenIntents _open;
    private readonly OtherScopes _others;
    private readonly ComparisonGuards _guards;
    private readonly HashSet<OrderChain> _mayBe = [];
    private readonly List<DirectoryChange> _changes = [];
    private readonly List<(OrderIntent Intent, string DirectoryId)> _newIds = [];
    private readonly List<ComparedOrder> _adopted = [];
    private readonly Dictionary<string, ScopePerson> _memory = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ScopePerson> _before;
    private readonly HashSet<long> _keptBefore;
    private readonly ILookup<long, string> _titles;
    private readonly List<long> _untitled = [];

    private DirectoryComparison(ComparisonQuestion asked)
    {
        _asked = asked;
        _match = new OrderMatch(asked);
        _open = new OpenIntents(asked);
        _others = new OtherScopes(asked);
        _guards = new ComparisonGuards(asked);
        _before = (asked.Memory?.People ?? []).ToDictionary(person => person.Key, StringComparer.Ordinal);
        _keptBefore = [.. _before.Values.Select(person => person.OrderId).OfType<long>()];
        _titles = _before.Values.Where(person => person is { OrderId: not null, JobTitle: not null })
            .ToLookup(person => person.OrderId!.Value, person => person.JobTitle!);
    }

    private ComparisonOptions Options => _asked.Options;

    /// <exception cref="DocSigningException">
    /// ComparisonEmpty, ComparisonInputShrunk, ComparisonLeaversExceeded or ComparisonChangesExceeded.
    /// </exception>
    public static ComparisonResult Of(ComparisonQuestion asked) => new DirectoryComparison(asked).Compare();

    /// <summary>
    /// The scope as it was, but that whoever is in the list is missing no longer: a list that is refused for something else shows that
    /// much.
    /// </summary>
    /// <returns>Null: there is nothing to keep.</returns>
    public static ScopeMemory? Returned(ComparisonQuestion asked)
    {
        if (asked.Memory is not { } memory)
        {
            return null;
        }

        var match = new OrderMatch(asked);
        foreach (ComparedPerson person in asked.People)
        {
            match.Find(person);
        }

        HashSet<string> keys =
        [
            .. asked.People.Where(person => !match.Of(person).IsLeftOut)
                .SelectMany(person => new[] { person.DirectoryId, person.Email?.Key })
                .OfType<string>(),
        ];
        ScopePerson[] people = [.. memory.People.Select(person => person.AbsentSince is not null && IsBack(person)
            ? person with { AbsentSince = null }
            : person)];
        return people.SequenceEqual(memory.People) ? null : memory with { Comparisons = memory.Comparisons + 1, People = people };

        bool IsBack(ScopePerson person) => keys.Contains(person.Key) || match.ChainOf(person.OrderId) is { IsPresent: true };
    }

    private ComparisonResult Compare()
    {
        foreach (ComparedPerson person in _asked.People)
        {
            _match.Find(person);
        }

        _guards.RequireInput(ComparisonGuards.Count(_asked.People.Where(IsKnown)));
        foreach (ComparedPerson person in _asked.People)
        {
            Compare(person);
        }

        var leavers = new LeaverComparison(_asked, _match, _others);
        leavers.Compare();
        _changes.AddRange(leavers.Changes);
        _changes.AddRange(_match.Nobodys().Select(order => Change(DirectoryChangeKind.Look, null, order, ComparisonWords.Nobodys(order))));
        _guards.RequireFewLeavers(leavers.Leavers);
        _guards.RequireFewChanges(_changes, IsNew);
        string? following = _guards.SpreadRenewals(_changes, _memory.Values.Count(person => person.OrderId is not null));
        RememberOthers(leavers.Absent);
        return new ComparisonResult(_changes, Memory(), [.. Warnings(leavers, following)], _untitled, _newIds);
    }

    /// <summary>It is known who the input is: it can be ordered for, or leads to an order.</summary>
    private bool IsKnown(ComparedPerson person) => person.Person is not null || _match.Of(person).Chain is not null
        || (person.Key is { } key && _before.ContainsKey(key));

    private IEnumerable<string> Warnings(LeaverComparison leavers, string? following)
    {
        if (following is not null)
        {
            yield return following;
        }

        if (_asked.Memory is null && _asked.Memories.Count > 0)
        {
            yield return ComparisonWords.NewScope(Options.Scope.Trim(), _asked.Memories.Select(memory => memory.Scope));
        }

        foreach (ComparedPerson leaver in _match.UnmatchedLeavers)
        {
            yield return ComparisonWords.LeaverUnmatched(leaver);
        }

        if (_adopted.Count > 0)
        {
            yield return ComparisonWords.Adopted(_adopted);
        }

        if (leavers.Unwatched() is { Count: > 0 } unwatched)
        {
            yield return ComparisonWords.Unwatched(Options.Scope.Trim(), unwatched);
        }
    }

    private void Compare(ComparedPerson person)
    {
        MatchedOrder found = _match.Of(person);
        if (found.IsLeftOut)
        {
            CompareLeftOut(person, found.Chain);
        }
        else if (person.Person is null)
        {
            Remember(person, null);
            if (person.Name is not null && found.Chain is null)
            {
                _mayBe.UnionWith(_match.Named(person).Select(order => _match.ChainOf(order.OrderId)!));
            }
        }
        else if (found.Look is { } look)
        {
            Remember(person, null);
            Add(DirectoryChangeKind.Look, person, found.Chain?.End, look);
        }
        else if (found.Chain is not { } chain)
        {
            Remember(person, null);
            CompareUnmatched(person);
        }
        else
        {
            Remember(person, chain.End);
            NoteId(person, chain, found);
            (DirectoryChangeKind kind, string reason) = Judge(person, chain, found.IsById);
            Add(kind, person, chain.End, found.AdoptsId ? $"{reason} {ComparisonWords.AdoptsId(person, chain)}" : reason);
            CompareOlder(person, chain, kind);
        }
    }

    /// <summary>Who counts as missing and was never kept cannot have left, and the order stands all the same.</summary>
    private void CompareLeftOut(ComparedPerson person, OrderChain? chain)
    {
        if (chain is { IsPresent: false } && !chain.Orders.Any(order => _keptBefore.Contains(order.OrderId)))
        {
            Add(DirectoryChangeKind.Look, person, chain.End, ComparisonWords.Disabled(chain.End));
        }
    }

    /// <summary>Who has no order, by the same decision as a run.</summary>
    private void CompareUnmatched(ComparedPerson person)
    {
        if (person.IsDisabled)
        {
            Add(DirectoryChangeKind.Keep, person, null, ComparisonWords.DisabledWithout);
            return;
        }

        var decision = OrderDecision.Of(new OrderQuestion
        {
            Person = person.Person!,
            DirectoryId = person.DirectoryId,
            Now = _asked.Now.Earliest,
            Orders = _match.Candidates(person),
            Open = _open.Of(person, null, atWork: false),
            AtWork = _open.Of(person, null, atWork: true),
        });
        switch (decision)
        {
            case { Kind: DecisionKind.Order, Namesake: null }:
                CompareNew(person);
                break;

            case { Kind: DecisionKind.Busy }:
                Add(DirectoryChangeKind.Keep, person, null, ComparisonWords.UnderWay(decision.Reason!));
                break;

            case { Kind: DecisionKind.InDoubt }:
                Add(DirectoryChangeKind.Look, person, null, ComparisonWords.InDoubt(decision.Intent!));
                break;

            default:
                LiveOrder? order = decision.Namesake ?? decision.Order;
                string reason = decision.Namesake is { } namesake ? ComparisonWords.Namesake(namesake) : decision.Reason!;
                Add(DirectoryChangeKind.Look, person, order?.OrderId is { } id ? _match.Order(id) : null, reason);
                break;
        }
    }

    /// <summary>Who has no order as far as a run can tell. The list and the past may know more.</summary>
    private void CompareNew(ComparedPerson person)
    {
        if (_match.MissingKin(person) is { } kin)
        {
            string reason = _match.IsAnothers(kin, person) ? ComparisonWords.MissingNamesake(kin) : ComparisonWords.MissingKin(kin);
            Add(DirectoryChangeKind.Look, person, kin, reason);
        }
        else if (_match.MissingNamesake(person, _others) is { } namesake)
        {
            Add(DirectoryChangeKind.Look, person, namesake, ComparisonWords.MissingNamesake(namesake));
        }
        else if (RejectedOrders.Of(person, _asked.Rejected) is { } rejected)
        {
            Add(DirectoryChangeKind.Look, person, null, ComparisonWords.Rejected(rejected));
        }
        else if (person.DoubtfulEmailIn is { } property)
        {
            Add(DirectoryChangeKind.Look, person, null, ComparisonWords.DoubtfulAddress(person, property));
            RememberOrdered(person);
        }
        else
        {
            Add(DirectoryChangeKind.Order, person, null, ComparisonWords.NoOrder);
            RememberOrdered(person);
        }
    }

    private (DirectoryChangeKind Kind, string Reason) Judge(ComparedPerson person, OrderChain chain, bool isById)
    {
        ComparedOrder order = chain.End;
        if (LookAt(person, chain, isById) is { } look)
        {
            return (DirectoryChangeKind.Look, look);
        }

        if (_open.Of(person, order.OrderId, atWork: true) is [var busy, ..])
        {
            return (DirectoryChangeKind.Keep, ComparisonWords.UnderWay(ComparisonWords.AtWork(busy)));
        }

        if (order.Waiting is { } request)
        {
            return (DirectoryChangeKind.Keep, ComparisonWords.UnderWay(ComparisonWords.ReissueWaits(order, request)));
        }

        OrderDifference? differs = Difference(person, order, isById);
        if (!order.IsIssued)
        {
            return !ComparisonWords.IsOnItsWay(order) ? (DirectoryChangeKind.Look, ComparisonWords.UnknownStatus(order))
                : differs is null || order.Order.Status == StatusWords.ReissuePending
                ? (DirectoryChangeKind.Keep, ComparisonWords.UnderWay(ComparisonWords.WaitsFor(order, chain)))
                : (DirectoryChangeKind.Look, ComparisonWords.DiffersUnissued(order, differs.ToString()));
        }

        return differs is not null ? JudgeDifferent(person, chain, differs, isById)
            : order.Order.ValidTill is not { } end ? (DirectoryChangeKind.Look, ComparisonWords.NoEnd(order))
            : end.Date > _asked.Now.Earliest.UtcDateTime.Date.AddDays(RenewWithinDays(order, end))
                ? (DirectoryChangeKind.Keep, ComparisonWords.AllIsWell(order))
            : RejectedOrders.After(order, _asked.Rejected, isRenewal: true) is { } rejected
                ? (DirectoryChangeKind.Look, ComparisonWords.RejectedAfter(order, rejected, replaces: false))
            : order.IsRenewed ? (DirectoryChangeKind.Look, ComparisonWords.RenewedElsewhere(order))
            : (DirectoryChangeKind.Renew, ComparisonWords.Expires(order, end));
    }

    private (DirectoryChangeKind Kind, string Reason) JudgeDifferent(
        ComparedPerson person, OrderChain chain, OrderDifference differs, bool isById)
    {
        ComparedOrder order = chain.End;
        string what = differs.ToString();
        return !isById ? (DirectoryChangeKind.Look, ComparisonWords.DiffersWithoutId(order, what))
            : RejectedOrders.After(order, _asked.Rejected, isRenewal: false) is { } rejected
                ? (DirectoryChangeKind.Look, ComparisonWords.RejectedAfter(order, rejected, replaces: true))
            : order.IsRenewed ? (DirectoryChangeKind.Look, ComparisonWords.RenewedElsewhere(order))
            : differs.IsOrganization && (_others.KeeperOf(chain) ?? _others.MayKeep(chain)) is { } scope
                ? (DirectoryChangeKind.Look, ComparisonWords.KeptOtherwise(order, what, scope))
            : differs.IsSpelling ? (DirectoryChangeKind.Look, ComparisonWords.SpelledOtherwise(order, what))
            : differs.IsAddress && person.DoubtfulEmailIn is { } property
                ? (DirectoryChangeKind.Look, ComparisonWords.DiffersByDoubtful(order, what, property))
            : differs.IsAgain ? (DirectoryChangeKind.Look, ComparisonWords.ReplacedBefore(order, what))
            : (DirectoryChangeKind.Replace, ComparisonWords.Differs(order, what));
    }

    /// <summary>A certificate is not renewed in the first half of its own term.</summary>
    private int RenewWithinDays(ComparedOrder order, DateTime end) => order.Created is not { } created ? Options.RenewWithinDays
        : Math.Min(Options.RenewWithinDays, Math.Max(0, (int)(end.Date - created.UtcDateTime.Date).TotalDays / 2));

    /// <summary>Why nobody but a human can tell what is to be done; null where it can be told.</summary>
    private string? LookAt(ComparedPerson person, OrderChain chain, bool isById)
    {
        ComparedOrder order = chain.End;
        return chain.Ends.Count > 1 ? ComparisonWords.LiveTwice(chain.Ends)
            : order.Order.IsHidden ? ComparisonWords.Hidden(order)
            : order.IsContested ? ComparisonWords.Contested(order)
            : person.IsDisabled ? ComparisonWords.Disabled(order)
            : order.Waiting is { Revokes: true } revoking ? ComparisonWords.Returned(order, revoking)
            : order.End is { } end && (end.Kind == IntentKind.Cancellation || end.RequestId is null)
                ? ComparisonWords.EndedByNow(order, end)
            : _match.NamedLeavers.Contains(chain) ? ComparisonWords.NamedAsLeaver(order)
            : order.Act is { } act ? ComparisonWords.ActInDoubt(act)
            : _open.Of(person, order.OrderId, atWork: false) is [var doubt, ..] ? ComparisonWords.InDoubt(doubt)
            : IsElsewhere(order.ContainerId, Options.ContainerId) ? ComparisonWords.OtherContainer(order)
            : !isById && IsElsewhere(order.OrganizationId, Options.OrganizationId) ? ComparisonWords.OtherOrganization(order)
            : null;
    }

    private static bool IsElsewhere(long? shown, long? wanted) => shown is not null && wanted is not null && shown != wanted;

    /// <summary>What is another one now, in words; null where nothing is.</summary>
    private OrderDifference? Difference(ComparedPerson person, ComparedOrder order, bool isById)
    {
        string? title = Options.CompareTitle ? TitleOf(order) : null;
        if (Options.CompareTitle && title is null)
        {
            _untitled.Add(order.OrderId);
        }

        return OrderDifference.Of(person, order, isById, Options.OrganizationId, title);
    }

    private string? TitleOf(ComparedOrder order) => order.JobTitle ?? _titles[order.OrderId].FirstOrDefault();

    /// <summary>What the newest order of the person has taken the place of.</summary>
    /// <param name="person">The person.</param>
    /// <param name="chain">The person's order.</param>
    /// <param name="judged">What is to be done about its end: while somebody must look at that, nothing older is revoked.</param>
    private void CompareOlder(ComparedPerson person, OrderChain chain, DirectoryChangeKind judged)
    {
        foreach (ComparedOrder old in chain.Orders.Where(order => order != chain.End && !chain.Ends.Contains(order)))
        {
            if (chain.SuccessorOf(old) is not { Order.Intent.Kind: IntentKind.Replacement, IsIssued: true } next || !chain.End.IsIssued)
            {
                continue;
            }

            (DirectoryChangeKind kind, string reason) =
                old.Waiting is { Revokes: true } revoking
                    ? (DirectoryChangeKind.Keep, ComparisonWords.UnderWay(ComparisonWords.RevocationWaits(old, revoking)))
                : old.Waiting is { } reissue
                    ? (DirectoryChangeKind.Look, ComparisonWords.UnderWay(ComparisonWords.ReissueWaits(old, reissue)))
                : old.Act is { } act ? (DirectoryChangeKind.Look, ComparisonWords.ActInDoubt(act))
                : old.End is { } asked ? (DirectoryChangeKind.Keep, ComparisonWords.UnderWay(ComparisonWords.AskedFor(asked)))
                : old.EndInVain is { } vain
                    ? (DirectoryChangeKind.Look, $"{Sentence.WithoutStop(ComparisonWords.Superseded(old, next))}, and "
                        + $"{ComparisonWords.AskedInVain(vain)}.")
                : judged == DirectoryChangeKind.Look || next.Order.IsHidden || next.IsContested
                    ? (DirectoryChangeKind.Look, ComparisonWords.SupersededUnproven(old, next))
                : old.Order.IsHidden || old.IsContested || !old.IsIssued
                    ? (DirectoryChangeKind.Look, ComparisonWords.SupersededUnclear(old, next))
                : (DirectoryChangeKind.Revoke, ComparisonWords.Superseded(old, next));
            _changes.Add(Change(kind, person, old, reason) with
            {
                RevocationReason = kind == DirectoryChangeKind.Revoke ? RevocationReason.Superseded : null,
            });
        }
    }

    /// <summary>Address and fitting name tell whose the directory's id is; from then on the id alone tells it.</summary>
    private void NoteId(ComparedPerson person, OrderChain chain, MatchedOrder found)
    {
        if (found.AdoptsId)
        {
            _newIds.AddRange(chain.Orders.Select(order => order.Order.Intent)
                .OfType<OrderIntent>()
                .Where(intent => intent is { State: IntentState.Placed, BuysAnOrder: true } && intent.DirectoryId != person.DirectoryId)
                .Select(intent => (intent, person.DirectoryId!)));
            _adopted.Add(chain.End);
            return;
        }

        if (!found.IsById && person.DirectoryId is { } id && !chain.DirectoryIds.Any()
            && chain.End.Order.Intent is { State: IntentState.Placed, BuysAnOrder: true } intent
            && chain.End.Order.IsNamed(person.Person!) == true)
        {
            _newIds.Add((intent, id));
        }
    }

    /// <summary>Ordered for the first time: not seen without an order by the last comparison.</summary>
    private bool IsNew(DirectoryChange change) =>
        change.Kind == DirectoryChangeKind.Order
        && _asked.Memory is not null
        && !(WasSeenWithout(change.DirectoryId) || WasSeenWithout(EmailAddress.Of(change.Email!).Key));

    private bool WasSeenWithout(string? key) =>
        key is not null && _before.TryGetValue(key, out ScopePerson? seen) && seen.OrderId is null;

    /// <summary>Who may be ordered for by the next comparison too: something may hinder the order of this one.</summary>
    private void RememberOrdered(ComparedPerson person)
    {
        if (person.Key is { } key && !_memory.ContainsKey(key))
        {
            _memory[key] = new ScopePerson(key, null, null, null);
        }
    }

    /// <param name="person">Who was there.</param>
    /// <param name="order">The order that is kept for the person; null where that is not certain: then the last comparison's stays.</param>
    private void Remember(ComparedPerson person, ComparedOrder? order)
    {
        if (person.Key is not { } key || (_memory.TryGetValue(key, out ScopePerson? twin) && twin.OrderId is not null && order is null))
        {
            return;
        }

        _before.TryGetValue(key, out ScopePerson? before);
        long? kept = order?.OrderId ?? (_match.IsLive(before?.OrderId) ? before!.OrderId : null);
        if (kept is null)
        {
            return;
        }

        string? title = Options.CompareTitle && order is not null ? TitleOf(order)
            : before?.OrderId == kept ? before?.JobTitle
            : null;
        _memory[key] = new ScopePerson(key, kept, title, null);
    }

    /// <summary>Who is missing, and who was kept and is neither missing nor certain.</summary>
    private void RememberOthers(IEnumerable<ScopePerson> absent)
    {
        HashSet<OrderChain?> kept = [.. _memory.Values.Select(person => _match.ChainOf(person.OrderId))];
        IEnumerable<ScopePerson> uncertain = _before.Values
            .Where(person => _match.ChainOf(person.OrderId) is { IsPresent: true } chain && !kept.Contains(chain))
            .Select(person => person with { AbsentSince = null });
        foreach (ScopePerson other in absent.Concat(uncertain).Where(other => !_memory.ContainsKey(other.Key)))
        {
            _memory[other.Key] = other;
        }
    }

    private ScopeMemory Memory() => new()
    {
        AccountId = _asked.AccountId,
        Scope = Options.Scope.Trim(),
        Comparisons = (_asked.Memory?.Comparisons ?? 0) + 1,
        ComparedAt = _asked.Now.Latest,
        Inputs = ComparisonGuards.Count(_asked.People.Where(IsKnown)),
        People = [.. _memory.Values.OrderBy(person => person.Key, StringComparer.Ordinal)],
        MayBe = MayBe(),
        Findings = _guards.Findings,
    };

    private long[] MayBe()
    {
        HashSet<OrderChain?> told = [.. _memory.Values.Select(person => _match.ChainOf(person.OrderId))];
        return [.. _match.Present().Concat(_mayBe).Distinct().Where(chain => !told.Contains(chain))
            .Select(chain => chain.End.OrderId).OrderBy(id => id)];
    }

    private void Add(DirectoryChangeKind kind, ComparedPerson person, ComparedOrder? order, string reason)
    {
        if (_match.ChainOf(order?.OrderId) is { } chain && !_match.Of(person).IsLeftOut)
        {
            _mayBe.Add(chain);
        }

        _changes.Add(Change(kind, person, order, reason));
    }

    private DirectoryChange Change(DirectoryChangeKind kind, ComparedPerson? person, ComparedOrder? order, string reason) =>
        ComparisonWords.Change(_asked, kind, person, order, reason);
}

/// <summary>The journal's open entries of orders, by person and by the order that they follow.</summary>
internal sealed class OpenIntents
{
    private readonly ComparisonQuestion _asked;
    private readonly ILookup<string, OrderIntent> _byEmail;
    private readonly ILookup<string, OrderIntent> _byId;
    private readonly ILookup<long, OrderIntent> _byTarget;

    public OpenIntents(ComparisonQuestion asked)
    {
        _asked = asked;
        _byEmail = asked.Open.ToLookup(intent => intent.Key.Email, StringComparer.Ordinal);
        _byId = asked.Open.Where(intent => intent.DirectoryId is not null)
            .ToLookup(intent => intent.DirectoryId!, StringComparer.Ordinal);
        _byTarget = asked.Open.Where(intent => intent.TargetOrderId is not null).ToLookup(intent => intent.TargetOrderId!.Value);
    }

    /// <summary>
    /// Those for a person, or in the place of an order. What a dead run has planned counts for nothing, as in a run:
    /// it was not sent, or it is proven that nothing came of it.
    /// </summary>
    public IReadOnlyList<OrderIntent> Of(ComparedPerson person, long? orderId, bool atWork) =>
    [
        .. (person.Email is { } email ? _byEmail[email.Key] : [])
            .Concat(person.DirectoryId is { } id ? _byId[id] : [])
            .Concat(orderId is { } target ? _byTarget[target] : [])
            .Distinct()
            .Where(intent => _asked.RunsAtWork.Contains(intent.RunId) == atWork
                && (atWork || intent.State != IntentState.Planned)),
    ];
}

/// <summary>Texts of a subject as the order page writes them: trimmed, NFC, one blank between words. Letter case does not count.</summary>
internal static class SubjectTexts
{
    /// <summary>A server may cut a longer name.</summary>
    private const int MostCharacters = 64;

    public static bool AreSame(string? one, string? other) =>
        string.Equals(one, other, StringComparison.Ordinal) || string.Equals(Folded(one), Folded(other), StringComparison.Ordinal)
        || AreCapitalsOfOne(OrderName.Of(one)?.Split(' ') ?? [], OrderName.Of(other)?.Split(' ') ?? []);

    /// <summary>
    /// Whether the certificate has another name than the person has now. Of an order that this journal did not send, the server's own
    /// spelling may be all that is different.
    /// </summary>
    public static bool IsOtherName(ComparedPerson person, ComparedOrder order)
    {
        if (order.Order.Names.Any(name => AreSame(name, person.Name)))
        {
            return false;
        }

        return order.Order.Intent is { Sends: > 0 } || order.Order.IsNamed(person.Person!) == false;
    }

    /// <summary>
    /// A list that writes its names in capitals, or the surnames alone, has no capital for some letters, and not the same ones in each
    /// language.
    /// </summary>
    private static bool AreCapitalsOfOne(string[] one, string[] other) => one.Length == other.Length
        && one.Zip(other, (first, second) => first == second
            || (IsCapitals(first) != IsCapitals(second) ? InCapitals(first) == InCapitals(second) : Folded(first) == Folded(second)))
            .All(isSame => isSame);

    private static string InCapitals(string word) =>
        Folded(word).Replace("\u00DF", "ss").Replace("i\u0307", "i").Replace('\u0130', 'i').Replace('\u0131', 'i');

    private static bool IsCapitals(string word) =>
        word.Any(char.IsUpper) && !word.Any(letter => char.IsLower(letter) && letter is not ('\u00DF' or '\u0131'));

    private static string Folded(string? text)
    {
        string clean = UnicodeText.FoldCase(OrderName.Of(text) ?? "");
        return clean.Length > MostCharacters ? clean.Substring(0, MostCharacters).TrimEnd() : clean;
    }
}
