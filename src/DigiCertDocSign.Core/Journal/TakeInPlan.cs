namespace DigiCertDocSign.Journal;

/// <summary>What a database that takes a journal in writes, and what it leaves.</summary>
public sealed class TakeInPlan
{
    /// <summary>The database has the journal since earlier: nothing is to be done.</summary>
    public bool WasTaken { get; init; }

    /// <summary>How many entries the journal has.</summary>
    public required int Entries { get; init; }

    /// <summary>Those that are new to the database.</summary>
    public int Added { get; init; }

    /// <summary>Those that the database knows, and that tell it more, or make it doubt.</summary>
    public int Changed { get; init; }

    /// <summary>Those that tell the database nothing new.</summary>
    public int Known => Entries - Added - Changed;

    /// <summary>The references of the journal's entries that are in doubt in the database afterwards.</summary>
    public IReadOnlyList<string> InDoubt { get; init; } = [];

    /// <summary>Entries of the journal that meet others of the database.</summary>
    public IReadOnlyList<JournalCollision> Collisions { get; init; } = [];

    /// <summary>The scopes whose memory is new to the database.</summary>
    public IReadOnlyList<ScopeMemory> Scopes { get; init; } = [];

    /// <summary>The names of scopes of which the database has a memory of its own, which stays.</summary>
    public IReadOnlyList<string> ScopesLeft { get; init; } = [];

    /// <summary>What is written.</summary>
    internal IReadOnlyList<IntentWrite> Writes { get; init; } = [];

    /// <summary>The references of entries of the database that do not hold their claim any more.</summary>
    internal IReadOnlyList<string> Released { get; init; } = [];

    /// <param name="contents">The journal.</param>
    /// <param name="kept">What the database has of it.</param>
    internal static TakeInPlan Nothing(JournalContents contents, IEnumerable<KeptIntent> kept)
    {
        var own = new HashSet<string>(contents.Intents.Select(intent => intent.Reference), StringComparer.Ordinal);
        return new TakeInPlan
        {
            WasTaken = true,
            Entries = contents.Intents.Count,
            InDoubt =
            [
                .. kept.Select(one => one.Intent).Where(intent => own.Contains(intent.Reference) && TakeInPlanner.WasSent(intent))
                    .Select(intent => intent.Reference),
            ],
        };
    }
}

/// <summary>An entry that was taken in, and another one that stands for the same person or the same order.</summary>
/// <param name="Reference">Of the one that was taken in.</param>
/// <param name="OtherReference">Of the other.</param>
/// <param name="Text">What it means, in a sentence.</param>
public sealed record JournalCollision(string Reference, string OtherReference, string Text);

/// <summary>An entry as the database has it.</summary>
internal sealed record KeptIntent(OrderIntent Intent, bool HoldsClaim);

/// <summary>An entry to be written.</summary>
/// <param name="Replaces">The reference of the entry whose place it takes; null for a new one.</param>
/// <param name="Intent">The entry.</param>
/// <param name="HoldsClaim">Whether it holds the claim of its person or order.</param>
internal sealed record IntentWrite(string? Replaces, OrderIntent Intent, bool HoldsClaim);
