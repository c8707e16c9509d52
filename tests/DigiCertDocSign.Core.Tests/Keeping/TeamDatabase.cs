using DigiCertDocSign.Journal;
using DigiCertDocSign.Keeping;
using DigiCertDocSign.Tests.Journal;
using DigiCertDocSign.Tests.Orders;
using static DigiCertDocSign.Tests.Journal.Intents;

namespace DigiCertDocSign.Tests.Keeping;

/// <summary>A team's new database, and the files of users that are taken into it.</summary>
internal sealed class TeamDatabase : IDisposable
{
    private readonly TempFolder _folder = new();

    public TeamDatabase()
    {
        Name = PostgresServer.Shared.NewDatabase();
        Place = JournalStore.InDatabase(PostgresServer.Shared, Name);
    }

    public string Name { get; }

    public JournalPlace Place { get; }

    public string Connection => PostgresServer.Shared.Connection(Name);

    public string File(string name = "journal.db") => _folder.File(name);

    /// <summary>Writes entries into a user's file, as runs that are over have left them.</summary>
    public async Task<string> WriteAsync(string name, params OrderIntent[] intents)
    {
        await WriteAsync(JournalPlace.At(File(name)), intents);
        return File(name);
    }

    /// <summary>The same into the database.</summary>
    public Task WriteAsync(params OrderIntent[] intents) => WriteAsync(Place, intents);

    public Task<TakeInPlan> TakeInAsync(string path, bool isForced = false) =>
        TakeInAsync(path, file => file, database => database, isForced);

    /// <param name="path">The file.</param>
    /// <param name="ofFile">What stands before it.</param>
    /// <param name="ofDatabase">What stands before the database.</param>
    /// <param name="isForced">Also where another database has it.</param>
    public async Task<TakeInPlan> TakeInAsync(
        string path, Func<IJournalFile, IJournalFile> ofFile, Func<IJournalCollector, IJournalCollector> ofDatabase,
        bool isForced = false)
    {
        using IJournalCollector database = ofDatabase(Place.OpenCollector());
        using IJournalFile file = ofFile(JournalPlace.OpenFile(path));
        var takeIn = new JournalTakeIn(file, database, path) { IsForced = isForced };
        await takeIn.FindAsync(CancellationToken.None);
        return await takeIn.TakeAsync(CancellationToken.None);
    }

    public Task<IReadOnlyList<OrderIntent>> ReadAsync() => ReadAsync(Place);

    public static async Task<IReadOnlyList<OrderIntent>> ReadAsync(JournalPlace place)
    {
        using IJournalStorage storage = place.OpenStorage();
        List<OrderIntent> read = [];
        await foreach (OrderIntent intent in storage.ReadAsync(new JournalFilter(), CancellationToken.None))
        {
            read.Add(intent);
        }

        return read;
    }

    /// <summary>Every way to write to a sealed file is refused with the database's name; all of it can be read.</summary>
    public async Task AssertSealedAsync(string path, int entries, bool isDone = true)
    {
        Assert.Equal(entries, (await ReadAsync(JournalPlace.At(path))).Count);
        using IJournalStorage storage = JournalPlace.At(path).OpenStorage();
        OrderIntent planned = Intent(9_999, "late");
        var run = new StandInRun("late", () => { });
        var scope = new ScopeMemory { AccountId = 1, Scope = "Late", Comparisons = 1, ComparedAt = Drafts.Now, Inputs = 0, People = [] };
        foreach (Func<Task> write in new Func<Task>[]
        {
            () => storage.EnterRunAsync("late", CancellationToken.None),
            () => ClaimAsync(storage, run, planned),
            () => storage.TryChangeAsync(run, planned, planned with { State = IntentState.Sent }, CancellationToken.None),
            () => storage.TryChangeAsync(null, planned, planned, CancellationToken.None),
            () => storage.RemoveAsync([], CancellationToken.None),
            () => storage.TryKeepScopeAsync(null, scope, CancellationToken.None),
        })
        {
            DocSigningException refused = await Assert.ThrowsAsync<DocSigningException>(write);
            Assert.Equal(isDone ? FaultKind.JournalSealed : FaultKind.JournalTakeInUnfinished, refused.Kind);
            Assert.Contains(Place.Database!, refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("winter", refused.Message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static async Task WriteAsync(JournalPlace place, OrderIntent[] intents)
    {
        using IJournalStorage storage = place.OpenStorage();
        foreach (IGrouping<string, OrderIntent> ofRun in intents.GroupBy(intent => intent.RunId))
        {
            await using IJournalRun run = await storage.EnterRunAsync(ofRun.Key, CancellationToken.None);
            foreach (OrderIntent intent in ofRun)
            {
                IReadOnlyList<OrderIntent> standing =
                    await storage.FindStandingAsync(intent.Key, intent.TargetOrderId, CancellationToken.None);
                Assert.True(await ClaimAsync(storage, run, intent, [.. standing.Select(one => one.Reference)]), $"{intent}");
            }
        }
    }
}
