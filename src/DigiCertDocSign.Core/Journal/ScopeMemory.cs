using DigiCertDocSign.Text;

namespace DigiCertDocSign.Journal;

/// <summary>
/// What the comparisons of a scope have seen last: of a list of people that is compared with the certificates again and again.
/// </summary>
public sealed record ScopeMemory
{
    /// <summary>So long the comparisons of a scope count together.</summary>
    public static readonly TimeSpan Together = TimeSpan.FromDays(7);

    public required long AccountId { get; init; }

    /// <summary>As the operator calls it; letter case does not count.</summary>
    public required string Scope { get; init; }

    /// <summary>How many comparisons there were. Each is written once: of two at the same time, the second is not.</summary>
    public required long Comparisons { get; init; }

    /// <summary>When the last one was, by the clock that is ahead.</summary>
    public required DateTimeOffset ComparedAt { get; init; }

    /// <summary>How many different people were piped in of whom it was known who they are.</summary>
    public required int Inputs { get; init; }

    /// <summary>Each person once.</summary>
    public required IReadOnlyList<ScopePerson> People { get; init; }

    /// <summary>Orders that may be those of people who were there, where nobody can tell. No other scope is to end them.</summary>
    public IReadOnlyList<long> MayBe { get; init; } = [];

    /// <summary>What comparisons of the last days have found, each once: guards count it together.</summary>
    public IReadOnlyList<ScopeFinding> Findings { get; init; } = [];

    /// <summary>The scope folded: two spellings of one name are one key.</summary>
    public string Key => KeyOf(Scope);

    /// <summary>Letter case does not count, nor how many blanks there are, and of which kind.</summary>
    public static string KeyOf(string scope) => UnicodeText.FoldCase(
        string.Join(" ", UnicodeText.Compose(scope).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
}

/// <summary>A person whom a comparison of a scope has seen.</summary>
/// <param name="Key">The directory's own id, else the address, folded.</param>
/// <param name="OrderId">The order that the comparison kept for the person; null for one who had none.</param>
/// <param name="JobTitle">That order's; null where nobody has asked for it.</param>
/// <param name="AbsentSince">
/// When the person was missing first, by the clock that is ahead; null for one who was there in the last comparison.
/// </param>
public sealed record ScopePerson(string Key, long? OrderId, string? JobTitle, DateTimeOffset? AbsentSince);

/// <summary>What a comparison of a scope has found, and a guard counts together with what later ones find.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Item">The number of people, the order, or the person's key.</param>
/// <param name="At">When it was found first, by the clock that is ahead; of a number of people, when it was found last.</param>
public sealed record ScopeFinding(ScopeFindingKind Kind, string Item, DateTimeOffset At);

/// <summary>What guards count over several comparisons.</summary>
public enum ScopeFindingKind
{
    /// <summary>How many people were in the list.</summary>
    Inputs,

    /// <summary>An order of somebody who has left.</summary>
    Leaver,

    /// <summary>A person to order for, or an order to replace.</summary>
    Change,

    /// <summary>An order to renew.</summary>
    Renewal,
}
