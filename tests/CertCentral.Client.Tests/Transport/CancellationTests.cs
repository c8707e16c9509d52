using CertCentral.Errors;
using CertCentral.Orders;
using CertCentral.Pacing;
using Microsoft.Extensions.Time.Testing;

namespace CertCentral.Tests.Transport;

/// <summary>A call that its caller stops says whether the server can have carried it out.</summary>
public class CancellationTests
{
    [Fact]
    public async Task A_call_that_waits_for_the_limit_was_not_sent()
    {
        await using var server = new RawServer(_ => RawReply.Json("""{"id":1}"""));
        using var stop = new CancellationTokenSource();
        using CertCentralClient client = Connect(server, TimeProvider.System, new CallLimits([new CallLimit(1, TimeSpan.FromHours(5))]));
        CertCentralClient paced = client.WithObserver(new Observed { Waiting = _ => stop.Cancel() });

        await paced.Orders.CreateAsync(new OrderRequest(), stop.Token);
        CallCanceledException canceled = await StopAsync(paced.Orders.CreateAsync(new OrderRequest(), stop.Token), stop.Token);

        Assert.False(canceled.Executed);
        Assert.Equal("POST order/certificate/ds_org_individual was stopped before it was sent.", canceled.Message);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task A_call_whose_answer_does_not_come_may_have_been_carried_out()
    {
        await using var server = new RawServer(_ => RawReply.Hang);
        using var stop = new CancellationTokenSource();
        using CertCentralClient client = Connect(server, TimeProvider.System, new CallLimits([]));

        Task<OrderCreated> hanging = client.Orders.CreateAsync(new OrderRequest(), stop.Token);
        await server.Hanging.Task;
        await stop.CancelAsync();
        CallCanceledException canceled = await StopAsync(hanging, stop.Token);

        Assert.Null(canceled.Executed);
        Assert.Contains("not known", canceled.Message, StringComparison.Ordinal);
    }

    // A paid call repeats after 429 alone, a reading call after 500 too: only the first is known not to be carried out.
    [Theory]
    [InlineData(429, false)]
    [InlineData(500, null)]
    public async Task A_call_that_waits_for_its_repetition_was_executed_as_far_as_its_attempts_were(int status, bool? executed)
    {
        string body = Samples.Text("error.429.rate-limit.json");
        await using var server = new RawServer(_ => RawReply.Json(body, $"{status} Not Now"));
        using var stop = new CancellationTokenSource();
        using CertCentralClient client = Connect(server, new FakeTimeProvider(), new CallLimits([]));
        CertCentralClient waiting = client.WithObserver(new Observed { Waiting = _ => stop.Cancel() });

        CallCanceledException canceled = await StopAsync(waiting.Users.GetMeAsync(stop.Token), stop.Token);

        Assert.Equal(executed, canceled.Executed);
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task A_call_that_was_stopped_before_it_began_was_not_sent()
    {
        await using var server = new RawServer(_ => RawReply.Json("""{"id":1}"""));
        using CertCentralClient client = Connect(server, TimeProvider.System, new CallLimits([]));
        var stopped = new CancellationToken(canceled: true);

        CallCanceledException canceled = await StopAsync(client.Orders.CreateAsync(new OrderRequest(), stopped), stopped);

        Assert.False(canceled.Executed);
        Assert.Empty(server.Calls);
    }

    private static async Task<CallCanceledException> StopAsync(Task call, CancellationToken token)
    {
        CallCanceledException canceled = await Assert.ThrowsAsync<CallCanceledException>(() => call);
        Assert.Equal(token, canceled.CancellationToken);
        return canceled;
    }

    private static CertCentralClient Connect(RawServer server, TimeProvider time, CallLimits limits) =>
        new(new CertCentralOptions { ApiKey = TestClient.ApiKey, BaseUri = server.BaseUri, TimeProvider = time, Limits = limits });
}
