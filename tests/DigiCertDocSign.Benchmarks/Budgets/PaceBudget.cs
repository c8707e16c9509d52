using System.Diagnostics;
using CertCentral;
using CertCentral.Pacing;
using DigiCertDocSign.Journal;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>
/// What it costs that several hosts count their calls together: how often they ask the database, and how long an answer takes that is on
/// the disk. The database is on this machine, so nothing is on the way.
/// </summary>
internal sealed class PaceBudget : IBudget
{
    private const int Hosts = 4;
    private const int CallsAtTheLimit = 200;
    private const int Questions = 300;

    public string Name => "pace";

    public async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        const string ForACall = "questions to the database for a call, four hosts at the published limit";
        if (PostgresServer.Missing is { } missing)
        {
            yield return Figure.Skipped(ForACall, missing);
            yield break;
        }

        using var server = new PostgresServer(isDurable: true);
        List<double> forACall = [];
        List<double> latencies = [];
        for (int run = 0; run < effort.Runs; run++)
        {
            forACall.Add(await AskedForACallAsync(server, effort.Of(CallsAtTheLimit)));
            latencies.Add(await LatencyAsync(server, effort.Of(Questions)));
        }

        yield return new Figure(ForACall, "", 0.5, forACall);
        yield return new Figure("one question to the database, by the wall, median", "ms", null, latencies);
    }

    private static async Task<double> AskedForACallAsync(PostgresServer server, int calls)
    {
        string database = await NewJournalAsync(server);
        CountingStore[] stores = [.. Enumerable.Range(0, Hosts).Select(_ => new CountingStore(StoreIn(server, database)))];
        await Task.WhenAll(stores.Select(async store =>
        {
            using var client = new CertCentralClient(new CertCentralOptions
            {
                ApiKey = ApiKey.From(Secret.Of("benchmark")),
                PrimaryHandler = () => new AnswerAtOnce(),
                PermitStore = store,
            });
            for (int call = 0; call < calls / Hosts; call++)
            {
                await client.Orders.CreateAsync(SamplePeople.Request(), CancellationToken.None);
            }
        }));
        return stores.Sum(store => store.Questions) / (double)calls;
    }

    private static async Task<double> LatencyAsync(PostgresServer server, int questions)
    {
        IPermitStore store = StoreIn(server, await NewJournalAsync(server));

        // As large as a count is when the longest window is full.
        byte[] full = new byte[8 * 1024];
        var times = new List<double>();
        for (int question = 0; question < questions; question++)
        {
            long began = Stopwatch.GetTimestamp();
            await store.ChangeAsync("key", (_, _) => full, CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return times.Order().ElementAt(times.Count / 2);
    }

    /// <summary>Without the tables that a run makes, each process would count for itself.</summary>
    private static async Task<string> NewJournalAsync(PostgresServer server)
    {
        string database = server.NewDatabase();
        using IJournalStorage storage =
            JournalPlace.InDatabase(server.Connection(database), null, TimeProvider.System).OpenStorage();
        await using IJournalRun run = await storage.EnterRunAsync("first", CancellationToken.None);
        return database;
    }

    private static IPermitStore StoreIn(PostgresServer server, string database) =>
        JournalPlace.InDatabase(server.Connection(database), null, TimeProvider.System).PermitStore!;

    private sealed class CountingStore(IPermitStore inner) : IPermitStore
    {
        private int _questions;

        public int Questions => _questions;

        public Task ChangeAsync(string name, PermitChange change, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _questions);
            return inner.ChangeAsync(name, change, cancellationToken);
        }
    }
}
