using DigiCertDocSign.Text;

namespace DigiCertDocSign;

/// <summary>What Sync-DocSigningJournal has found in the account, and written.</summary>
public sealed record JournalSyncSummary : RunSummary
{
    /// <summary>Orders of this product that the account has.</summary>
    public required int Listed { get; init; }

    /// <summary>Those that the journal knew before.</summary>
    public required int Known { get; init; }

    /// <summary>Those that the journal knows from now on.</summary>
    public int Added { get; init; }

    /// <summary>Those that the journal had as placed, and that have ended since.</summary>
    public int Closed { get; init; }

    /// <summary>Orders that were asked for by themselves, at a call each.</summary>
    public int Asked { get; init; }

    /// <summary>
    /// Orders that do not show whose they are, or contradict themselves. They are not in the journal; -OrderId and -Email say it by hand.
    /// </summary>
    public IReadOnlyList<long> Untold { get; init => field = new ReadableList<long>(value); } = new ReadableList<long>([]);

    /// <summary>Orders that may be that of an entry in doubt: Resume-DocSigningOrder decides.</summary>
    public IReadOnlyList<long> InDoubt { get; init => field = new ReadableList<long>(value); } = new ReadableList<long>([]);

    /// <summary>Orders that could not be read. Another run asks for them again.</summary>
    public IReadOnlyList<long> NotRead { get; init => field = new ReadableList<long>(value); } = new ReadableList<long>([]);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Listed} listed, {Known} known before, {Added} added, {Closed} closed, {Untold.Count} untold, {InDoubt.Count} in doubt, "
        + $"{NotRead.Count} not read";
}
