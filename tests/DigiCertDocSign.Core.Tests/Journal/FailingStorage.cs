using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>A storage whose disk is full for some changes.</summary>
internal sealed class FailingStorage(IJournalStorage storage, Func<OrderIntent, bool> fails) : IJournalStorage
{
    private bool _isFull;

    public Task<bool> TryClaimAsync(
        IJournalRun run, OrderIntent planned, IReadOnlyCollection<string> weighed, CancellationToken cancellationToken)
    {
        ThrowIfFull(planned);
        return storage.TryClaimAsync(run, planned, weighed, cancellationToken);
    }

    public Task<bool> TryChangeAsync(IJournalRun? run, OrderIntent from, OrderIntent to, CancellationToken cancellationToken)
    {
        ThrowIfFull(to);
        return storage.TryChangeAsync(run, from, to, cancellationToken);
    }

    public Task<IReadOnlyList<OrderIntent>> FindStandingAsync(
        IntentKey key, long? targetOrderId, CancellationToken cancellationToken) =>
        storage.FindStandingAsync(key, targetOrderId, cancellationToken);

    public IAsyncEnumerable<OrderIntent> ReadAsync(JournalFilter filter, CancellationToken cancellationToken) =>
        storage.ReadAsync(filter, cancellationToken);

    public Task<JournalRemoval> RemoveAsync(IReadOnlyCollection<OrderIntent> ended, CancellationToken cancellationToken) =>
        storage.RemoveAsync(ended, cancellationToken);

    public Task<IReadOnlyList<ScopeMemory>> ReadScopesAsync(long accountId, CancellationToken cancellationToken) =>
        storage.ReadScopesAsync(accountId, cancellationToken);

    public Task<bool> TryKeepScopeAsync(ScopeMemory? from, ScopeMemory to, CancellationToken cancellationToken) =>
        storage.TryKeepScopeAsync(from, to, cancellationToken);

    public Task<IJournalRun> EnterRunAsync(string runId, CancellationToken cancellationToken) =>
        storage.EnterRunAsync(runId, cancellationToken);

    public Task<bool> IsAtWorkAsync(string runId, CancellationToken cancellationToken) => storage.IsAtWorkAsync(runId, cancellationToken);

    public Task<RunOwner?> FindOwnerAsync(string runId, CancellationToken cancellationToken) =>
        storage.FindOwnerAsync(runId, cancellationToken);

    public Task<DocSigningException?> FindHindranceAsync(CancellationToken cancellationToken) =>
        storage.FindHindranceAsync(cancellationToken);

    public Task<IReadOnlyList<IntentChange>> ReadHistoryAsync(string reference, CancellationToken cancellationToken) =>
        storage.ReadHistoryAsync(reference, cancellationToken);

    public void Dispose() => storage.Dispose();

    /// <summary>Full once, full for good.</summary>
    private void ThrowIfFull(OrderIntent intent)
    {
        _isFull |= fails(intent);
        if (_isFull)
        {
            throw new DocSigningException(FaultKind.JournalFull, "JournalPath", "There is no room on the disk.");
        }
    }
}
