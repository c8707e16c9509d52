using System.Net;
using CertCentral.Errors;
using CertCentral.Orders;
using CertCentral.Pacing;
using CertCentral.Users;

namespace CertCentral.Tests.Transport;

/// <summary>How long a call waits, and that it stops waiting when told.</summary>
public class WaitingTests
{
    [Theory]
    [InlineData(503, "12", 12, 12)]
    [InlineData(503, "Tue, 24 Nov 2026 08:00:45 GMT", 45, 45)]
    [InlineData(503, "7200", 300, 300)]
    [InlineData(429, "12", 12, 12)]
    [InlineData(429, "Tue, 24 Nov 2026 08:00:45 GMT", 45, 45)]
    [InlineData(429, "86400", 300, 300)]
    [InlineData(429, null, 5, 5.5)]
    [InlineData(429, "soon", 5, 5.5)]
    [InlineData(503, null, 0, 5)]
    public async Task The_first_repetition_waits_as_the_server_asks_within_bounds(int status, string? retryAfter, double least, double most)
    {
        var time = new HurriedTime();
        var arrivals = new List<DateTimeOffset>();
        var server = new StubServer(_ =>
        {
            arrivals.Add(time.GetUtcNow());
            HttpResponseMessage answer =
                StubServer.Answer("""{"id":1}""", arrivals.Count == 1 ? (HttpStatusCode)status : HttpStatusCode.OK);
            if (retryAfter is not null)
            {
                answer.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
            }

            return answer;
        });
        using CertCentralClient client = TestClient.Over(server, time);

        await client.Users.GetMeAsync(CancellationToken.None);

        Assert.InRange((arrivals[1] - arrivals[0]).TotalSeconds, least, most + 0.002);
    }

    [Fact]
    public async Task A_429_silences_all_calls_of_the_key_and_at_last_beyond_the_longest_window()
    {
        var time = new HurriedTime();
        var observed = new Observed();
        var server = new StubServer(_ => StubServer.Answer(Samples.Text("error.429.rate-limit.json"), HttpStatusCode.TooManyRequests));
        using CertCentralClient owner = TestClient.Over(server, time);
        using CertCentralClient client = owner.WithObserver(observed);

        RateLimitedException exception =
            await Assert.ThrowsAsync<RateLimitedException>(() => client.Orders.CreateAsync(new OrderRequest(), CancellationToken.None));

        Assert.Equal(4, exception.Attempts);
        Assert.False(exception.Executed);
        Assert.All(observed.Waits, wait => Assert.Equal(WaitReason.RateLimited, wait.Reason));
        Assert.Collection(
            observed.Waits.Select(wait => wait.Duration.TotalSeconds),
            first => Assert.InRange(first, 5, 5.5),
            second => Assert.InRange(second, 30, 33),
            third => Assert.InRange(third, 180, 198));
    }

    [Fact]
    public async Task One_call_s_429_holds_another_call_back()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        int refusals = 1;
        var server = new StubServer(_ =>
        {
            HttpResponseMessage answer =
                StubServer.Answer("""{"id":1}""", refusals-- > 0 ? HttpStatusCode.TooManyRequests : HttpStatusCode.OK);
            answer.Headers.TryAddWithoutValidation("Retry-After", "9");
            return answer;
        });
        using CertCentralClient client = TestClient.Over(server, time);

        Task<UserInfo> refused = client.Users.GetMeAsync(CancellationToken.None);
        Task<UserInfo> other = client.Users.GetMeAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(8.9));
        Assert.False(refused.IsCompleted || other.IsCompleted);
        Assert.Single(server.Calls);

        time.Advance(TimeSpan.FromSeconds(0.2));
        await Task.WhenAll(refused, other);

        Assert.Equal(3, server.Calls.Count);
    }

    [Fact]
    public async Task Cancelling_ends_a_wait_for_the_limit_a_retry_pause_and_a_hanging_call()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var hanging = new RawServer(_ => RawReply.Hang);
        using var onTheWire =
            new CertCentralClient(new CertCentralOptions { ApiKey = TestClient.ApiKey, BaseUri = hanging.BaseUri, TimeProvider = time });
        using CertCentralClient paced =
            TestClient.Over(StubServer.Answering("""{"id":1}"""), time, new CallLimits([new CallLimit(1, TimeSpan.FromHours(5))]));
        using CertCentralClient failing = TestClient.Over(StubServer.Answering("{}", HttpStatusCode.BadGateway), time);
        using var stop = new CancellationTokenSource();

        await paced.Users.GetMeAsync(CancellationToken.None);
        Task[] waiting = [paced.Users.GetMeAsync(stop.Token), failing.Users.GetMeAsync(stop.Token), onTheWire.Users.GetMeAsync(stop.Token)];
        await hanging.Hanging.Task;
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        await stop.CancelAsync();

        foreach (Task task in waiting)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        }
    }

    [Fact]
    public async Task A_call_whose_turn_was_cancelled_leaves_the_turn_to_the_next()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var server = StubServer.Answering("""{"id":1}""");
        using CertCentralClient client =
            TestClient.Over(server, time, new CallLimits([new CallLimit(1, TimeSpan.FromSeconds(10))], margin: 0));
        using var stop = new CancellationTokenSource();
        await client.Users.GetMeAsync(CancellationToken.None);

        Task<UserInfo> cancelled = client.Users.GetMeAsync(stop.Token);
        Task<UserInfo> next = client.Users.GetMeAsync(CancellationToken.None);
        await stop.CancelAsync();
        time.Advance(TimeSpan.FromSeconds(10));
        await next;

        // The cancelled one ends on a thread of its own, maybe a moment after the next one.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.True(cancelled.IsCanceled);
        Assert.Equal(2, server.Calls.Count);
    }

    [Fact]
    public async Task A_time_out_counts_for_the_attempt_and_not_for_the_wait_before_it()
    {
        var time = new HurriedTime();
        using CertCentralClient client = TestClient.Over(
            StubServer.Answering("""{"id":1}"""),
            time,
            new CallLimits([new CallLimit(1, TimeSpan.FromMinutes(50))]),
            timeout: TimeSpan.FromHours(2));

        for (int call = 0; call < 5; call++)
        {
            await client.Users.GetMeAsync(CancellationToken.None);
        }

        Assert.True(time.GetUtcNow() - time.Start > TimeSpan.FromMinutes(200));
    }
}
