using DigiCertDocSign.Text;

namespace DigiCertDocSign;

/// <summary>What Sync-DocSigningJournal -From has found in the journal of a file, and written into the database.</summary>
public sealed record JournalTakeInSummary : RunSummary
{
    /// <summary>The file, which is sealed now.</summary>
    public required string From { get; init; }

    /// <summary>Server, database and schema that have the journal now.</summary>
    public required string JournalDatabase { get; init; }

    /// <summary>How many entries the journal in the file has.</summary>
    public required int Entries { get; init; }

    /// <summary>Those that were new to the database.</summary>
    public int Added { get; init; }

    /// <summary>Those that the database had, and that told it more, or made it doubt.</summary>
    public int Changed { get; init; }

    /// <summary>Those that told the database nothing new.</summary>
    public int Known { get; init; }

    /// <summary>The references of those that are in doubt in the database: Resume-DocSigningOrder decides.</summary>
    public IReadOnlyList<string> InDoubt { get; init => field = new ReadableList<string>(value); } = new ReadableList<string>([]);

    /// <summary>
    /// The references of those that meet another entry of the database, which has the same person or order; a warning names both.
    /// </summary>
    public IReadOnlyList<string> Collisions { get; init => field = new ReadableList<string>(value); } = new ReadableList<string>([]);

    /// <summary>How many scopes the database knows from now on.</summary>
    public int Scopes { get; init; }

    /// <summary>The scopes of which the database had a memory of its own, which stayed.</summary>
    public IReadOnlyList<string> ScopesLeft { get; init => field = new ReadableList<string>(value); } = new ReadableList<string>([]);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{From}: {Entries} entries, {Added} added, {Changed} changed, {Known} known before, {InDoubt.Count} in doubt, "
        + $"{Collisions.Count} that meet others, {Scopes} scopes";
}
