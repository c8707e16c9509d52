namespace DigiCertDocSign.Journal;

/// <summary>
/// That a journal in a file was taken into a database: it can be read still, and takes no change any more. Where two journals had one
/// intent each, each would send it.
/// </summary>
/// <param name="Database">Server, database and schema, for people.</param>
/// <param name="DatabaseId">Names the journal in the database, by whatever name its server is reached.</param>
/// <param name="IsDone">False: nobody knows yet whether the database has all of it. Taking it in again finishes that.</param>
public sealed record JournalSeal(string Database, string DatabaseId, bool IsDone);

/// <summary>All that a journal holds.</summary>
/// <param name="Place">Where it is, for messages.</param>
/// <param name="Id">Names the journal, wherever its file is moved to; null for one that nobody has begun to take in.</param>
/// <param name="Intents">In the order in which they were made.</param>
/// <param name="Scopes">What comparisons have seen.</param>
public sealed record JournalContents(
    string Place, string? Id, IReadOnlyList<OrderIntent> Intents, IReadOnlyList<ScopeMemory> Scopes)
{
    /// <summary>The runs that were at work on it.</summary>
    public IReadOnlyList<RunOwner> Runs { get; init; } = [];

    /// <summary>The steps of its intents, each intent's in their order, by reference.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<IntentChange>> Histories { get; init; } =
        new Dictionary<string, IReadOnlyList<IntentChange>>();
}

/// <summary>A journal as it was at a moment.</summary>
/// <param name="Contents">All that it held.</param>
/// <param name="Seal">Null: it is not sealed.</param>
/// <param name="IsAtWork">Whether a run was at work on it.</param>
public sealed record JournalCopy(JournalContents Contents, JournalSeal? Seal, bool IsAtWork);

/// <summary>A journal in a file of a user's, as it is taken into a database.</summary>
public interface IJournalFile : IDisposable
{
    /// <summary>Reads it by a copy, which is brought up to date; the file stays as it is.</summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    Task<JournalCopy> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Whether it holds entries and no database has it for certain. Changes nothing, and makes no file.</summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    Task<bool> IsLeftAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes the seal, undone, and keeps whoever would write from doing so until <see cref="SealAsync"/> or <see cref="ReopenAsync"/>. A
    /// process that dies after it leaves a journal that takes no change.
    /// </summary>
    /// <param name="seal">Who takes it in.</param>
    /// <param name="isForced">Also where another database has it, of which somebody says that it is lost.</param>
    /// <param name="cancellationToken">Ends the wait for other processes.</param>
    /// <returns>What the journal holds, for good.</returns>
    /// <exception cref="DocSigningException">
    /// JournalBusy: a run is at work on it; JournalSealed or JournalTakeInUnfinished: another database has it, or may have it; or it cannot
    /// be read or written.
    /// </exception>
    Task<JournalContents> CloseAsync(JournalSeal seal, bool isForced, CancellationToken cancellationToken);

    /// <summary>The database has all of it.</summary>
    /// <exception cref="DocSigningException">The journal cannot be written to.</exception>
    [NotCancellable("The database has the journal by now, and its file must say so.")]
    Task SealAsync();

    /// <summary>The database has certainly taken nothing: the journal is as it was before <see cref="CloseAsync"/>.</summary>
    /// <exception cref="DocSigningException">The journal cannot be written to.</exception>
    [NotCancellable("A journal that was not taken in must not stay closed.")]
    Task ReopenAsync();
}

/// <summary>A database that takes in the journals which users had in files.</summary>
public interface IJournalCollector : IDisposable
{
    /// <summary>How the database names itself in a seal; null where it has no journal yet. Changes nothing.</summary>
    /// <exception cref="DocSigningException">The database cannot be read; the kind says why.</exception>
    Task<JournalSeal?> FindSealAsync(CancellationToken cancellationToken);

    /// <summary>The same, and makes the journal where there is none.</summary>
    /// <exception cref="DocSigningException">The database cannot be written to; the kind says why.</exception>
    Task<JournalSeal> EnsureSealAsync(CancellationToken cancellationToken);

    /// <summary>What <see cref="TakeInAsync"/> would write. Changes nothing.</summary>
    /// <exception cref="DocSigningException">The database cannot be read; the kind says why.</exception>
    Task<TakeInPlan> PlanAsync(JournalContents contents, CancellationToken cancellationToken);

    /// <summary>Takes a journal in, in one transaction, once.</summary>
    /// <param name="contents">The journal, which has an id.</param>
    /// <param name="onCommit">Called before the last step: from then on nobody knows, until the task completes, whether it is done.</param>
    /// <param name="cancellationToken">Ends it before that.</param>
    /// <exception cref="DocSigningException">The database cannot be written to; the kind says why.</exception>
    Task<TakeInPlan> TakeInAsync(JournalContents contents, Action onCommit, CancellationToken cancellationToken);
}
