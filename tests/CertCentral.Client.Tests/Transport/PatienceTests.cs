using System.Net;
using CertCentral.Errors;
using CertCentral.Orders;
using CertCentral.Pacing;

namespace CertCentral.Tests.Transport;

/// <summary>A caller who says how long his calls may wait is not kept longer.</summary>
public class PatienceTests
{
    private readonly HurriedTime _time = new();

    private TimeSpan Passed => _time.GetUtcNow() - _time.Start;

    [Theory]
    [InlineData(503, 300, 299, 1)]
    [InlineData(503, 300, 300, 2)]
    [InlineData(503, 20, 60, 4)] // 20, 40 and 60 seconds after the first
    [InlineData(503, 20, 59, 3)]
    [InlineData(429, 20, 59, 3)]
    [InlineData(503, null, 0, 1)]
    [InlineData(429, null, 20, 2)] // 5 seconds, then 30
    public async Task A_call_fails_as_soon_as_the_next_pause_would_last_too_long(int status, int? retryAfter, int patience, int attempts)
    {
        StubServer server = Refusing((HttpStatusCode)status, retryAfter, times: int.MaxValue);
        using CertCentralClient owner = TestClient.Over(server, _time);
        using CertCentralClient client = owner.WithPatience(TimeSpan.FromSeconds(patience));

        CertCentralException fault =
            await Assert.ThrowsAnyAsync<CertCentralException>(() => client.Users.GetMeAsync(CancellationToken.None));

        Assert.Equal((attempts, status), (fault.Attempts, fault.StatusCode));
        Assert.Equal(retryAfter, fault.RetryAfter?.TotalSeconds);
        Assert.Equal(attempts, server.Calls.Count);
        Assert.InRange(Passed, TimeSpan.Zero, TimeSpan.FromSeconds(patience));
    }

    [Fact]
    public async Task A_call_is_not_sent_when_the_silence_after_another_call_s_429_lasts_too_long()
    {
        using CertCentralClient owner = TestClient.Over(Refusing(HttpStatusCode.TooManyRequests, 120, times: 1), _time);
        using CertCentralClient impatient = owner.WithPatience(TimeSpan.FromSeconds(60));
        await Assert.ThrowsAsync<RateLimitedException>(() => impatient.Users.GetMeAsync(CancellationToken.None));

        RateLimitedException fault =
            await Assert.ThrowsAsync<RateLimitedException>(() => impatient.Orders.CreateAsync(new OrderRequest(), CancellationToken.None));
        Assert.Equal((false, null), (fault.Executed, fault.StatusCode));
        Assert.Contains("120 more seconds", fault.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, Passed);

        // A caller who has the time waits. The fault has changed nothing: afterwards the impatient caller is served, too.
        await owner.Users.GetMeAsync(CancellationToken.None);
        Assert.InRange(Passed.TotalSeconds, 120, 120.1);
        await impatient.Users.GetMeAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_place_under_the_limit_is_waited_for_however_short_the_patience()
    {
        var limits = new CallLimits([new CallLimit(1, TimeSpan.FromMinutes(3))], margin: 0);
        using CertCentralClient owner = TestClient.Over(StubServer.Answering("""{"id":1}"""), _time, limits);
        using CertCentralClient client = owner.WithPatience(TimeSpan.Zero);

        await client.Users.GetMeAsync(CancellationToken.None);
        await client.Users.GetMeAsync(CancellationToken.None);

        Assert.InRange(Passed.TotalMinutes, 3, 3.01);
    }

    private static StubServer Refusing(HttpStatusCode status, int? retryAfter, int times) => new(_ =>
    {
        HttpResponseMessage answer = StubServer.Answer("""{"id":1}""", times-- > 0 ? status : HttpStatusCode.OK);
        if (retryAfter is { } seconds)
        {
            answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        }

        return answer;
    });
}
