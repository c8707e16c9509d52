using System.Threading.RateLimiting;
using CertCentral.Orders;
using CertCentral.Pacing;
using Microsoft.Extensions.Time.Testing;

namespace CertCentral.Tests.Pacing;

/// <summary>Pacers that do not know each other, as those of two processes, over one store.</summary>
public class SharedPacingTests
{
    private static readonly CallLimits Few = new([new(5, TimeSpan.FromSeconds(10)), new(12, TimeSpan.FromSeconds(60))], margin: 0);

    [Fact]
    public async Task Two_processes_keep_to_the_limit_together_and_use_it_whole()
    {
        const int Orders = 10_000;
        var time = new HurriedTime();
        var arrivals = new Arrivals(time, 7);
        var store = new SharedMemory();
        using CertCentralClient one = Connect(arrivals.Server(), time, store, CallLimits.Published);
        using CertCentralClient other = Connect(arrivals.Server(), time, store, CallLimits.Published);
        var random = new Random(11);

        for (int order = 0; order < Orders; order++)
        {
            await (random.Next(3) == 0 ? one : other).Orders.CreateAsync(new OrderRequest(), CancellationToken.None);
        }

        Assert.Equal(Orders, arrivals.Count);
        Assert.InRange((time.GetUtcNow() - time.Start).TotalSeconds, 0, Arrivals.Floor(Orders, CallLimits.Published).TotalSeconds * 1.03);
        Assert.Equal(0, await arrivals.RefusalsAsync());
        Assert.DoesNotContain(TestClient.Key, Assert.Single(store.Names), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Any_number_of_pacers_with_whatever_limits_agree_with_a_plain_count()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var time = new FakeTimeProvider();
            var store = new SharedMemory();
            CallLimit[][] limits = Enumerable.Range(0, 3).Select(_ => Windows(random)).ToArray();
            var departures = new List<DateTimeOffset>();
            for (int step = 0; step < 150; step++)
            {
                // A new process now and then, which knows what is written alone.
                time.Advance(TimeSpan.FromMilliseconds(random.Next(0, 400)));
                DateTimeOffset now = time.GetUtcNow();
                int process = random.Next(limits.Length);
                using var limiter = new RollingWindowLimiter(new CallLimits(limits[process], margin: 0), time, store, "key");
                bool expected = limits[process].All(limit => departures.Count(departure => departure > now - limit.Window) < limit.Count);

                Assert.True(expected == limiter.AttemptAcquire().IsAcquired, $"Seed {seed}, step {step}.");
                if (expected)
                {
                    departures.Add(now);
                }
            }
        }
    }

    [Fact]
    public void Who_waits_is_let_through_when_the_others_leave_room()
    {
        var time = new FakeTimeProvider();
        var store = new SharedMemory();
        using var one = new RollingWindowLimiter(Few, time, store, "key");
        using var other = new RollingWindowLimiter(Few, time, store, "key");
        Take(one, 5);

        Task<RateLimitLease> waiting = other.AcquireAsync(1).AsTask();
        time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.002));
        Assert.True(waiting.IsCompletedSuccessfully);
        Take(one, 4);

        Assert.False(one.AttemptAcquire().IsAcquired);
    }

    [Fact]
    public void A_silence_that_one_was_told_holds_all()
    {
        var time = new FakeTimeProvider();
        var store = new SharedMemory();
        using var one = new RollingWindowLimiter(Few, time, store, "key");
        using var other = new RollingWindowLimiter(Few, time, store, "key");

        one.Refused(one.Now, TimeSpan.FromSeconds(7));

        Assert.False(other.AttemptAcquire().IsAcquired);
        Assert.True(other.HoldLeft > TimeSpan.Zero);
        time.Advance(TimeSpan.FromSeconds(7));
        Take(other, 1);
    }

    [Fact]
    public void A_silence_is_told_the_others_even_when_they_are_at_the_count_that_moment()
    {
        var time = new FakeTimeProvider();
        var store = new SharedMemory { TimesBusy = 3 };
        using var one = new RollingWindowLimiter(Few, time, store, "key");
        using var other = new RollingWindowLimiter(Few, time, store, "key");
        one.Refused(one.Now, TimeSpan.FromSeconds(7));
        for (int pause = 0; pause < 3; pause++)
        {
            time.Advance(TimeSpan.FromMilliseconds(2));
        }

        Assert.False(other.AttemptAcquire().IsAcquired);
        Assert.True(other.HoldLeft > TimeSpan.Zero);
    }

    [Fact]
    public void Times_of_before_the_machine_started_are_forgotten()
    {
        var store = new SharedMemory();
        using (var before =
            new RollingWindowLimiter(Few, new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero)), store, "key"))
        {
            Take(before, 5);
            before.Refused(before.Now, TimeSpan.FromMinutes(3));
        }

        // The machine's clock began anew.
        using var after =
            new RollingWindowLimiter(Few, new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)), store, "key");
        Take(after, 5);

        Assert.False(after.AttemptAcquire().IsAcquired);
    }

    private static CallLimit[] Windows(Random random) =>
    [
        new(random.Next(1, 6), TimeSpan.FromMilliseconds(random.Next(1, 2000))),
        new(random.Next(1, 40), TimeSpan.FromMilliseconds(random.Next(1, 9000))),
    ];

    private static void Take(RollingWindowLimiter limiter, int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            Assert.True(limiter.AttemptAcquire().IsAcquired, $"Call {call}.");
        }
    }

    private static CertCentralClient Connect(HttpMessageHandler server, TimeProvider time, IPacingStore store, CallLimits limits) =>
        new(new CertCentralOptions
        {
            ApiKey = TestClient.ApiKey,
            PrimaryHandler = () => server,
            TimeProvider = time,
            PacingStore = store,
            Limits = limits,
            Timeout = HurriedTime.Patience,
        });
}
