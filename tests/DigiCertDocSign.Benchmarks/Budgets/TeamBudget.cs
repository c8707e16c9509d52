using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using CertCentral;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>
/// What an order costs a team's database: how often it is asked, and how long a change takes that is on the disk when it is answered. The
/// database is on this machine, so nothing is on the way; the server of the orders is in the process, and answers at once.
/// </summary>
internal sealed class TeamBudget : IBudget
{
    private const int Few = 50;
    private const int More = 250;

    public string Name => "team";

    public async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        const string Asked = "round trips to the journal's database for an order";
        if (PostgresServer.Missing is { } missing)
        {
            yield return Figure.Skipped(Asked, missing);
            yield break;
        }

        using var server = new PostgresServer(
            isDurable: true, "shared_preload_libraries=pg_stat_statements", "pg_stat_statements.track=top");
        List<double> trips = [], statements = [], sent = [], all = [], file = [];
        for (int run = 0; run < effort.Runs; run++)
        {
            // What a run costs by itself, and the journal's making, falls out of the difference.
            Cost few = await OrderAsync(server, effort.Of(Few));
            Cost more = await OrderAsync(server, effort.Of(Few) + effort.Of(More));
            double orders = effort.Of(More);
            trips.Add((more.Trips - few.Trips) / orders);
            statements.Add((more.Statements - few.Statements) / orders);
            sent.Add(Median(more.Sent));
            all.Add(more.InJournal.TotalMilliseconds / (effort.Of(Few) + effort.Of(More)));
            using var folder = new TempFolder(onDisk: true);
            file.Add(Median((await OrderAsync(JournalPlace.At(folder.File("journal.db")), effort.Of(More))).Sent));
        }

        yield return new Figure(Asked, "", null, trips);
        yield return new Figure("statements of that", "", null, statements);
        yield return new Figure("commit of \"sent\" in the database, by the wall, median", "ms", null, sent);
        yield return new Figure("the same in a user's file on this disk", "ms", null, file);
        yield return new Figure("all that an order waits for the database, by the wall", "ms", null, all);
    }

    private static double Median(IReadOnlyCollection<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task<Cost> OrderAsync(PostgresServer server, int orders)
    {
        string database = server.NewDatabase();
        server.Sql(database, "CREATE EXTENSION pg_stat_statements");
        await using var cable = new Cable(server.Port);
        Cost cost = await OrderAsync(
            JournalPlace.InDatabase(server.Connection(database, port: cable.Port), null, TimeProvider.System), orders);
        string calls = server.Sql(
            database,
            "SELECT sum(calls) FROM pg_stat_statements JOIN pg_roles ON pg_roles.oid = userid "
            + $"WHERE dbid = (SELECT oid FROM pg_database WHERE datname = '{database}') AND rolname = '{PostgresServer.Owner}'");
        return cost with { Trips = cable.RoundTrips, Statements = long.Parse(calls, CultureInfo.InvariantCulture) };
    }

    private static async Task<Cost> OrderAsync(JournalPlace place, int orders)
    {
        using var sandbox = new SandboxHandler(new SandboxOptions { Limits = SandboxLimits.None, OpeningBalance = 100_000_000m });
        using var client = new CertCentralClient(new CertCentralOptions
        {
            ApiKey = ApiKey.From(Secret.Of("sandbox")),
            Limits = new CallLimits([]),
            PrimaryHandler = () => sandbox,
        });
        using var storage = new TimedStorage(place.OpenStorage());
        var resolver = new PersonResolver();
        await using OrderRun run = await OrderRun.StartAsync(
            client, new OrderJournal(storage, TimeProvider.System), 4711, new OrderingOptions(), TimeProvider.System,
            CancellationToken.None);
        foreach (IPersonSource source in SamplePeople.Make(orders))
        {
            Person person = resolver.Resolve(source).Person!;
            var input = new OrderInput
            {
                Person = person,
                Body = OrderRules.Build(SamplePeople.Draft(), person, csr: null, DateTimeOffset.UtcNow),
            };
            await run.AddAsync(input, CancellationToken.None);
            await run.TakeAsync();
        }

        await foreach (OrderOutcome _ in run.FinishAsync(CancellationToken.None))
        {
            // Each was told before.
        }

        return run.Summary.Placed == orders
            ? new Cost(storage.Sent, storage.All)
            : throw new InvalidOperationException($"Of {orders} orders {run.Summary.Placed} were placed: {run.StoppedBy}");
    }

    private sealed record Cost(IReadOnlyCollection<double> Sent, TimeSpan InJournal)
    {
        public long Trips { get; init; }

        public long Statements { get; init; }
    }

    private sealed class TimedStorage(IJournalStorage inner) : IJournalStorage
    {
        private readonly List<double> _sent = [];

        public IReadOnlyCollection<double> Sent => _sent;

        public TimeSpan All { get; private set; }

        public Task<bool> TryClaimAsync(
            IJournalRun run, OrderIntent planned, IReadOnlyCollection<string> weighed, CancellationToken cancellationToken) =>
            TimedAsync(() => inner.TryClaimAsync(run, planned, weighed, cancellationToken));

        public async Task<bool> TryChangeAsync(IJournalRun? run, OrderIntent from, OrderIntent to, CancellationToken cancellationToken)
        {
            TimeSpan before = All;
            bool isDone = await TimedAsync(() => inner.TryChangeAsync(run, from, to, cancellationToken));
            if (to.State == IntentState.Sent)
            {
                _sent.Add((All - before).TotalMilliseconds);
            }

            return isDone;
        }

        public Task<IReadOnlyList<OrderIntent>> FindStandingAsync(
            IntentKey key, long? targetOrderId, CancellationToken cancellationToken) =>
            TimedAsync(() => inner.FindStandingAsync(key, targetOrderId, cancellationToken));

        public async IAsyncEnumerable<OrderIntent> ReadAsync(
            JournalFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await using IAsyncEnumerator<OrderIntent> read =
                inner.ReadAsync(filter, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await TimedAsync(() => read.MoveNextAsync().AsTask()))
            {
                yield return read.Current;
            }
        }

        public Task<JournalRemoval> RemoveAsync(IReadOnlyCollection<OrderIntent> ended, CancellationToken cancellationToken) =>
            inner.RemoveAsync(ended, cancellationToken);

        public Task<IReadOnlyList<ScopeMemory>> ReadScopesAsync(long accountId, CancellationToken cancellationToken) =>
            inner.ReadScopesAsync(accountId, cancellationToken);

        public Task<bool> TryKeepScopeAsync(ScopeMemory? from, ScopeMemory to, CancellationToken cancellationToken) =>
            inner.TryKeepScopeAsync(from, to, cancellationToken);

        public async Task<IJournalRun> EnterRunAsync(string runId, CancellationToken cancellationToken) =>
            await inner.EnterRunAsync(runId, cancellationToken);

        public Task<bool> IsAtWorkAsync(string runId, CancellationToken cancellationToken) =>
            TimedAsync(() => inner.IsAtWorkAsync(runId, cancellationToken));

        public Task<RunOwner?> FindOwnerAsync(string runId, CancellationToken cancellationToken) =>
            inner.FindOwnerAsync(runId, cancellationToken);

        public Task<DocSigningException?> FindHindranceAsync(CancellationToken cancellationToken) =>
            inner.FindHindranceAsync(cancellationToken);

        public Task<IReadOnlyList<IntentChange>> ReadHistoryAsync(string reference, CancellationToken cancellationToken) =>
            inner.ReadHistoryAsync(reference, cancellationToken);

        public void Dispose() => inner.Dispose();

        private async Task<T> TimedAsync<T>(Func<Task<T>> ask)
        {
            long began = Stopwatch.GetTimestamp();
            T answer = await ask();
            All += Stopwatch.GetElapsedTime(began);
            return answer;
        }
    }
}
