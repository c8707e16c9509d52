namespace DigiCertDocSign.Journal;

/// <summary>
/// Where a journal keeps its intents and its runs. What a method has written is durable when its task completes. Several processes may use
/// one storage at the same time: of two that claim one key, or change one intent, exactly one succeeds.
/// </summary>
public interface IJournalStorage : IDisposable
{
    /// <summary>Writes a new intent, unless a live one stands for its key.</summary>
    /// <returns>False: a live intent stands for the key.</returns>
    /// <exception cref="DocSigningException">The journal cannot be written to; the kind says why.</exception>
    Task<bool> TryClaimAsync(OrderIntent planned, CancellationToken cancellationToken);

    /// <summary>
    /// Changes an intent that is still as it was read: in the same state, of the same run, with the same time of its last change.
    /// </summary>
    /// <returns>
    /// False: another process has changed it meanwhile, or the order id that <paramref name="to"/> names belongs to another intent.
    /// </returns>
    /// <exception cref="DocSigningException">The journal cannot be written to; the kind says why.</exception>
    Task<bool> TryChangeAsync(OrderIntent from, OrderIntent to, CancellationToken cancellationToken);

    /// <summary>The live intent of a key, if any.</summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    Task<OrderIntent?> FindLiveAsync(IntentKey key, CancellationToken cancellationToken);

    /// <summary>Intents in the order in which they were made.</summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    IAsyncEnumerable<OrderIntent> ReadAsync(JournalFilter filter, CancellationToken cancellationToken);

    /// <summary>Says that a run is at work, until the result is disposed or the process of the run dies.</summary>
    /// <exception cref="DocSigningException">The journal cannot be written to; the kind says why.</exception>
    Task<IJournalRun> EnterRunAsync(string runId, CancellationToken cancellationToken);

    /// <summary>
    /// Whether a run is still at work. The answer must not hang on clocks or process ids: both lie after a restart. A storage that cannot
    /// tell says that the run is at work, since nobody may take an intent from a run that is.
    /// </summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    Task<bool> IsAtWorkAsync(string runId, CancellationToken cancellationToken);
}

/// <summary>
/// A run that is at work. It owns its intents until it is disposed or its process dies; then another run may take them over.
/// </summary>
public interface IJournalRun : IAsyncDisposable
{
    string RunId { get; }

    /// <summary>
    /// Rises with each take-over of the run's place, so that a run that lost its place can be told from its successor. Always 1 where a run
    /// cannot lose its place while its process lives.
    /// </summary>
    long Epoch { get; }
}
