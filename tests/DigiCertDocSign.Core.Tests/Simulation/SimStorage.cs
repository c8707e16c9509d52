using System.Runtime.CompilerServices;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>The real storage, between gates and with a disk that fails now and then.</summary>
internal sealed class SimStorage(SimWorld world, SimProcess process, IJournalStorage storage) : IJournalStorage
{
    public Task<bool> TryClaimAsync(
        IJournalRun run, OrderIntent planned, IReadOnlyCollection<string> weighed, CancellationToken cancellationToken) =>
        WriteAsync($"claims {planned}", () => storage.TryClaimAsync(run, planned, weighed, cancellationToken));

    public async Task<bool> TryChangeAsync(IJournalRun? run, OrderIntent from, OrderIntent to, CancellationToken cancellationToken)
    {
        world.Model.CheckLook(process, from, to);
        bool isWritten = await WriteAsync(
            $"writes {to} {to.OrderId}", () => world.Lie?.Invoke(from, to) ?? storage.TryChangeAsync(run, from, to, cancellationToken));
        if (isWritten)
        {
            world.Model.Demands.NoteChange(process, from, to);
        }

        return isWritten;
    }

    public async Task<IReadOnlyList<OrderIntent>> FindStandingAsync(
        IntentKey key, long? targetOrderId, CancellationToken cancellationToken)
    {
        process.Sight.Decide(key.Email);
        await world.Scheduler.PassAsync(process, $"looks for {key.Email}", cancellationToken);
        IReadOnlyList<OrderIntent> standing = await storage.FindStandingAsync(key, targetOrderId, cancellationToken);
        process.Sight.TakeStanding(key.Email, standing);
        return standing;
    }

    public async IAsyncEnumerable<OrderIntent> ReadAsync(JournalFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await world.Scheduler.PassAsync(process, "reads the journal", cancellationToken);
        await foreach (OrderIntent intent in storage.ReadAsync(filter, cancellationToken))
        {
            yield return intent;
        }
    }

    public Task<JournalRemoval> RemoveAsync(IReadOnlyCollection<OrderIntent> ended, CancellationToken cancellationToken) =>
        storage.RemoveAsync(ended, cancellationToken);

    public Task<IReadOnlyList<ScopeMemory>> ReadScopesAsync(long accountId, CancellationToken cancellationToken) =>
        storage.ReadScopesAsync(accountId, cancellationToken);

    public Task<bool> TryKeepScopeAsync(ScopeMemory? from, ScopeMemory to, CancellationToken cancellationToken) =>
        storage.TryKeepScopeAsync(from, to, cancellationToken);

    public Task<IJournalRun> EnterRunAsync(string runId, CancellationToken cancellationToken) => Task.FromResult(world.Runs.Enter(runId));

    public Task<bool> IsAtWorkAsync(string runId, CancellationToken cancellationToken) => Task.FromResult(world.Runs.IsAtWork(runId));

    /// <summary>The world's storage outlives its processes.</summary>
    public void Dispose()
    {
    }

    private async Task<T> WriteAsync<T>(string what, Func<Task<T>> write)
    {
        bool fails = process.HasFaults && world.Scheduler.Chance(world.DiskFaults);
        bool tooLate = fails && world.Scheduler.Chance(0.5);
        await world.Scheduler.PassAsync(process, what, CancellationToken.None);
        T? written = fails && !tooLate ? default! : await write();
        await world.Scheduler.PassAsync(
            process,
            fails ? $"fails: {what} {tooLate}" : $"has written: {what}: {written}",
            CancellationToken.None);
        return fails ? throw new DocSigningException(FaultKind.JournalFull, "JournalPath", "The disk is full.") : written;
    }
}
