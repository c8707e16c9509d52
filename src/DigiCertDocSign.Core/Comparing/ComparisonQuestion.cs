using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Comparing;

/// <summary>How people and certificates are compared.</summary>
public sealed record ComparisonOptions
{
    /// <summary>The name of the list of people.</summary>
    public required string Scope { get; init; }

    /// <summary>The organization that the people's certificates are to be of; only its orders may be leavers'.</summary>
    public long? OrganizationId { get; init; }

    /// <summary>Only orders of this container may be leavers'.</summary>
    public long? ContainerId { get; init; }

    /// <summary>A certificate that ends so soon is to be renewed.</summary>
    public int RenewWithinDays { get; init; } = 45;

    /// <summary>A changed title makes a new certificate.</summary>
    public bool CompareTitle { get; init; }

    /// <summary>The certificates of people who have left are to be ended.</summary>
    public bool IncludeLeavers { get; init; }

    /// <summary>How long somebody must have been missing to have left.</summary>
    public TimeSpan LeaverGrace { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Whose account is disabled counts as missing.</summary>
    public bool DisabledAreLeavers { get; init; }

    /// <summary>Null for a tenth of the scope's orders, five at most and one at least.</summary>
    public int? MaxLeavers { get; init; }

    /// <summary>Of new and replaced certificates; null for a tenth of the people, one at least.</summary>
    public int? MaxChanges { get; init; }

    /// <summary>Of renewals, of which the others follow; null for half of the scope's orders, five at least.</summary>
    public int? MaxRenewals { get; init; }

    /// <summary>
    /// Where address and name fit one order, and nobody of the list has the directory id that the journal has for it, the person's own id
    /// takes its place.
    /// </summary>
    public bool AdoptDirectoryId { get; init; }

    /// <summary>The list may be much shorter than the last time.</summary>
    public bool AllowSmaller { get; init; }

    /// <summary>What the last comparison of this scope has seen; null for the first.</summary>
    internal ScopeMemory? MemoryIn(IReadOnlyList<ScopeMemory> memories) =>
        memories.FirstOrDefault(memory => memory.Key == ScopeMemory.KeyOf(Scope));
}

/// <summary>All that a comparison is made of.</summary>
public sealed record ComparisonQuestion
{
    private ScopeMemory? _memory;

    public required long AccountId { get; init; }

    /// <summary>The account is none but a sandbox.</summary>
    public bool IsSandbox { get; init; }

    public required ComparisonOptions Options { get; init; }

    /// <summary>The list, in the order in which it came.</summary>
    public required IReadOnlyList<ComparedPerson> People { get; init; }

    /// <summary>People who have left, as the operator says.</summary>
    public IReadOnlyList<ComparedPerson> Leavers { get; init; } = [];

    /// <summary>The live orders of the account, each once.</summary>
    public required IReadOnlyCollection<ComparedOrder> Orders { get; init; }

    /// <summary>The journal's open entries of orders.</summary>
    public IReadOnlyList<OrderIntent> Open { get; init; } = [];

    /// <summary>The journal's entries of orders that were rejected, or canceled without it, where no later one is the person's.</summary>
    public IReadOnlyList<OrderIntent> Rejected { get; init; } = [];

    /// <summary>The runs that are at work.</summary>
    public IReadOnlyCollection<string> RunsAtWork { get; init; } = [];

    /// <summary>What the comparisons of all scopes of the account have seen last.</summary>
    public IReadOnlyList<ScopeMemory> Memories { get; init => (field, _memory) = (value, null); } = [];

    public required PresentMoment Now { get; init; }

    /// <summary>The server has told its time. One clock alone may be wrong, and nobody is taken for missing by it.</summary>
    public bool HasServerTime { get; init; } = true;

    /// <summary>That of this scope; null for its first comparison.</summary>
    internal ScopeMemory? Memory => _memory ??= Options.MemoryIn(Memories);
}

/// <summary>What a comparison has found.</summary>
/// <param name="Changes">Without prices.</param>
/// <param name="Memory">What the next comparison of the scope is to know.</param>
/// <param name="Warnings">What belongs to no change.</param>
/// <param name="Untitled">Orders whose title would have to be known to compare it.</param>
/// <param name="NewIds">Entries of the journal whose person the directory's own id has become known of, each with that id.</param>
public sealed record ComparisonResult(
    IReadOnlyList<DirectoryChange> Changes,
    ScopeMemory Memory,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<long> Untitled,
    IReadOnlyList<(OrderIntent Intent, string DirectoryId)> NewIds);
