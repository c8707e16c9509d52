using CertCentral;
using CertCentral.Pacing;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;
using DigiCertDocSign.Acts;
using DigiCertDocSign.Journal;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;
using DigiCertDocSign.Tests.Following;
using DigiCertDocSign.Tests.Ordering;
using DigiCertDocSign.Tests.Orders;

namespace DigiCertDocSign.Tests.Acts;

/// <summary>A cancellation ends the order that was meant and no other, once, and nobody is told anything untrue of it.</summary>
public class CancellationTests
{
    private const string Note = "Has left before the start";

    public static TheoryData<SandboxFault> Faults() => new(Enum.GetValues<SandboxFault>());

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_breaks_the_order_ends_once_or_the_operator_is_told(SandboxFault fault)
    {
        var time = new JumpingTime(Drafts.Now);
        await using LoopbackServer server = await LoopbackServer.StartAsync(new SandboxOptions
        {
            TimeProvider = time,
            Limits = SandboxLimits.None,
            Faults = new SandboxFaultPlan
            {
                Rules =
                [
                    new SandboxFaultRule
                    {
                        Fault = fault,
                        Route = SandboxRoutes.UpdateOrderStatus,
                        Calls = 1,
                        Delay = Timeout.InfiniteTimeSpan,
                        RetryAfter = TimeSpan.Zero,
                    },
                ],
            },
        });
        using CertCentralClient client = ClientOf(server.BaseUri);
        using IJournalStorage storage = JournalPlace.InMemory().OpenStorage();
        long orderId = await OrderAsync(client, storage, time);
        server.ForgetCalls();

        var journal = new OrderJournal(storage, time);
        var cancellation = new OrderCancellation(ActsOf(client, journal));
        OrderAct act = await cancellation.FindAsync(orderId, CancellationToken.None);
        string? told = await TryAsync(() => cancellation.CancelAsync(act, Note, CancellationToken.None));

        string status = Assert.Single(server.Sandbox.GetOrders()).Status;
        OrderIntent intent = (await journal.FindByOrderIdAsync(OrderingFixture.AccountId, orderId, CancellationToken.None))!;
        int sent = server.Calls.Count(call => call.Method == "PUT");

        // Only the API's own "too many calls" is sent again, since that one was certainly not carried out.
        Assert.Equal(fault == SandboxFault.TooManyRequests ? 2 : 1, sent);
        if (told is null)
        {
            Assert.Equal(("canceled", IntentState.Closed), (status, intent.State));
            return;
        }

        Assert.Equal(("pending", IntentState.Placed), (status, intent.State));
        Assert.Contains($"Order {orderId} for Mira K. Solberg", told, StringComparison.Ordinal);

        // What was not carried out may be said again.
        OrderAct still = await cancellation.FindAsync(orderId, CancellationToken.None);
        await cancellation.CancelAsync(still, Note, CancellationToken.None);
        Assert.Equal("canceled", Assert.Single(server.Sandbox.GetOrders()).Status);
        Assert.True((await cancellation.FindAsync(orderId, CancellationToken.None)).IsDone);
    }

    [Theory]
    [InlineData("""{"id":7,"status":"pending"}""", FaultKind.OrderOfAnotherProduct)]
    [InlineData("""{"id":7,"status":"pending","product":{"name_id":"ssl_plus"}}""", FaultKind.OrderOfAnotherProduct)]
    [InlineData("""{"id":8,"status":"pending","product":{"name_id":"ds_org_individual"}}""", FaultKind.OrderOfAnotherProduct)]
    [InlineData("""{"id":7,"status":"needs_approval","product":{"name_id":"ds_org_individual"}}""", FaultKind.OrderNotCancelable)]
    [InlineData("""{"id":7,"status":"issued","product":{"name_id":"ds_org_individual"}}""", FaultKind.OrderNotCancelable)]
    [InlineData("""{"id":7,"status":"revoked","product":{"name_id":"ds_org_individual"}}""", FaultKind.OrderNotCancelable)]
    [InlineData("""{"id":7,"status":"on_hold","product":{"name_id":"ds_org_individual"}}""", FaultKind.OrderNotCancelable)]
    [InlineData("""{"id":7,"status":"CANCELED","product":{"name_id":"DS_ORG_INDIVIDUAL"}}""", null)]
    public async Task Only_an_order_of_ours_that_waits_is_canceled(string shown, FaultKind? refused)
    {
        using CertCentralClient client = LoopbackFixture.Scripted(_ => shown);
        var cancellation = new OrderCancellation(ActsOf(client, null));
        if (refused is null)
        {
            Assert.True((await cancellation.FindAsync(7, CancellationToken.None)).IsDone);
            return;
        }

        DocSigningException fault = await Assert.ThrowsAsync<DocSigningException>(() => cancellation.FindAsync(7, CancellationToken.None));
        Assert.Equal(refused, fault.Kind);
    }

    [Theory]
    [InlineData("pending")]
    [InlineData("approved")]
    [InlineData("needs_csr")]
    [InlineData("waiting_pickup")]
    [InlineData("reissue_pending")]
    public async Task Whatever_waits_can_be_canceled(string status)
    {
        using CertCentralClient client = LoopbackFixture.Scripted(
            _ => $$$"""{"id":7,"status":"{{{status}}}","product":{"name_id":"ds_org_individual"}}""");

        Assert.False((await new OrderCancellation(ActsOf(client, null)).FindAsync(7, CancellationToken.None)).IsDone);
    }

    private static CertCentralClient ClientOf(Uri server) => new(new CertCentralOptions
    {
        ApiKey = ApiKey.From(Secret.Of("sandbox")),
        BaseUri = server,
        Limits = new CallLimits([]),
        MaxAttempts = 3,
        Timeout = TimeSpan.FromMilliseconds(500),
    });

    private static OrderActs ActsOf(CertCentralClient client, IOrderJournal? journal) =>
        new(client, OrderingFixture.AccountId, journal, () => journal!, new ActOptions());

    private static async Task<long> OrderAsync(CertCentralClient client, IJournalStorage storage, TimeProvider time)
    {
        var input = new OrderInput { Person = Drafts.Mira, Body = OrderRules.Build(Drafts.Valid(), Drafts.Mira, null, Drafts.Now) };
        RunResult run = await RunResult.OfAsync(client, storage, new OrderingOptions(), time, [input], CancellationToken.None);
        PlacedOrder placed = Assert.Single(run.Outcomes).Order!;
        await client.Requests.ApproveAsync(placed.RequestId!.Value, null, CancellationToken.None);
        return placed.OrderId;
    }

    private static async Task<string?> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (DocSigningException fault) when (fault.Kind == FaultKind.CancellationNotSeen)
        {
            return fault.Message;
        }
    }
}
