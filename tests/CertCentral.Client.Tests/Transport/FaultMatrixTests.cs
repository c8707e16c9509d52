using CertCentral.Errors;
using CertCentral.Orders;
using CertCentral.Pacing;

namespace CertCentral.Tests.Transport;

/// <summary>What becomes of a call when the world fails once: how often it reaches the server, and what is told.</summary>
public class FaultMatrixTests
{
    private const string Good = """{"id":318840027,"status":"pending","requests":[{"id":1,"status":"pending"}]}""";

    private static readonly Dictionary<string, RawReply> Faults = new()
    {
        ["drop before reading"] = RawReply.Drop,
        ["drop after reading"] = RawReply.DropAfterReading,
        ["garbage for HTTP"] = RawReply.Garbage,
        ["cut off in the body"] = RawReply.CutOff("""{"id":3188"""),
        ["hang"] = RawReply.Hang,
        ["408"] = RawReply.Json("{}", "408 Request Timeout"),
        ["429"] = RawReply.Json(
            """{"errors":[{"code":"request_limit_exceeded","message":"x"}]}""",
            "429 Too Many Requests",
            "Retry-After: 7\r\n"),
        ["500"] = RawReply.Json("""{"error":{"code":"internal_error","message":"x"}}""", "500 Internal Server Error"),
        ["503 page"] = RawReply.Of("503 Service Unavailable", "text/html", "<html><title>503</title></html>"),
        ["400"] = RawReply.Json("""{"errors":[{"code":"bad_request_format","message":"x"}]}""", "400 Bad Request"),
        ["redirect"] = RawReply.Json("", "302 Found", "Location: /elsewhere\r\n"),
        ["page under 200"] = RawReply.Of("200 OK", "text/html; charset=utf-8", "<html><h1>Sign in</h1></html>"),
        ["cut off JSON under 200"] = RawReply.Json("""{"id":3188"""),
        ["empty 204"] = new(RawReplyKind.Answer, "HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray()),
        ["no id"] = RawReply.Json("""{"requests":[]}"""),
    };

    [Theory]
    [InlineData("drop before reading", 1, null)]
    [InlineData("drop after reading", 2, null)]
    [InlineData("garbage for HTTP", 2, null)]
    [InlineData("cut off in the body", 2, null)]
    [InlineData("hang", 2, null)]
    [InlineData("408", 2, null)]
    [InlineData("429", 2, null)]
    [InlineData("500", 2, null)]
    [InlineData("503 page", 2, null)]
    [InlineData("400", 1, typeof(CallRefusedException), true)]
    [InlineData("redirect", 1, typeof(UnreadableAnswerException))]
    [InlineData("page under 200", 1, typeof(UnreadableAnswerException))]
    [InlineData("cut off JSON under 200", 1, typeof(UnreadableAnswerException))]
    [InlineData("empty 204", 1, typeof(UnreadableAnswerException))]
    [InlineData("no id", 1, typeof(UnreadableAnswerException))]
    public Task A_call_that_changes_nothing_is_repeated_where_the_fault_can_pass(
        string fault, int reached, Type? failure, bool? executed = null) =>
        CheckAsync(fault, "GET ", (client, stop) => client.Orders.GetAsync(318840027, stop), reached, failure, executed);

    [Theory]
    [InlineData("drop before reading", 0, typeof(ConnectionLostException))]
    [InlineData("drop after reading", 1, typeof(ConnectionLostException))]
    [InlineData("garbage for HTTP", 1, typeof(ConnectionLostException))]
    [InlineData("cut off in the body", 1, typeof(ConnectionLostException))]
    [InlineData("hang", 1, typeof(CallTimedOutException))]
    [InlineData("408", 1, typeof(CallTimedOutException))]
    [InlineData("429", 2, null)]
    [InlineData("500", 1, typeof(ServerFaultException))]
    [InlineData("503 page", 1, typeof(ServerFaultException))]
    [InlineData("400", 1, typeof(CallRefusedException), true)]
    [InlineData("redirect", 1, typeof(UnreadableAnswerException))]
    [InlineData("page under 200", 1, typeof(UnreadableAnswerException))]
    [InlineData("cut off JSON under 200", 1, typeof(UnreadableAnswerException))]
    [InlineData("empty 204", 1, typeof(UnreadableAnswerException))]
    [InlineData("no id", 1, typeof(UnreadableAnswerException))]
    public Task An_order_is_sent_again_only_after_429(string fault, int reached, Type? failure, bool? executed = null) =>
        CheckAsync(
            fault,
            "POST",
            (client, stop) => client.Orders.CreateAsync(new OrderRequest { Comments = "Größe" }, stop),
            reached,
            failure,
            executed);

    [Theory]
    [InlineData("drop after reading", 2, null)]
    [InlineData("503 page", 2, null)]
    [InlineData("empty 204", 1, null)]
    [InlineData("page under 200", 1, null)]
    [InlineData("400", 1, typeof(CallRefusedException), true)]
    public Task A_call_that_sets_a_state_is_repeated_and_needs_no_body(string fault, int reached, Type? failure, bool? executed = null) =>
        CheckAsync(fault, "PUT ", (client, stop) => client.Requests.ApproveAsync(5, "ok", stop), reached, failure, executed);

    [Fact]
    public async Task An_order_that_meets_no_listener_is_sent_again_and_then_reported_as_never_sent()
    {
        var observed = new Observed();
        using CertCentralClient client = Client(new Uri($"http://127.0.0.1:{RawServer.ClosedPort()}/"), new HurriedTime());

        ServerUnreachableException exception = await Assert.ThrowsAsync<ServerUnreachableException>(
            () => client.WithObserver(observed).Orders.CreateAsync(new OrderRequest(), CancellationToken.None));

        Assert.Equal(4, exception.Attempts);
        Assert.False(exception.Executed);
        Assert.Equal([1, 2, 3, 4], observed.Traces.Select(trace => trace.Attempt));
        Assert.Equal([2, 3, 4], observed.Waits.Select(wait => wait.Attempt));
        Assert.All(observed.Waits, wait => Assert.Equal(WaitReason.Retry, wait.Reason));
    }

    [Fact]
    public async Task An_order_is_placed_once_the_server_is_there()
    {
        int port = RawServer.ClosedPort();
        RawServer? server = null;
        var observed = new Observed { Waiting = _ => server ??= new RawServer(_ => RawReply.Json(Good, "201 Created"), port) };
        using CertCentralClient client = Client(new Uri($"http://127.0.0.1:{port}/"), new HurriedTime());

        OrderCreated created = await client.WithObserver(observed).Orders.CreateAsync(new OrderRequest(), CancellationToken.None);

        Assert.Equal(318840027, created.Id);
        Assert.Single(server!.Calls);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_failed_TLS_handshake_and_an_unknown_name_count_as_never_sent()
    {
        await using var server = new RawServer(_ => RawReply.Drop);
        foreach (string? address in new[] { $"https://127.0.0.1:{server.Port}/", "https://certcentral.invalid/services/v2" })
        {
            using CertCentralClient client = Client(new Uri(address), new HurriedTime());

            ServerUnreachableException exception = await Assert.ThrowsAsync<ServerUnreachableException>(
                () => client.Orders.CreateAsync(new OrderRequest(), CancellationToken.None));

            Assert.False(exception.Executed);
        }

        Assert.Empty(server.Calls);
    }

    private static async Task CheckAsync(
        string fault, string method, Func<CertCentralClient, CancellationToken, Task> call, int reached, Type? failure, bool? executed)
    {
        await using var server = new RawServer(turn => turn == 1 ? Faults[fault] : RawReply.Json(Good));
        var time = new HurriedTime();
        using CertCentralClient client = Client(server.BaseUri, time);

        Task<Exception> running = Record.ExceptionAsync(() => call(client, CancellationToken.None));
        if (fault == "hang")
        {
            await server.Hanging.Task;
            time.Advance(HurriedTime.Patience);
        }

        Exception? exception = await running;

        Assert.Equal(failure, exception?.GetType());
        Assert.Equal(reached, server.Calls.Count);
        Assert.All(server.Calls, call => Assert.StartsWith(method, call, StringComparison.Ordinal));
        Assert.Equal(executed, (exception as CertCentralException)?.Executed);
    }

    private static CertCentralClient Client(Uri baseUri, TimeProvider time) =>
        new(new CertCentralOptions
        {
            ApiKey = TestClient.ApiKey,
            BaseUri = baseUri,
            TimeProvider = time,
            Timeout = HurriedTime.Patience,
            Limits = new CallLimits([]),
        });
}
