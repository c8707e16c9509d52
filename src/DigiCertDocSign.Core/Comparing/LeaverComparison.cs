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
    private readonly List<string> _leavers = [];
    private readonly HashSet<long> _keptElsewhere;

    public LeaverComparison(ComparisonQuestion asked, OrderMatch match)
    {
        (_asked, _match) = (asked, match);
        _keptElsewhere =
        [
            .. asked.Memories.Where(memory => memory != asked.Memory)
                .SelectMany(memory => memory.People)
                .Where(person => person.AbsentSince is null)
                .Select(person => person.OrderId)
                .OfType<long>(),
        ];
    }

    public IReadOnlyList<DirectoryChange> Changes => _changes;

    /// <summary>Who is missing now, for the memory of the scope.</summary>
    public IReadOnlyList<ScopePerson> Absent => _absent;

    /// <summary>Whose certificates are to be ended.</summary>
    public IReadOnlyList<string> Leavers => _leavers;

    private ComparisonOptions Options => _asked.Options;

    public void Compare()
    {
        var done = new HashSet<OrderChain>();
        foreach (ScopePerson known in (_asked.Memory?.People ?? []).OrderBy(person => person.OrderId))
        {
            if (_match.ChainOf(known.OrderId) is { IsPresent: false } chain && done.Add(chain))
            {
                // Who is missing from a list with an input that may be anybody is not known to be missing.
                DateTimeOffset since = known.AbsentSince ?? _asked.Now.Latest;
                _absent.Add(known with { OrderId = chain.End.OrderId, AbsentSince = _match.HasNobody ? null : since });
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
            (DirectoryChangeKind end, string why) = End(order, since, _match.NamedLeavers.Contains(chain));
            Add(end, order, why);
            isLeaver |= end is DirectoryChangeKind.Revoke or DirectoryChangeKind.Cancel;
        }

        if (isLeaver)
        {
            _leavers.Add($"order {chain.End.Whose}");
        }
    }

    /// <summary>Why nothing is to be ended, or nobody can tell; null where it is to be ended.</summary>
    private (DirectoryChangeKind Kind, string Reason)? Spared(OrderChain chain, DateTimeOffset since)
    {
        ComparedOrder order = chain.End;
        bool isNamed = _match.NamedLeavers.Contains(chain);
        bool isDue = isNamed || Options.LeaverGrace <= TimeSpan.Zero
            || (_asked.HasServerTime && _asked.Now.Earliest - since >= Options.LeaverGrace);
        return Narrowed(order) is { } elsewhere ? elsewhere
            : !isDue ? (DirectoryChangeKind.Keep, ComparisonWords.Missing(Options.Scope, since, since + Options.LeaverGrace))
            : !Options.IncludeLeavers ? (DirectoryChangeKind.Look, ComparisonWords.LeaversNotIncluded(since, isNamed))
            : chain.Ends.Count > 1 ? (DirectoryChangeKind.Look, ComparisonWords.LiveTwice(chain.Ends))
            : !isNamed && _match.PresentKin(chain) is { } kin ? (DirectoryChangeKind.Look, ComparisonWords.MayBePresent(kin, since))
            : !isNamed && chain.Orders.Any(one => _keptElsewhere.Contains(one.OrderId))
                ? (DirectoryChangeKind.Look, ComparisonWords.KeptElsewhere(OtherScope(chain)))
            : null;
    }

    private (DirectoryChangeKind Kind, string Reason)? Narrowed(ComparedOrder order)
    {
        bool isUntold = (Options.OrganizationId is not null && order.OrganizationId is null)
            || (Options.ContainerId is not null && order.ContainerId is null);
        bool isElsewhere = (Options.OrganizationId is { } wanted && order.OrganizationId is { } of && wanted != of)
            || (Options.ContainerId is { } container && order.ContainerId is { } within && container != within);
        return isElsewhere ? (DirectoryChangeKind.Keep, ComparisonWords.NotOfThese)
            : isUntold ? (DirectoryChangeKind.Look, ComparisonWords.MayBeOfThese)
            : null;
    }

    private string OtherScope(OrderChain chain) => _asked.Memories
        .First(memory => memory != _asked.Memory && memory.People
            .Any(person => person.AbsentSince is null && chain.Orders.Any(order => order.OrderId == person.OrderId)))
        .Scope;

    private static (DirectoryChangeKind Kind, string Reason) End(ComparedOrder order, DateTimeOffset since, bool isNamed)
    {
        string left = ComparisonWords.Left(since, isNamed);
        return order.Waiting is { Revokes: true } revoking
                ? (DirectoryChangeKind.Keep, ComparisonWords.UnderWay(ComparisonWords.RevocationWaits(order, revoking)))
            : order.Waiting is { } reissue ? (DirectoryChangeKind.Look, $"{left}, and {ComparisonWords.ReissueWaits(order, reissue)}")
            : order.Act is { } act ? (DirectoryChangeKind.Look, ComparisonWords.ActInDoubt(act))
            : order.End is { } asked ? (DirectoryChangeKind.Keep, ComparisonWords.UnderWay(ComparisonWords.AskedFor(asked)))
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
