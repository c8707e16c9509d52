using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Comparing;

/// <summary>Whose orders the other scopes of the account keep.</summary>
internal sealed class OtherScopes
{
    /// <summary>A scope that nobody has compared for so long may be over, and tells nothing for certain.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(30);

    private readonly Dictionary<long, string> _kept = [];
    private readonly Dictionary<long, string> _mayBe = [];
    private readonly List<(string Scope, DateTimeOffset At)> _compared = [];

    public OtherScopes(ComparisonQuestion asked)
    {
        foreach (ScopeMemory memory in asked.Memories.Where(memory => memory != asked.Memory))
        {
            bool isFresh = asked.Now.Latest - memory.ComparedAt <= Fresh;
            if (isFresh)
            {
                // Of a time that is still to come nobody knows when it was.
                _compared.Add((memory.Scope, memory.ComparedAt > asked.Now.Latest ? DateTimeOffset.MinValue : memory.ComparedAt));
            }

            IEnumerable<ScopePerson> present = memory.People.Where(person => person.AbsentSince is null);
            foreach (long order in present.Select(person => person.OrderId).OfType<long>())
            {
                (isFresh ? _kept : _mayBe)[order] = memory.Scope;
            }

            foreach (long order in memory.MayBe)
            {
                _mayBe[order] = memory.Scope;
            }
        }
    }

    /// <summary>The scope that has the order's person for certain; null for none.</summary>
    public string? KeeperOf(OrderChain chain) => Find(_kept, chain);

    /// <summary>The scope that may have the order's person; null for none.</summary>
    public string? MayKeep(OrderChain chain) => Find(_mayBe, chain);

    /// <summary>
    /// A scope that is in use and was not compared since somebody is missing elsewhere: the person may have moved to its list. Null for
    /// none.
    /// </summary>
    public string? NotComparedSince(DateTimeOffset since) => _compared
        .Where(one => one.At <= since)
        .Select(one => one.Scope)
        .FirstOrDefault();

    private static string? Find(Dictionary<long, string> orders, OrderChain chain) => chain.Orders
        .Select(order => orders.TryGetValue(order.OrderId, out string? scope) ? scope : null)
        .FirstOrDefault(scope => scope is not null);
}
