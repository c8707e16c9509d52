using System.Runtime.CompilerServices;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Tests.Journal;

/// <summary>The storage of one host on the model of a team's database: what the one in PostgreSQL does, with another server.</summary>
/// <param name="database">The server.</param>
/// <param name="way">The way there.</param>
/// <param name="time">The host's clock.</param>
internal sealed class ModelStorage(ModelDatabase database, IModelWay way, TimeProvider time) : IJournalStorage
{
    private readonly ModelPatience _patience = new();
    private ModelConnection? _connection;

    private ModelConnection Connection => _connection ??= new ModelConnection(way, _patience, time, begin: null);

    public Task<bool> TryClaimAsync(
        IJournalRun run, OrderIntent planned, IReadOnlyCollection<string> weighed, CancellationToken cancellationToken) =>
        WriteAsync(
            (ModelRun)run,
            planned,
            $"to claim {planned}",
            (session, epoch) => database.TryClaim(session, run.RunId, epoch, planned, weighed),
            cancellationToken);

    public Task<bool> TryChangeAsync(IJournalRun? run, OrderIntent from, OrderIntent to, CancellationToken cancellationToken) =>
        run is ModelRun own
            ? WriteAsync(
                own,
                to,
                $"to write {to} {to.OrderId}",
                (session, epoch) => database.TryChange(session, run.RunId, epoch, from, to),
                cancellationToken)
            : Connection.DoAsync(
                async (session, mayBeDone) =>
                    (mayBeDone && await IsWrittenAsync(session, to))
                    || await AskAsync(session, $"to note {to}", tables => tables.TryChange(from, to)),
                cancellationToken);

    public Task<IReadOnlyList<OrderIntent>> FindStandingAsync(
        IntentKey key, long? targetOrderId, CancellationToken cancellationToken) =>
        ReadAsync($"for {key.Email}", tables => tables.FindStanding(key, targetOrderId), cancellationToken);

    public async IAsyncEnumerable<OrderIntent> ReadAsync(JournalFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (OrderIntent intent in await ReadAsync("for intents", tables => tables.Find(filter), cancellationToken))
        {
            yield return intent;
        }
    }

    public Task<JournalRemoval> RemoveAsync(IReadOnlyCollection<OrderIntent> ended, CancellationToken cancellationToken) =>
        ReadAsync("to remove", tables => new JournalRemoval(tables.Remove(ended), IsErased: false), cancellationToken);

    public Task<IReadOnlyList<ScopeMemory>> ReadScopesAsync(long accountId, CancellationToken cancellationToken) =>
        ReadAsync("for scopes", tables => tables.Scopes(accountId), cancellationToken);

    public Task<bool> TryKeepScopeAsync(ScopeMemory? from, ScopeMemory to, CancellationToken cancellationToken) =>
        ReadAsync("to keep a scope", tables => tables.TryKeep(from, to), cancellationToken);

    public async Task<IJournalRun> EnterRunAsync(string runId, CancellationToken cancellationToken)
    {
        var run = new ModelRun(database, way, runId, _patience, time);
        try
        {
            await run.EnsureAtWorkAsync(cancellationToken);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    public Task<bool> IsAtWorkAsync(string runId, CancellationToken cancellationToken) =>
        ReadAsync($"whether {runId} is at work", _ => database.IsAtWork(runId), cancellationToken);

    public Task<RunOwner?> FindOwnerAsync(string runId, CancellationToken cancellationToken) =>
        ReadAsync($"who {runId} is", tables => tables.FindOwner(runId), cancellationToken);

    // The model loses no commit; FailoverTests play that on a real one.
    public Task<DocSigningException?> FindHindranceAsync(CancellationToken cancellationToken) =>
        Task.FromResult<DocSigningException?>(null);

    public Task<IReadOnlyList<IntentChange>> ReadHistoryAsync(string reference, CancellationToken cancellationToken) =>
        ReadAsync($"for the history of {reference}", tables => tables.History(reference), cancellationToken);

    public void Dispose() => _connection?.Close();

    private async Task<bool> WriteAsync(
        ModelRun run, OrderIntent to, string what, Func<ModelSession, long, bool> write, CancellationToken cancellationToken) =>
        await run.Connection.DoAsync(
            async (session, mayBeDone) =>
            {
                if (mayBeDone && await IsWrittenAsync(session, to))
                {
                    return true;
                }

                long epoch = run.Epoch;
                return await way.AskAsync(session, what, () => write(session, epoch), CancellationToken.None);
            },
            cancellationToken);

    private Task<bool> IsWrittenAsync(ModelSession session, OrderIntent to) =>
        AskAsync(session, $"whether it has {to}", tables => tables.IsWritten(to));

    private Task<T> AskAsync<T>(ModelSession session, string what, Func<ModelTables, T> work) =>
        way.AskAsync(session, what, () => database.Do(session, work), CancellationToken.None);

    private Task<T> ReadAsync<T>(string what, Func<ModelTables, T> work, CancellationToken cancellationToken) => Connection.DoAsync(
        (session, _) => way.AskAsync(session, what, () => database.Do(session, work), cancellationToken), cancellationToken);
}
