using System.Threading.RateLimiting;
using CertCentral.Orders;
using CertCentral.Pacing;
using CertCentral.Tests.Transport;
using Microsoft.Extensions.Time.Testing;

namespace CertCentral.Tests.Pacing;

public class PacingTests
{
    [Theory]
    [InlineData(1_000)]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public async Task Many_orders_end_near_the_limit_s_floor_and_the_server_refuses_none(int orders)
    {
        var time = new HurriedTime();
        var arrivals = new Arrivals(time, orders);
        using CertCentralClient client = TestClient.Over(arrivals.Server(), time, CallLimits.Published);

        for (int order = 0; order < orders; order++)
        {
            await client.Orders.CreateAsync(new OrderRequest(), CancellationToken.None);
        }

        Assert.Equal(orders, arrivals.Count);
        Assert.InRange((time.GetUtcNow() - time.Start).TotalSeconds, 0, Arrivals.Floor(orders, CallLimits.Published).TotalSeconds * 1.03);
        Assert.Equal(0, await arrivals.RefusalsAsync());
    }

    [Fact]
    public void Calls_that_come_all_at_once_go_in_order_and_within_every_window()
    {
        var time = new FakeTimeProvider();
        DateTimeOffset start = time.GetUtcNow();
        using var limiter =
            new RollingWindowLimiter(new CallLimits([new(7, TimeSpan.FromSeconds(3)), new(20, TimeSpan.FromSeconds(31))]), time);
        var waiting = Enumerable.Range(0, 300).Select(_ => limiter.AcquireAsync(1).AsTask()).ToList();

        var departures = new List<TimeSpan>();
        while (departures.Count < waiting.Count)
        {
            int gone = waiting.TakeWhile(call => call.IsCompletedSuccessfully).Count();
            Assert.Equal(gone, waiting.Count(call => call.IsCompleted));
            departures.AddRange(Enumerable.Repeat(time.GetUtcNow() - start, gone - departures.Count));
            time.Advance(TimeSpan.FromMilliseconds(250));
        }

        Assert.True(Fullest(departures, TimeSpan.FromSeconds(3)) <= 7);
        Assert.True(Fullest(departures, TimeSpan.FromSeconds(31)) <= 20);
        Assert.InRange(departures[^1], TimeSpan.FromSeconds(31 * 14), TimeSpan.FromSeconds(31 * 14 * 1.04));
    }

    [Fact]
    public void The_limiter_s_answers_agree_with_a_plain_count()
    {
        // The model: a list of all departures, counted anew each time.
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var time = new FakeTimeProvider();
            CallLimit[] windows =
            [
                new(random.Next(1, 6), TimeSpan.FromMilliseconds(random.Next(1, 2000))),
                new(random.Next(1, 12), TimeSpan.FromMilliseconds(random.Next(1, 9000))),
            ];
            using var limiter = new RollingWindowLimiter(new CallLimits(windows, margin: 0), time);
            var departures = new List<DateTimeOffset>();
            for (int step = 0; step < 200; step++)
            {
                time.Advance(TimeSpan.FromMilliseconds(random.Next(0, 400)));
                DateTimeOffset now = time.GetUtcNow();
                bool expected = windows.All(limit => departures.Count(departure => departure > now - limit.Window) < limit.Count);

                Assert.True(expected == limiter.AttemptAcquire().IsAcquired, $"Seed {seed}, step {step}.");
                if (expected)
                {
                    departures.Add(now);
                }
            }
        }
    }

    [Fact]
    public async Task A_disposed_limiter_frees_those_who_wait()
    {
        var limiter = new RollingWindowLimiter(new CallLimits([new(1, TimeSpan.FromHours(1))]), new FakeTimeProvider());
        using RateLimitLease first = limiter.AttemptAcquire();
        Task<RateLimitLease> waiting = limiter.AcquireAsync(1).AsTask();

        await limiter.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
    }

    [Fact]
    public async Task A_wait_is_told_with_its_length()
    {
        var observed = new Observed();
        using CertCentralClient owner = TestClient.Over(
            StubServer.Answering("""{"id":1}"""), new HurriedTime(), new CallLimits([new(1, TimeSpan.FromSeconds(100))], margin: 0));
        using CertCentralClient client = owner.WithObserver(observed);

        await client.Users.GetMeAsync(CancellationToken.None);
        await client.Users.GetMeAsync(CancellationToken.None);

        Assert.Equal(new CallWait("GET", "user/me", WaitReason.Pacing, TimeSpan.FromSeconds(100), 1), Assert.Single(observed.Waits));
        Assert.Equal([200, 200], observed.Traces.Select(trace => trace.StatusCode));
    }

    [Fact]
    public async Task Two_clients_of_one_key_share_one_limit_even_after_a_reconnect()
    {
        await using var server = new RawServer(_ => RawReply.Json("""{"id":1}"""));
        var limits = new CallLimits([new(2, TimeSpan.FromHours(5))]);
        CertCentralClient Connect(string key) =>
            new(new CertCentralOptions { ApiKey = ApiKey.From(Secret.Of(key)), BaseUri = server.BaseUri, Limits = limits });

        using (CertCentralClient first = Connect("one-key"))
        {
            await first.Users.GetMeAsync(CancellationToken.None);
        }

        using CertCentralClient second = Connect("one-key");
        await second.Users.GetMeAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var waits = new Observed { Waiting = _ => stop.Cancel() };
        using CertCentralClient third = Connect("one-key");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third.WithObserver(waits).Users.GetMeAsync(stop.Token));
        using CertCentralClient other = Connect("another-key");
        await other.Users.GetMeAsync(CancellationToken.None);

        Assert.Equal(3, server.Calls.Count);
        Assert.Equal(WaitReason.Pacing, Assert.Single(waits.Waits).Reason);
    }

    private static int Fullest(List<TimeSpan> sorted, TimeSpan window)
    {
        (int fullest, int first) = (0, 0);
        for (int last = 0; last < sorted.Count; last++)
        {
            while (sorted[last] - sorted[first] >= window)
            {
                first++;
            }

            fullest = Math.Max(fullest, last - first + 1);
        }

        return fullest;
    }
}
