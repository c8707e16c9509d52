using System.Runtime.CompilerServices;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Tests.Journal;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>
/// A journal as one process of a test sees it. When the process is killed, nothing of it goes on: no call of it comes back, and its runs
/// are over.
/// </summary>
/// <param name="storage">Which outlives the process.</param>
/// <param name="atWork">The runs of all processes that are alive.</param>
internal sealed class KillableStorage(IJournalStorage storage, HashSet<string> atWork) : IJournalStorage
{
    private static readonly TaskCompletionSource Never = new();
    private readonly List<string> _runs = [];

    public bool IsDead { get; private set; }

    public void Kill()
    {
        IsDead = true;
        atWork.ExceptWith(_runs);
    }

    /// <summary>Comes back only in a process that lives.</summary>
    public async Task LiveAsync()
    {
        if (IsDead)
        {
            await Never.Task;
        }
    }

    public async Task<bool> TryClaimAsync(
        IJournalRun run, OrderIntent planned, IReadOnlyCollection<string> weighed, CancellationToken cancellationToken)
    {
        await LiveAsync();
        return await storage.TryClaimAsync(run, planned, weighed, cancellationToken);
    }

    public async Task<bool> TryChangeAsync(IJournalRun? run, OrderIntent from, OrderIntent to, CancellationToken cancellationToken)
    {
        await LiveAsync();
        return await storage.TryChangeAsync(run, from, to, cancellationToken);
    }

    public async Task<IReadOnlyList<OrderIntent>> FindStandingAsync(
        IntentKey key, long? targetOrderId, CancellationToken cancellationToken)
    {
        await LiveAsync();
        return await storage.FindStandingAsync(key, targetOrderId, cancellationToken);
    }

    public async IAsyncEnumerable<OrderIntent> ReadAsync(JournalFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await LiveAsync();
        await foreach (OrderIntent intent in storage.ReadAsync(filter, cancellationToken))
        {
            yield return intent;
        }
    }

    public async Task<JournalRemoval> RemoveAsync(IReadOnlyCollection<OrderIntent> ended, CancellationToken cancellationToken)
    {
        await LiveAsync();
        return await storage.RemoveAsync(ended, cancellationToken);
    }

    public Task<IReadOnlyList<ScopeMemory>> ReadScopesAsync(long accountId, CancellationToken cancellationToken) =>
        storage.ReadScopesAsync(accountId, cancellationToken);

    public Task<bool> TryKeepScopeAsync(ScopeMemory? from, ScopeMemory to, CancellationToken cancellationToken) =>
        storage.TryKeepScopeAsync(from, to, cancellationToken);

    public Task<IJournalRun> EnterRunAsync(string runId, CancellationToken cancellationToken)
    {
        _runs.Add(runId);
        atWork.Add(runId);
        return Task.FromResult<IJournalRun>(new StandInRun(runId, () => atWork.Remove(runId)));
    }

    public Task<bool> IsAtWorkAsync(string runId, CancellationToken cancellationToken) => Task.FromResult(atWork.Contains(runId));

    public Task<RunOwner?> FindOwnerAsync(string runId, CancellationToken cancellationToken) =>
        storage.FindOwnerAsync(runId, cancellationToken);

    public Task<DocSigningException?> FindHindranceAsync(CancellationToken cancellationToken) =>
        storage.FindHindranceAsync(cancellationToken);

    public Task<IReadOnlyList<IntentChange>> ReadHistoryAsync(string reference, CancellationToken cancellationToken) =>
        storage.ReadHistoryAsync(reference, cancellationToken);

    /// <summary>The storage outlives its processes.</summary>
    public void Dispose()
    {
    }
}
