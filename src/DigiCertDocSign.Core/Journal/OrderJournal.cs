namespace DigiCertDocSign.Journal;

/// <summary>The steps that an intent takes, with the time of each, over the storage that keeps them.</summary>
/// <param name="storage">Owned from now on.</param>
/// <param name="time">The clock of the journal's times.</param>
public sealed class OrderJournal(IJournalStorage storage, TimeProvider time) : IOrderJournal
{
    /// <inheritdoc/>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <inheritdoc/>
    public async Task<OrderIntent?> TryClaimAsync(OrderIntent planned, CancellationToken cancellationToken) =>
        await storage.TryClaimAsync(planned, cancellationToken).ConfigureAwait(false) ? planned : null;

    /// <inheritdoc/>
    public async Task<OrderIntent?> TryChangeAsync(OrderIntent from, OrderIntent to, CancellationToken cancellationToken)
    {
        OrderIntent changed = to with { UpdatedAt = Now };
        return await storage.TryChangeAsync(from, changed, cancellationToken).ConfigureAwait(false) ? changed : null;
    }

    /// <inheritdoc/>
    [NotCancellable("A change takes milliseconds, and what has happened must be written down also when the run is being stopped.")]
    public async Task<OrderIntent> ChangeAsync(OrderIntent from, OrderIntent to) =>
        await TryChangeAsync(from, to, CancellationToken.None).ConfigureAwait(false)
        ?? throw new DocSigningException(
            FaultKind.JournalBusy,
            "JournalPath",
            $"The journal's entry {from.Reference} for {from.Email} was changed by another process while it was in use here. "
            + "Run the command again.");

    /// <inheritdoc/>
    public Task<OrderIntent?> TakeInDoubtAsync(OrderIntent live, string runId, CancellationToken cancellationToken) => TryChangeAsync(
        live,
        live with
        {
            State = IntentState.InDoubt,
            RunId = runId,
            Problem = live.State == IntentState.Sent ? "The process that sent the order ended before the answer came." : live.Problem,
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<OrderIntent?> FindLiveAsync(IntentKey key, CancellationToken cancellationToken) =>
        storage.FindLiveAsync(key, cancellationToken);

    /// <inheritdoc/>
    public async Task<OrderIntent?> FindByOrderIdAsync(long accountId, long orderId, CancellationToken cancellationToken)
    {
        var ofOrder = new JournalFilter { AccountId = accountId, OrderId = orderId };
        await foreach (OrderIntent intent in ReadAsync(ofOrder, cancellationToken).ConfigureAwait(false))
        {
            // An order belongs to one intent.
            return intent;
        }

        return null;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<OrderIntent> ReadAsync(JournalFilter filter, CancellationToken cancellationToken) =>
        storage.ReadAsync(filter, cancellationToken);

    /// <inheritdoc/>
    public Task<IJournalRun> EnterRunAsync(string runId, CancellationToken cancellationToken) =>
        storage.EnterRunAsync(runId, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> IsAtWorkAsync(string runId, CancellationToken cancellationToken) => storage.IsAtWorkAsync(runId, cancellationToken);

    public void Dispose() => storage.Dispose();
}
