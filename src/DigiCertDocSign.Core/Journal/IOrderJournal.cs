namespace DigiCertDocSign.Journal;

/// <summary>The journal as placing uses it. What a method has written is durable when its task completes.</summary>
public interface IOrderJournal
{
    /// <summary>Which runs are still at work.</summary>
    IRunRegistry Runs { get; }

    /// <summary>Writes a new intent, unless a live one stands for its key.</summary>
    /// <returns>The intent; null when another one was there first.</returns>
    /// <exception cref="DocSigningException">The journal cannot be written to; the kind says why.</exception>
    Task<OrderIntent?> TryClaimAsync(OrderIntent planned, CancellationToken cancellationToken);

    /// <summary>Changes an intent that is still as it was read.</summary>
    /// <returns>
    /// False: another run has changed it meanwhile, or the order id that <paramref name="to"/> names belongs to another intent.
    /// </returns>
    /// <exception cref="DocSigningException">The journal cannot be written to; the kind says why.</exception>
    Task<bool> TryChangeAsync(OrderIntent from, OrderIntent to, CancellationToken cancellationToken);

    /// <summary>The live intent of a person, if any.</summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    Task<OrderIntent?> FindLiveAsync(IntentKey key, CancellationToken cancellationToken);

    /// <summary>Intents in the order they were made.</summary>
    /// <exception cref="DocSigningException">The journal cannot be read; the kind says why.</exception>
    IAsyncEnumerable<OrderIntent> ReadAsync(JournalFilter filter, CancellationToken cancellationToken);
}
