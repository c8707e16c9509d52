using CertCentral;
using CertCentral.Orders;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Acts;

/// <summary>
/// A process that does something to an order is killed, with all that it has started, while its call is on the way, and run again.
/// </summary>
public class ActKillTests
{
    public static TheoryData<IntentKind, bool> Kills() => new()
    {
        { IntentKind.Cancellation, false },
        { IntentKind.Cancellation, true },
        { IntentKind.Revocation, false },
        { IntentKind.Revocation, true },
        { IntentKind.Reissue, false },
        { IntentKind.Reissue, true },
    };

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task A_process_that_is_killed_and_run_again_does_it_once(IntentKind kind, bool isCarriedOut)
    {
        using var folder = new TempFolder();
        string path = folder.File("journal.db");
        await using LoopbackServer server = await LoopbackServer.StartAsync(new SandboxOptions
        {
            Limits = SandboxLimits.None,
            ValidationDelay = kind == IntentKind.Cancellation ? TimeSpan.FromDays(1) : TimeSpan.Zero,
        });
        string csr = ActFixture.NewCsr();
        long orderId = await OrderAsync(server);

        using (var killed = OrderingProcess.StartAct(server, path, kind, orderId, csr))
        {
            server.Answering = call =>
            {
                if (call.Method == "GET")
                {
                    return null;
                }

                killed.Kill();
                return isCarriedOut ? null : ByHand.DropBefore;
            };
            Assert.NotEqual(0, (await killed.EndAsync()).Code);
        }

        server.Answering = null;
        Assert.Equal(IntentState.Sent, (await ReadAsync(path)).State);

        using (var again = OrderingProcess.StartAct(server, path, kind, orderId, csr))
        {
            Assert.Equal("", (await again.EndAsync()).Faults);
        }

        Assert.Equal((kind, IntentState.Placed), ((await ReadAsync(path)).Kind, (await ReadAsync(path)).State));
        SandboxOrder order = Assert.Single(server.Sandbox.GetOrders());
        string[] requests = [.. order.Requests.Select(request => request.Type).Where(type => type != "new_request")];
        Assert.Equal(
            kind switch
            {
                IntentKind.Cancellation => "canceled ",
                IntentKind.Revocation => "issued revoke",
                _ => "reissue_pending reissue",
            },
            $"{order.Status} {string.Join(' ', requests)}");
    }

    private static CertCentralClient ClientOf(Uri server) => new(new CertCentralOptions
    {
        ApiKey = ApiKey.From(Secret.Of("sandbox")),
        BaseUri = server,
        Limits = new CallLimits([]),
    });

    private static async Task<long> OrderAsync(LoopbackServer server)
    {
        using CertCentralClient client = ClientOf(server.BaseUri);
        OrderRequest body = OrderRules.Build(Drafts.Valid(), Drafts.Mira, ActFixture.NewCsr(), DateTimeOffset.UtcNow);
        OrderCreated created = await client.Orders.CreateAsync(body, CancellationToken.None);
        await client.Requests.ApproveAsync(created.Requests![0].Id!.Value, null, CancellationToken.None);
        return created.Id!.Value;
    }

    /// <summary>The newest entry.</summary>
    private static async Task<OrderIntent> ReadAsync(string path)
    {
        using IOrderJournal journal = JournalPlace.At(path).Open(TimeProvider.System);
        OrderIntent? newest = null;
        await foreach (OrderIntent entry in journal.ReadAsync(new JournalFilter(), CancellationToken.None))
        {
            newest = entry;
        }

        return newest!;
    }
}
