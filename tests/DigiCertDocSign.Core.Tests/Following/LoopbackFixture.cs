using System.Net;
using CertCentral;
using CertCentral.Orders;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Following;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Ordering.Run;
using DigiCertDocSign.Orders;
using DigiCertDocSign.People;
using DigiCertDocSign.Tests.Orders;
using Newtonsoft.Json.Linq;

namespace DigiCertDocSign.Tests.Following;

/// <summary>A sandbox behind a real socket, a client in front of it, and a clock that they share.</summary>
internal sealed class LoopbackFixture : IAsyncDisposable
{
    private LoopbackFixture(LoopbackServer server, JumpingTime time, TimeProvider clientTime)
    {
        Server = server;
        Time = time;
        Client = ClientOf(server.BaseUri, clientTime);
    }

    public LoopbackServer Server { get; }

    public JumpingTime Time { get; }

    public CertCentralClient Client { get; }

    public OrderFollower Follower => new(Client, Time);

    /// <summary>Method and path of every call since the last <see cref="LoopbackServer.ForgetCalls"/>, without the query.</summary>
    public IReadOnlyList<string> Calls =>
        [.. Server.Calls.Select(one => one.Method + " " + one.PathAndQuery.Split('?')[0]["/services/v2/".Length..])];

    public static async Task<LoopbackFixture> OpenAsync(
        TimeSpan? approval = null, TimeSpan? validation = null, TimeSpan? issue = null, TimeProvider? clientTime = null)
    {
        var time = new JumpingTime(Drafts.Now);
        LoopbackServer server = await LoopbackServer.StartAsync(new SandboxOptions
        {
            TimeProvider = time,
            Limits = SandboxLimits.None,
            ApprovalDelay = approval,
            ValidationDelay = validation ?? TimeSpan.FromDays(1),
            IssueDelay = issue ?? TimeSpan.FromHours(1),
            OpeningBalance = 10_000_000,
        });
        return new LoopbackFixture(server, time, clientTime ?? TimeProvider.System);
    }

    /// <summary>A client of a server that always gives the same answer, by path.</summary>
    public static CertCentralClient Scripted(Func<string, string> answer) => Answering(path => (200, answer(path)));

    /// <summary>As <see cref="Scripted"/>, with a status.</summary>
    public static CertCentralClient Answering(Func<string, (int Status, string Json)> answer) => new(new CertCentralOptions
    {
        ApiKey = ApiKey.From(Secret.Of("sandbox")),
        Limits = new CallLimits([]),
        PrimaryHandler = () => new StubServer(request =>
        {
            (int status, string? json) = answer(request.RequestUri!.PathAndQuery["/services/v2/".Length..]);
            return StubServer.Answer(json, (HttpStatusCode)status);
        }),
    });

    public Task<PlacedOrder> PlaceAsync() => PlaceAsync(Drafts.Mira);

    /// <summary>Orders for the person, also when there is an order already, and keeps no journal of it.</summary>
    public async Task<PlacedOrder> PlaceAsync(Person person, bool withCsr = true)
    {
        using IOrderJournal journal = JournalPlace.InMemory().Open(Time);
        await using OrderRun run =
            await OrderRun.StartAsync(Client, journal, 1, new OrderingOptions { AllowDuplicate = true }, Time, CancellationToken.None);
        OrderRequest request = OrderRules.Build(Drafts.Valid(), person, withCsr ? Drafts.SampleCsr : null, Time.GetUtcNow());
        await run.AddAsync(new OrderInput { Person = person, Body = request }, CancellationToken.None);
        OrderOutcome outcome = Assert.Single(await run.TakeAsync());
        Assert.Null(outcome.Fault);
        return outcome.Order!;
    }

    public async Task<long[]> PlaceAsync(int count)
    {
        long[] orderIds = new long[count];
        for (int place = 0; place < count; place++)
        {
            OrderRequest request = OrderRules.Build(Drafts.Valid(), Drafts.Mira, Drafts.SampleCsr, Time.GetUtcNow());
            orderIds[place] = (await Client.Orders.CreateAsync(request, CancellationToken.None)).Id!.Value;
        }

        Server.ForgetCalls();
        return orderIds;
    }

    public static JObject Sample(string name) => JObject.Parse(Samples.Text(name + ".json"));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }

    private static CertCentralClient ClientOf(Uri baseUri, TimeProvider clientTime) => new(new CertCentralOptions
    {
        ApiKey = ApiKey.From(Secret.Of("sandbox")),
        BaseUri = baseUri,
        Limits = new CallLimits([]),
        Timeout = TimeSpan.FromMinutes(5),
        TimeProvider = clientTime,
    });
}
