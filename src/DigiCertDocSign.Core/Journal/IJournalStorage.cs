namespace DigiCertDocSign.Journal;

/// <summary>
/// Where a journal keeps its intents and its runs. What a method has written is durable when its task completes. Several processes may use
/// one storage at the same time: of two that claim one key, or change one intent, exactly one succeeds.
/// </summary>
public interface IJournalStorage : IDisposable
{
    /// <summary>
    /// Writes a new intent, unless an open one stands for its address, for its person by the directory's own id, or for the order that it
    /// follows, or an order was placed for any of them since the caller has looked. All in one transaction.
    /// </summary>
    /// <param name="run">The run that claims; the intent is its own.</param>
    /// <param name="planned">The intent.</param>
    /// <param name="weighed">
    /// The references of the intents for the same address, person or target that the caller has taken into account: another one is a reason
    /// to look again. An open one for the same address or target is one in any case.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for the storage.</param>
    /// <returns>False: another intent stands that was not weighed.</returns>
    /// <exception cref="DocSigningException">The journal cannot be written to; the kind says why.</exception>
    Task<bool> TryClaimAsync(
        IJournalRun run, OrderIntent planned, IReadOnlyCollection<string> weighed, CancellationToken cancellationToken);

    /// <summary>
    /// Changes an intent that is still as it was read: in the same state, of the same run and epoch, with the same time of its last change.
    /// </summary>
    /// <param name="run">The run that changes; null for a note on an order that stands, which belongs to no run.</param>
    /// <param name="from">The intent as it was read.</param>
    /// <param name="to">The intent as it is to be.</param>
    /// <param name="cancellationToken">Ends the wait for the storage.</param>
    /// <returns>
    /// False: another process has changed it meanwhile, or the order id that <paramref name="to"/> names belongs to another intent.
    /// </returns>
    /// <exception cref="DocSigningException">The journal cannot be written to; the kind says why.</exception>
    Task<bool> TryChangeAsync(IJournalRun? run, OrderIntent from, OrderIntent to, CancellationToken cancellationToken);

    /// <summary>
    /// The open and placed intents of orders for a person, and those of all people that follow one order; oldest first.
    /// </summary>
    /// <param name="key">The person.</param>
    /// <param name="targetOrderId">The order that is to be renewed or replaced; null for none.</param>
    /// <param name="cancellationToken">Ends the wait for the storage.</param>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    Task<IReadOnlyList<OrderIntent>> FindStandingAsync(IntentKey key, long? targetOrderId, CancellationToken cancellationToken);

    /// <summary>Intents in the order in which they were made.</summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    IAsyncEnumerable<OrderIntent> ReadAsync(JournalFilter filter, CancellationToken cancellationToken);

    /// <summary>
    /// Removes intents that have ended and are still as they were read, all or none, and what the place holds of them besides: freed room,
    /// logs. An open one, and one whose order is placed, is never removed.
    /// </summary>
    /// <param name="ended">The intents; also none, to clear away what an earlier removal has left.</param>
    /// <param name="cancellationToken">Ends the wait for the storage.</param>
    /// <exception cref="DocSigningException">The journal cannot be written to; the kind says why.</exception>
    Task<JournalRemoval> RemoveAsync(IReadOnlyCollection<OrderIntent> ended, CancellationToken cancellationToken);

    /// <summary>What the comparisons of each scope of an account have seen last.</summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    Task<IReadOnlyList<ScopeMemory>> ReadScopesAsync(long accountId, CancellationToken cancellationToken);

    /// <summary>Keeps what a comparison has seen, all or nothing.</summary>
    /// <param name="from">As it was read; null for the first comparison of its scope.</param>
    /// <param name="to">As it is now; <see cref="ScopeMemory.Comparisons"/> is one more.</param>
    /// <param name="cancellationToken">Ends the wait for the storage.</param>
    /// <returns>False: another comparison of the scope was faster.</returns>
    /// <exception cref="DocSigningException">The journal cannot be written to; the kind says why.</exception>
    Task<bool> TryKeepScopeAsync(ScopeMemory? from, ScopeMemory to, CancellationToken cancellationToken);

    /// <summary>Says that a run is at work, until the result is disposed or the process of the run dies.</summary>
    /// <exception cref="DocSigningException">
    /// The journal cannot be written to; or RunLocksUnusable: the place cannot keep other processes from taking the run for dead.
    /// </exception>
    Task<IJournalRun> EnterRunAsync(string runId, CancellationToken cancellationToken);

    /// <summary>
    /// Whether a run is still at work. The answer must not depend on clocks or process ids, which are wrong after a restart. A storage that
    /// cannot tell says that the run is at work, since nobody may take an intent from a run that is.
    /// </summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    Task<bool> IsAtWorkAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Who started a run, and where.</summary>
    /// <returns>Null: the journal does not know, as of runs that were over before it kept that.</returns>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    Task<RunOwner?> FindOwnerAsync(string runId, CancellationToken cancellationToken);

    /// <summary>
    /// Why a run that begins now would send nothing; null where nothing is known that keeps it from that. Writes nothing, so that it may be
    /// asked by whoever may only read.
    /// </summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    Task<DocSigningException?> FindHindranceAsync(CancellationToken cancellationToken);

    /// <summary>The steps that an intent has taken, oldest first. They go when the intent is removed.</summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    Task<IReadOnlyList<IntentChange>> ReadHistoryAsync(string reference, CancellationToken cancellationToken);
}

/// <summary>What became of a removal.</summary>
/// <param name="Count">How many intents were removed.</param>
/// <param name="IsErased">
/// False: the place may still hold traces of what was removed, now or earlier, because another process is at work on it.
/// </param>
public sealed record JournalRemoval(int Count, bool IsErased);

/// <summary>
/// A run that is at work. It owns its intents until it is disposed or its process dies; then another run may take them over.
/// </summary>
public interface IJournalRun : IAsyncDisposable
{
    string RunId { get; }

    /// <summary>
    /// Rises each time that the run has lost its place and taken it again, and when another run takes an intent from it after its end.
    /// Always 1 where a run cannot lose its place while its process lives.
    /// </summary>
    long Epoch { get; }

    /// <summary>Says how long the run tries to reach its place again when it cannot; without this it is told at once.</summary>
    void WaitFor(JournalPatience patience);

    /// <summary>
    /// The present by the one clock of all hosts that share the journal, the database's; null where it is on one machine, whose clock it
    /// has.
    /// </summary>
    /// <exception cref="DocSigningException">RunLost; or the journal cannot be read.</exception>
    Task<DateTimeOffset?> GetTimeAsync(CancellationToken cancellationToken);

    /// <summary>What an operator must know of the journal's place that only a run finds out; null for nothing.</summary>
    string? Warning { get; }

    /// <summary>
    /// Makes sure, before anything is sent, that other processes still see this run at work, and that the journal has lost nothing.
    /// </summary>
    /// <exception cref="DocSigningException">
    /// RunLost: they do not, so that another run may have taken over its intents. JournalCommitsLost: what was sent may not stand in the
    /// journal.
    /// </exception>
    Task EnsureAtWorkAsync(CancellationToken cancellationToken);

    /// <summary>What the journal may have lost, and nobody has looked for in the account; null for nothing.</summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    Task<JournalLoss?> FindLossAsync(long accountId, CancellationToken cancellationToken);

    /// <summary>Notes that the account was looked through for what the journal may have lost.</summary>
    /// <exception cref="DocSigningException">The journal cannot be written to; the kind says why.</exception>
    Task EndLossAsync(long accountId, JournalLoss loss, CancellationToken cancellationToken);
}
