using CertCentral;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Tests.Journal;

namespace DigiCertDocSign.Tests.Pacing;

/// <summary>The count of calls that hosts share, in a real PostgreSQL. Each has a place of its own, as hosts have.</summary>
public class PostgresPermitTests
{
    [PostgresFact]
    public async Task Hosts_that_count_in_one_database_keep_to_the_limit_and_ask_seldom()
    {
        const int Calls = 80;
        using var sandbox = new SandboxHandler(new SandboxOptions
        {
            Limits = new SandboxLimits { Windows = [new(20, TimeSpan.FromSeconds(2)), new(40, TimeSpan.FromSeconds(5))] },
        });
        var limits = new CallLimits([new(20, TimeSpan.FromSeconds(2)), new(40, TimeSpan.FromSeconds(5))], margin: 0.25);
        string database = await NewDatabaseAsync(PostgresServer.Shared);
        CountingStore[] stores = [.. Enumerable.Range(0, 4).Select(_ => new CountingStore(PermitsIn(PostgresServer.Shared, database)))];

        await Task.WhenAll(stores.Select(async store =>
        {
            using var client = new CertCentralClient(new CertCentralOptions
            {
                ApiKey = ApiKey.From(Secret.Of("sandbox")),
                PrimaryHandler = () => new Unowned(sandbox),
                Limits = limits,
                PermitStore = store,
            });
            for (int call = 0; call < Calls / stores.Length; call++)
            {
                await client.Users.GetMeAsync(CancellationToken.None);
            }
        }));

        Assert.Equal((Calls, 0), (sandbox.State.CallsByRoute.Values.Sum(), sandbox.State.CallsOverLimit));
        Assert.InRange(stores.Sum(store => store.Questions), stores.Length, Calls * 0.7);
        string name = PostgresServer.Shared.Sql(database, "SELECT name FROM docsigning.pacing");
        Assert.Matches("^[0-9a-f]{32}$", name);
    }

    [PostgresFact]
    public async Task Hosts_change_the_count_one_after_another_and_the_clock_is_the_database_s()
    {
        string database = await NewDatabaseAsync(PostgresServer.Shared);
        var times = new List<DateTimeOffset>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            IPermitStore store = PermitsIn(PostgresServer.Shared, database);
            for (int change = 0; change < 25; change++)
            {
                await store.ChangeAsync("key", Next, CancellationToken.None);
            }
        }));

        Assert.Equal(200, times.Count);
        Assert.Equal(times.Order(), times);
        int last = 0;
        await PermitsIn(PostgresServer.Shared, database).ChangeAsync(
            "key",
            (kept, _) =>
            {
                last = BitConverter.ToInt32(kept!, 0);
                return kept!;
            },
            CancellationToken.None);
        Assert.Equal(200, last);

        byte[] Next(byte[]? kept, DateTimeOffset now)
        {
            times.Add(now);
            return BitConverter.GetBytes(kept is null ? 1 : BitConverter.ToInt32(kept, 0) + 1);
        }
    }

    [PostgresFact]
    public async Task A_host_that_freezes_with_the_count_in_its_hands_holds_up_nobody()
    {
        string database = await NewDatabaseAsync(PostgresServer.Shared);
        using var thaw = new ManualResetEventSlim();
        var hasIt = new TaskCompletionSource();
        var frozen = Task.Run(() => PermitsIn(PostgresServer.Shared, database).ChangeAsync(
            "key",
            (_, _) =>
            {
                hasIt.SetResult();
                thaw.Wait();
                return [1];
            },
            CancellationToken.None));
        await hasIt.Task;

        byte[]? found = [9];
        IPermitStore other = PermitsIn(PostgresServer.Shared, database);
        await other.ChangeAsync("key", (kept, _) => Note(kept, [2]), CancellationToken.None);
        Assert.Null(found);

        thaw.Set();
        DocSigningException lost = await Assert.ThrowsAsync<DocSigningException>(() => frozen);
        Assert.Equal(FaultKind.JournalUnreachable, lost.Kind);
        await other.ChangeAsync("key", (kept, _) => Note(kept, [3]), CancellationToken.None);
        Assert.Equal([2], found!);

        byte[] Note(byte[]? kept, byte[] next)
        {
            found = kept;
            return next;
        }
    }

    [PostgresFact]
    public async Task A_count_outlives_a_server_that_loses_its_power()
    {
        using var server = new PostgresServer(isDurable: true);
        IPermitStore store = PermitsIn(server, await NewDatabaseAsync(server));
        await store.ChangeAsync("key", (_, _) => [7], CancellationToken.None);

        server.Stop("immediate");
        await Assert.ThrowsAsync<DocSigningException>(() => store.ChangeAsync("key", (_, _) => [8], CancellationToken.None));
        server.Start();

        byte[]? found = null;
        await store.ChangeAsync("key", (kept, _) => found = kept!, CancellationToken.None);
        Assert.Equal([7], found!);
    }

    /// <summary>Its tables are made by the first run: whoever counts calls makes none.</summary>
    private static async Task<string> NewDatabaseAsync(PostgresServer server)
    {
        string database = server.NewDatabase();
        using IJournalStorage journal = JournalStore.InDatabase(server, database).OpenStorage();
        await using IJournalRun run = await journal.EnterRunAsync("first", CancellationToken.None);
        return database;
    }

    private static IPermitStore PermitsIn(PostgresServer server, string database) =>
        JournalStore.InDatabase(server, database).PermitStore!;

    private sealed class CountingStore(IPermitStore inner) : IPermitStore
    {
        public int Questions { get; private set; }

        public Task ChangeAsync(string name, PermitChange change, CancellationToken cancellationToken)
        {
            Questions++;
            return inner.ChangeAsync(name, change, cancellationToken);
        }
    }

    /// <summary>Several clients reach one server, and none of them disposes it.</summary>
    private sealed class Unowned(SandboxHandler sandbox) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _invoker = new(sandbox, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            _invoker.SendAsync(request, cancellationToken);
    }
}
