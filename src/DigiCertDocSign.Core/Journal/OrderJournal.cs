namespace DigiCertDocSign.Journal;

/// <summary>The steps that an intent takes, with the time of each, over the storage that keeps them.</summary>
/// <param name="storage">Owned from now on.</param>
/// <param name="time">The clock of the journal's times.</param>
public sealed class OrderJournal(IJournalStorage storage, TimeProvider time) : IOrderJournal
{
    /// <inheritdoc/>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <inheritdoc/>
    public async Task<OrderIntent?> TryClaimAsync(
        IJournalRun run, OrderIntent planned, IReadOnlyCollection<string> weighed, CancellationToken cancellationToken)
    {
        OrderIntent claimed = Own(run, planned);
        return await storage.TryClaimAsync(run, claimed, weighed, cancellationToken).ConfigureAwait(false) ? claimed : null;
    }

    /// <inheritdoc/>
    public async Task<OrderIntent?> TryChangeAsync(
        IJournalRun? run, OrderIntent from, OrderIntent to, CancellationToken cancellationToken)
    {
        OrderIntent changed = (run is null ? to : Own(run, to)) with { UpdatedAt = Now };
        return await storage.TryChangeAsync(run, from, changed, cancellationToken).ConfigureAwait(false) ? changed : null;
    }

    /// <inheritdoc/>
    [NotCancellable("A change takes milliseconds, and what has happened must be written down also when the run is being stopped.")]
    public async Task<OrderIntent> ChangeAsync(IJournalRun run, OrderIntent from, OrderIntent to) =>
        await TryChangeAsync(run, from, to, CancellationToken.None).ConfigureAwait(false) ?? throw JournalFaults.ChangedElsewhere(from);

    /// <inheritdoc/>
    public Task<OrderIntent?> TakeInDoubtAsync(IJournalRun run, OrderIntent open, CancellationToken cancellationToken) => TryChangeAsync(
        run,
        open,
        open with
        {
            State = IntentState.InDoubt,
            Problem = open.State == IntentState.Sent ? "The process that sent the order ended before the answer came." : open.Problem,
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<OrderIntent>> FindStandingAsync(
        IntentKey key, long? targetOrderId, CancellationToken cancellationToken) =>
        storage.FindStandingAsync(key, targetOrderId, cancellationToken);

    /// <inheritdoc/>
    public Task<OrderIntent?> FindByOrderIdAsync(long? accountId, long orderId, CancellationToken cancellationToken) =>
        FindOneAsync(new JournalFilter { AccountId = accountId, OrderId = orderId }, cancellationToken);

    /// <inheritdoc/>
    public Task<OrderIntent?> FindByReferenceAsync(long accountId, string reference, CancellationToken cancellationToken) =>
        FindOneAsync(new JournalFilter { AccountId = accountId, Reference = reference }, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<OrderIntent> ReadAsync(JournalFilter filter, CancellationToken cancellationToken) =>
        storage.ReadAsync(filter, cancellationToken);

    /// <inheritdoc/>
    public Task<JournalRemoval> RemoveAsync(IReadOnlyCollection<OrderIntent> ended, CancellationToken cancellationToken) =>
        storage.RemoveAsync(ended, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScopeMemory>> ReadScopesAsync(long accountId, CancellationToken cancellationToken) =>
        storage.ReadScopesAsync(accountId, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryKeepScopeAsync(ScopeMemory? from, ScopeMemory to, CancellationToken cancellationToken) =>
        storage.TryKeepScopeAsync(from, to, cancellationToken);

    /// <inheritdoc/>
    public Task<IJournalRun> EnterRunAsync(string runId, CancellationToken cancellationToken) =>
        storage.EnterRunAsync(runId, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> IsAtWorkAsync(string runId, CancellationToken cancellationToken) => storage.IsAtWorkAsync(runId, cancellationToken);

    /// <inheritdoc/>
    public Task<RunOwner?> FindOwnerAsync(string runId, CancellationToken cancellationToken) =>
        storage.FindOwnerAsync(runId, cancellationToken);

    /// <inheritdoc/>
    public Task<DocSigningException?> FindHindranceAsync(CancellationToken cancellationToken) =>
        storage.FindHindranceAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<IntentChange>> ReadHistoryAsync(string reference, CancellationToken cancellationToken) =>
        storage.ReadHistoryAsync(reference, cancellationToken);

    public void Dispose() => storage.Dispose();

    private async Task<OrderIntent?> FindOneAsync(JournalFilter filter, CancellationToken cancellationToken)
    {
        await foreach (OrderIntent intent in ReadAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            return intent;
        }

        return null;
    }

    private static OrderIntent Own(IJournalRun run, OrderIntent intent) => intent with { RunId = run.RunId, RunEpoch = run.Epoch };
}
