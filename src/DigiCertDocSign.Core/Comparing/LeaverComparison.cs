using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Comparing;

/// <summary>
/// Who has left: people whom an earlier comparison of the scope has kept and who have been missing from every one since, for long enough by
/// every clock, or whom the operator names.
/// </summary>
internal sealed class LeaverComparison
{
    private readonly ComparisonQuestion _asked;
    private readonly OrderMatch _match;
    private readonly List<DirectoryChange> _changes = [];
    private readonly List<ScopePerson> _absent = [];
    private readonly List<OrderChain> _leavers = [];
    private readonly OtherScopes _others;

    public LeaverComparison(ComparisonQuestion asked, OrderMatch match, OtherScopes others) =>
        (_asked, _match, _others) = (asked, match, others);

    public IReadOnlyList<DirectoryChange> Changes => _changes;

    /// <summary>Who is missing now, for the memory of the scope.</summary>
    public IReadOnlyList<ScopePerson> Absent => _absent;

    /// <summary>Whose certificates are to be ended.</summary>
    public IReadOnlyList<OrderChain> Leavers => _leavers;

    private ComparisonOptions Options => _asked.Options;

    /// <summary>So much apart, the clocks do not tell for how long somebody has been missing.</summary>
    private bool AreClocksApart => _asked.Now.Latest - _asked.Now.Earliest > TimeSpan.FromDays(1);

    public void Compare()
    {
        var done = new HashSet<OrderChain>();
        foreach (ScopePerson known in (_asked.Memory?.People ?? []).OrderBy(person => person.OrderId))
        {
            if (_match.ChainOf(known.OrderId) is { IsPresent: false } chain && done.Add(chain))
            {
                // A clock that was set back begins anew. Who is missing from a list with an input that may be anybody, or at a time that
                // nobody knows, is not known to be missing; and who was so before is not back.
                DateTimeOffset? before = known.AbsentSince <= _asked.Now.Latest ? known.AbsentSince : null;
                DateTimeOffset since = before ?? _asked.Now.Latest;
                _absent.Add(known with
                {
                    OrderId = chain.End.OrderId,
                    AbsentSince = _match.Nobody is not null || AreClocksApart ? before : since,
                });
                Compare(chain, since);
            }
        }

        foreach (OrderChain chain in _match.NamedLeavers.Where(chain => !chain.IsPresent && done.Add(chain)))
        {
            Compare(chain, _asked.Now.Latest);
        }
    }

    private void Compare(OrderChain chain, DateTimeOffset since)
    {
        if (Spared(chain, since) is (DirectoryChangeKind kind, string reason))
        {
            Add(kind, chain.End, reason);
            return;
        }

        bool isLeaver = false;
        foreach (ComparedOrder order in chain.Orders)
        {
            (DirectoryChangeKind end, string why) =
                End(order, ComparisonWords.Left(order, since, _match.NamedLeavers.Contains(chain)));
            Add(end, order, why);
            isLeaver |= end is DirectoryChangeKind.Revoke or DirectoryChangeKind.Cancel;
        }

        if (isLeaver)
        {
            _leavers.Add(chain);
        }
    }

    /// <summary>Why nothing is to be ended, or nobody can tell; null where it is to be ended.</summary>
    private (DirectoryChangeKind Kind, string Reason)? Spared(OrderChain chain, DateTimeOffset since)
    {
        ComparedOrder order = chain.End;
        bool isNamed = _match.NamedLeavers.Contains(chain);
        bool isDue = isNamed || Options.LeaverGrace <= TimeSpan.Zero
            || (_asked.HasServerTime && _asked.Now.Earliest - since >= Options.LeaverGrace);
        string left = ComparisonWords.Left(order, since, isNamed);
        return Narrowed(order) is { } elsewhere ? elsewhere
            : _others.KeeperOf(chain) is { } keeper
                ? isNamed
                    ? (DirectoryChangeKind.Look, ComparisonWords.NamedAndKeptElsewhere(keeper))
                    : (DirectoryChangeKind.Keep, ComparisonWords.KeptElsewhere(keeper))
            : _match.Nobody is { } nobody ? (DirectoryChangeKind.Look, ComparisonWords.MayBeNobody(nobody))
            : !isNamed && AreClocksApart ? (DirectoryChangeKind.Look, ComparisonWords.ClocksApart(_asked.Now))
            : !isDue ? (DirectoryChangeKind.Keep, ComparisonWords.Missing(Options.Scope, since, since + Options.LeaverGrace))
            : !Options.IncludeLeavers ? (DirectoryChangeKind.Look, ComparisonWords.LeaversNotIncluded(left))
            : chain.Ends.Count > 1 ? (DirectoryChangeKind.Look, ComparisonWords.LiveTwice(chain.Ends))
            : !isNamed && _match.PresentKin(chain) is { } kin ? (DirectoryChangeKind.Look, ComparisonWords.MayBePresent(kin, left))
            : _others.MayKeep(chain) is { } scope ? (DirectoryChangeKind.Look, ComparisonWords.MayBeElsewhere(order, scope))
            : !isNamed && _others.NotComparedSince(since) is { } later
                ? (DirectoryChangeKind.Look, ComparisonWords.MayHaveMoved(later, left))
            : null;
    }

    private (DirectoryChangeKind Kind, string Reason)? Narrowed(ComparedOrder order)
    {
        bool isUntold = (Options.OrganizationId is not null && order.OrganizationId is null)
            || (Options.ContainerId is not null && order.ContainerId is null);
        bool isElsewhere = (Options.OrganizationId is { } wanted && order.OrganizationId is { } of && wanted != of)
            || (Options.ContainerId is { } container && order.ContainerId is { } within && container != within);
        return isElsewhere ? (DirectoryChangeKind.Keep, ComparisonWords.NotOfThese)
            : isUntold ? (DirectoryChangeKind.Look, ComparisonWords.MayBeOfThese(order))
            : null;
    }

    /// <summary>
    /// Orders of nobody in the list, whose people no scope has ever had: who has left before the first comparison is missed by none.
    /// </summary>
    public IReadOnlyList<ComparedOrder> Unwatched()
    {
        HashSet<long> known =
        [
            .. _asked.Memories.SelectMany(memory => memory.People.Select(person => person.OrderId).OfType<long>().Concat(memory.MayBe)),
        ];
        return !Options.IncludeLeavers ? [] :
        [
            .. _match.Absent().Where(chain => !_match.NamedLeavers.Contains(chain)
                    && !chain.Orders.Any(order => known.Contains(order.OrderId))
                    && chain.End.Order.Email is not null
                    && Narrowed(chain.End)?.Kind != DirectoryChangeKind.Keep)
                .Select(chain => chain.End),
        ];
    }

    private static (DirectoryChangeKind Kind, string Reason) End(ComparedOrder order, string left)
    {
        return order.Waiting is { Revokes: true } revoking
                ? (DirectoryChangeKind.Keep, ComparisonWords.UnderWay(ComparisonWords.RevocationWaits(order, revoking)))
            : order.Waiting is { } reissue ? (DirectoryChangeKind.Look, $"{left}, and {ComparisonWords.ReissueWaits(order, reissue)}")
            : order.Act is { } act ? (DirectoryChangeKind.Look, ComparisonWords.ActInDoubt(act))
            : order.End is { } asked ? (DirectoryChangeKind.Keep, ComparisonWords.UnderWay(ComparisonWords.AskedFor(asked)))
            : order.EndInVain is { } vain ? (DirectoryChangeKind.Look, $"{left}, and {ComparisonWords.AskedInVain(vain)}.")
            : order.Order.IsHidden ? (DirectoryChangeKind.Look, ComparisonWords.Hidden(order))
            : order.IsContested ? (DirectoryChangeKind.Look, ComparisonWords.Contested(order))
            : order.Order.Status switch
            {
                StatusWords.Issued => (DirectoryChangeKind.Revoke, left + "."),
                StatusWords.Pending or StatusWords.Approved or StatusWords.NeedsCsr or StatusWords.WaitingPickup =>
                    (DirectoryChangeKind.Cancel, left + "."),
                StatusWords.NeedsApproval => (DirectoryChangeKind.Look, $"{left}. {ComparisonWords.DenyRequest(order)}"),
                _ => (DirectoryChangeKind.Look, $"{left}. {ComparisonWords.NotEndable(order)}"),
            };
    }

    private void Add(DirectoryChangeKind kind, ComparedOrder order, string reason) =>
        _changes.Add(ComparisonWords.Change(_asked, kind, null, order, reason) with
        {
            RevocationReason = kind == DirectoryChangeKind.Revoke ? RevocationReason.AffiliationChanged : null,
        });
}
