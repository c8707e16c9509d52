using System.Runtime.CompilerServices;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>
/// The storage that the code at hand uses: the real one of a user, between gates and with a disk that fails now and then; or the model of
/// a team's, which has gates and faults of its own.
/// </summary>
internal sealed class SimStorage(SimWorld world, SimProcess process, IJournalStorage storage) : IJournalStorage
{
    public Task<bool> TryClaimAsync(
        IJournalRun run, OrderIntent planned, IReadOnlyCollection<string> weighed, CancellationToken cancellationToken) =>
        WriteAsync($"claims {planned}", () => storage.TryClaimAsync(run, planned, weighed, cancellationToken));

    public async Task<bool> TryChangeAsync(IJournalRun? run, OrderIntent from, OrderIntent to, CancellationToken cancellationToken)
    {
        // What is written is looked at when it is, by what the process knew when it decided so.
        Action onCommit = world.Model.CheckLook(process, from, to);
        world.Team?.Expect(to, onCommit);
        bool isWritten = await WriteAsync($"writes {to} {to.OrderId}", async () =>
        {
            bool isDone = await (world.Lie?.Invoke(from, to) ?? storage.TryChangeAsync(run, from, to, cancellationToken));
            if (isDone && world.Team is null)
            {
                onCommit();
            }

            return isDone;
        });
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
        await PassAsync($"looks for {key.Email}", cancellationToken);
        IReadOnlyList<OrderIntent> standing = await storage.FindStandingAsync(key, targetOrderId, cancellationToken);
        process.Sight.TakeStanding(key.Email, standing);
        return standing;
    }

    public async IAsyncEnumerable<OrderIntent> ReadAsync(JournalFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await PassAsync("reads the journal", cancellationToken);
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

    public Task<IJournalRun> EnterRunAsync(string runId, CancellationToken cancellationToken) =>
        world.Team is null ? Task.FromResult(world.Runs.Enter(runId)) : storage.EnterRunAsync(runId, cancellationToken);

    public Task<bool> IsAtWorkAsync(string runId, CancellationToken cancellationToken) =>
        world.Team is null ? Task.FromResult(world.Runs.IsAtWork(runId)) : storage.IsAtWorkAsync(runId, cancellationToken);

    public Task<RunOwner?> FindOwnerAsync(string runId, CancellationToken cancellationToken) =>
        storage.FindOwnerAsync(runId, cancellationToken);

    public Task<DocSigningException?> FindHindranceAsync(CancellationToken cancellationToken) =>
        storage.FindHindranceAsync(cancellationToken);

    public Task<IReadOnlyList<IntentChange>> ReadHistoryAsync(string reference, CancellationToken cancellationToken) =>
        storage.ReadHistoryAsync(reference, cancellationToken);

    /// <summary>The world's storage outlives its processes.</summary>
    public void Dispose()
    {
    }

    private Task PassAsync(string what, CancellationToken cancellationToken) =>
        world.Team is null ? world.Scheduler.PassAsync(process, what, cancellationToken) : Task.CompletedTask;

    private async Task<T> WriteAsync<T>(string what, Func<Task<T>> write)
    {
        if (world.Team is not null)
        {
            return await write();
        }

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
