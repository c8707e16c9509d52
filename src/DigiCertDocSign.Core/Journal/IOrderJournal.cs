namespace DigiCertDocSign.Journal;

/// <summary>
/// The durable record of every order that was intended, sent, placed or refused, as the code that orders uses it. What a method has written
/// is durable when its task completes.
/// </summary>
public interface IOrderJournal : IDisposable
{
    /// <summary>The present, as precise as the journal keeps it: a finer time would not be found again.</summary>
    DateTimeOffset Now { get; }

    /// <summary>
    /// Writes a new intent, unless an open one stands for its address, for its person by the directory's own id, or for the order that it
    /// follows, or an order was placed for any of them since the caller has looked.
    /// </summary>
    /// <param name="run">The run that claims; the intent is its own.</param>
    /// <param name="planned">The intent.</param>
    /// <param name="weighed">The references of the intents that the caller has taken into account.</param>
    /// <param name="cancellationToken">Ends the wait for the journal.</param>
    /// <returns>The intent; null when another run was faster.</returns>
    /// <exception cref="DocSigningException">The journal cannot be written to; the kind says why.</exception>
    Task<OrderIntent?> TryClaimAsync(
        IJournalRun run, OrderIntent planned, IReadOnlyCollection<string> weighed, CancellationToken cancellationToken);

    /// <summary>Changes an intent that is still as it was read, and notes the time.</summary>
    /// <param name="run">The run that changes; null for a note on an order that stands, which belongs to no run.</param>
    /// <param name="from">The intent as it was read.</param>
    /// <param name="to">The intent as it is to be.</param>
    /// <param name="cancellationToken">Ends the wait for the journal.</param>
    /// <returns>
    /// The intent as it is now; null when another run was faster, or the order id that <paramref name="to"/> names belongs to another
    /// intent.
    /// </returns>
    /// <exception cref="DocSigningException">The journal cannot be written to; the kind says why.</exception>
    Task<OrderIntent?> TryChangeAsync(IJournalRun? run, OrderIntent from, OrderIntent to, CancellationToken cancellationToken);

    /// <summary>
    /// Changes an intent that belongs to the run at hand.
    /// </summary>
    /// <exception cref="DocSigningException">
    /// JournalEntryTaken: another process has changed the intent; or the journal cannot be written to.
    /// </exception>
    [NotCancellable("A change takes milliseconds, and what has happened must be written down also when the run is being stopped.")]
    Task<OrderIntent> ChangeAsync(IJournalRun run, OrderIntent from, OrderIntent to);

    /// <summary>Takes an intent whose run is over, or whose order this run itself lost sight of, to reconcile it.</summary>
    /// <returns>The intent, in doubt and this run's; null when another run was faster.</returns>
    /// <exception cref="DocSigningException">The journal cannot be written to; the kind says why.</exception>
    Task<OrderIntent?> TakeInDoubtAsync(IJournalRun run, OrderIntent open, CancellationToken cancellationToken);

    /// <summary>
    /// The open and placed intents of orders for a person, and those of all people that follow one order; oldest first.
    /// </summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    Task<IReadOnlyList<OrderIntent>> FindStandingAsync(IntentKey key, long? targetOrderId, CancellationToken cancellationToken);

    /// <summary>The intent that an order belongs to, if any.</summary>
    /// <param name="accountId">Null where it is not known yet: then the first of any account counts.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="cancellationToken">Ends the wait for the journal.</param>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    Task<OrderIntent?> FindByOrderIdAsync(long? accountId, long orderId, CancellationToken cancellationToken);

    /// <summary>The intent of this reference, if any.</summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    Task<OrderIntent?> FindByReferenceAsync(long accountId, string reference, CancellationToken cancellationToken);

    /// <summary>Intents in the order in which they were made.</summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    IAsyncEnumerable<OrderIntent> ReadAsync(JournalFilter filter, CancellationToken cancellationToken);

    /// <summary>Removes intents that have ended and are still as they were read, all or none, with all traces of them.</summary>
    /// <param name="ended">The intents; also none, to clear away what an earlier removal has left.</param>
    /// <param name="cancellationToken">Ends the wait for the journal.</param>
    /// <exception cref="DocSigningException">The journal cannot be written to; the kind says why.</exception>
    Task<JournalRemoval> RemoveAsync(IReadOnlyCollection<OrderIntent> ended, CancellationToken cancellationToken);

    /// <summary>What the comparisons of each scope of an account have seen last.</summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    Task<IReadOnlyList<ScopeMemory>> ReadScopesAsync(long accountId, CancellationToken cancellationToken);

    /// <summary>Keeps what a comparison has seen, all or nothing.</summary>
    /// <param name="from">As it was read; null for the first comparison of its scope.</param>
    /// <param name="to">As it is now; <see cref="ScopeMemory.Comparisons"/> is one more.</param>
    /// <param name="cancellationToken">Ends the wait for the journal.</param>
    /// <returns>False: another comparison of the scope was faster.</returns>
    /// <exception cref="DocSigningException">The journal cannot be written to; the kind says why.</exception>
    Task<bool> TryKeepScopeAsync(ScopeMemory? from, ScopeMemory to, CancellationToken cancellationToken);

    /// <summary>Says that a run is at work, until the result is disposed or the process of the run dies.</summary>
    /// <exception cref="DocSigningException">The journal cannot be written to, or RunLocksUnusable.</exception>
    Task<IJournalRun> EnterRunAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Whether a run is still at work.</summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    Task<bool> IsAtWorkAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Who started a run, and where; null where the journal does not know.</summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    Task<RunOwner?> FindOwnerAsync(string runId, CancellationToken cancellationToken);

    /// <summary>
    /// Why a run that begins now would send nothing; null where nothing is known that keeps it from that. Writes nothing.
    /// </summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    Task<DocSigningException?> FindHindranceAsync(CancellationToken cancellationToken);

    /// <summary>The steps that an intent has taken, oldest first.</summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    Task<IReadOnlyList<IntentChange>> ReadHistoryAsync(string reference, CancellationToken cancellationToken);
}
