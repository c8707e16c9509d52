using CertCentral.Pacing;
using Microsoft.Extensions.Time.Testing;

namespace CertCentral.Tests.Pacing;

/// <summary>Hosts that share one count of the calls of a key, some permits at a time.</summary>
public class PermitTests
{
    [Fact]
    public void No_window_of_the_server_sees_more_than_its_limit_whatever_hosts_do()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var limits = new CallLimits(
                [new(random.Next(2, 12), Seconds(random, 0.3, 2)), new(random.Next(8, 40), Seconds(random, 2, 12))], margin: 0);
            using HostWorld world = Troubled(random, limits);
            for (int step = 0; step < 6_000; step++)
            {
                world.Pass();
                Trouble(world, random, limits);
            }

            Assert.True(world.Excess(limits) is not { } excess, $"Seed {seed}: {world.Excess(limits)}.");
            Assert.True(world.Departures.Count * 8 > Possible(limits, world.Now), $"Seed {seed}: {world.Departures.Count} calls.");
        }
    }

    [Theory]
    [InlineData(1, 1, 5, 1_000)]
    [InlineData(1, 1, 5, 10_000)]
    [InlineData(4, 1, 150, 3_000)]
    [InlineData(4, 8, 600, 3_000)]
    [InlineData(2, 2, 40, 3_000)]
    public void Hosts_use_the_limit_whole_together_and_ask_far_less_than_once_a_call(int count, int lines, int callTime, int calls)
    {
        var random = new Random(count + callTime);
        using var world = new HostWorld();
        for (int host = 0; host < count; host++)
        {
            _ = new SimulatedHost(
                world, CallLimits.Published, lines, () => Milliseconds(callTime * (0.5 + random.NextDouble())), Near(random));
        }

        world.PassUntil(() => world.Departures.Count >= calls);

        // The floor knows no call that takes time: before the limit counts, they send as many as it allows at their own speed.
        TimeSpan floor = Arrivals.Floor(calls, CallLimits.Published);
        TimeSpan atFirst = Milliseconds(100.0 * (callTime + 5) / (count * lines));
        Assert.Null(world.Excess(CallLimits.Published));
        Assert.InRange(world.Now.TotalSeconds, floor.TotalSeconds, (floor.TotalSeconds * 1.03) + atFirst.TotalSeconds);
        Assert.True(world.Store.Questions < calls * 0.4, $"{world.Store.Questions} questions for {calls} calls.");
        Assert.All(world.Hosts, host => Assert.InRange(host.Calls, 0.8 * calls / count, 1.2 * calls / count));
    }

    [Fact]
    public void A_slow_and_distant_host_gets_its_share_among_many_fast_ones()
    {
        var random = new Random(3);
        using var world = new HostWorld();
        var slow = new SimulatedHost(
            world, CallLimits.Published, 1, () => Milliseconds(50), () => Milliseconds(250 + (100 * random.NextDouble())));
        for (int host = 0; host < 12; host++)
        {
            _ = new SimulatedHost(world, CallLimits.Published, 16, () => Milliseconds(2), Near(random));
        }

        world.PassUntil(() => world.Departures.Count >= 950);

        int share = 950 / world.Hosts.Count;
        Assert.InRange(slow.Calls, share / 2, 2 * share);
        Assert.All(world.Hosts, host => Assert.InRange(host.Calls, share / 2, 2 * share));
        Assert.All(world.Hosts, host => Assert.InRange(host.LongestWait.TotalSeconds, 0, 6));
    }

    [Fact]
    public void The_permits_of_a_host_that_died_come_back()
    {
        var limits = new CallLimits([new(20, TimeSpan.FromSeconds(2))], margin: 0);
        var random = new Random(5);
        using var world = new HostWorld();
        var dying = new SimulatedHost(world, limits, 5, () => TimeSpan.FromHours(1), Near(random));
        world.PassUntil(() => dying.Calls > 0);
        dying.Kill();
        var living = new SimulatedHost(world, limits, 20, () => TimeSpan.Zero, Near(random));
        TimeSpan died = world.Now;

        world.PassUntil(() => world.Now - died > TimeSpan.FromSeconds(20));

        Assert.Null(world.Excess(limits));
        Assert.InRange(living.Calls, 170, 200);
    }

    [Fact]
    public void Who_cannot_ask_goes_on_slowly_after_a_while_and_tells_later_what_it_sent()
    {
        var limits = new CallLimits([new(8, TimeSpan.FromSeconds(4)), new(40, TimeSpan.FromSeconds(100))], margin: 0);
        var random = new Random(7);
        using var world = new HostWorld();
        var host = new SimulatedHost(world, limits, 10, () => TimeSpan.Zero, Near(random));
        void PassUntil(int second) => world.PassUntil(() => world.Now.TotalSeconds >= second);

        PassUntil(1);
        world.Store.Fault = () => (Before: true, After: false);
        PassUntil(8);
        Assert.Equal(8, world.Departures.Count);
        Assert.Contains("The connection broke", host.Limiter.TakeNotice(), StringComparison.Ordinal);
        PassUntil(50);
        Assert.Null(host.Limiter.TakeNotice());
        Assert.Equal(8 + 4, world.Departures.Count);
        world.Store.Fault = () => default;
        PassUntil(95);
        Assert.Equal(40, world.Departures.Count);
        PassUntil(300);

        Assert.Null(world.Excess(limits));
        Assert.True(world.Departures.Count > 100, $"{world.Departures.Count} calls.");
    }

    [Fact]
    public async Task Who_has_never_reached_the_store_does_not_wait_for_it()
    {
        var time = new FakeTimeProvider();
        var store = new PermitMemory(time);
        await store.ChangeAsync("key", (_, _) => [1], CancellationToken.None);
        using var limiter = new PermitLimiter(CallLimits.Published, time, store, "key");

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => limiter.TakeAsync(CancellationToken.None).AsTask()));

        Assert.False(await limiter.TryTakeAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_refusal_that_one_host_met_holds_all_and_lowers_the_limits_for_all()
    {
        var time = new FakeTimeProvider();
        var store = new PermitMemory(time);
        using var one = new PermitLimiter(CallLimits.Published, time, store, "key");
        using var other = new PermitLimiter(CallLimits.Published, time, store, "key");
        Assert.True(await one.TryTakeAsync(CancellationToken.None));
        Assert.True(await other.TryTakeAsync(CancellationToken.None));

        time.Advance(TimeSpan.FromSeconds(1));
        one.Refused(one.Now, TimeSpan.FromSeconds(7));

        Assert.False(await other.TryTakeAsync(CancellationToken.None));
        Assert.Equal(7, other.HoldLeft.TotalSeconds, precision: 3);
        Assert.Equal([80, 800], other.EffectiveLimits.Select(limit => limit.Count));
        time.Advance(TimeSpan.FromSeconds(7));
        Assert.True(await other.TryTakeAsync(CancellationToken.None));
        Assert.True(await one.TryTakeAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Clients_with_one_store_keep_to_one_limit_and_it_does_not_know_the_key()
    {
        var limits = new CallLimits([new(2, TimeSpan.FromHours(5))]);
        var store = new PermitMemory(TimeProvider.System);
        CertCentralClient Connect() => new(new CertCentralOptions
        {
            ApiKey = TestClient.ApiKey,
            PrimaryHandler = () => StubServer.Answering("""{"id":1}"""),
            Limits = limits,
            PermitStore = store,
        });
        using CertCentralClient first = Connect();
        using CertCentralClient second = Connect();
        using CertCentralClient third = Connect();
        await first.Users.GetMeAsync(CancellationToken.None);
        await second.Users.GetMeAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var observed = new Observed { Waiting = _ => stop.Cancel() };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third.WithObserver(observed).Users.GetMeAsync(stop.Token));

        Assert.Equal(WaitReason.Pacing, Assert.Single(observed.Waits).Reason);
        Assert.DoesNotContain(TestClient.Key, Assert.Single(store.Names), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_another_version_has_written_is_not_written_over()
    {
        var time = new FakeTimeProvider();
        var store = new PermitMemory(time);
        await store.ChangeAsync("key", (_, _) => [1, 2, 3], CancellationToken.None);
        using var limiter = new PermitLimiter(CallLimits.Published, time, store, "key");

        await limiter.TakeAsync(CancellationToken.None);

        Assert.Contains("this version", limiter.TakeNotice(), StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], store.Kept("key"));
    }

    private static int Seeds => int.TryParse(Environment.GetEnvironmentVariable("PERMIT_SEEDS"), out int seeds) ? seeds : 60;

    private static int Possible(CallLimits limits, TimeSpan time) =>
        Enumerable.Range(1, 5_000).TakeWhile(calls => Arrivals.Floor(calls, limits) < time).Count();

    private static HostWorld Troubled(Random random, CallLimits limits)
    {
        var world = new HostWorld();
        bool failed = false;
        world.Store.Fault = () =>
        {
            // Never twice: who hears nothing for long goes on alone.
            failed = !failed && random.Next(20) == 0;
            return (failed && random.Next(2) == 0, failed);
        };
        for (int host = random.Next(1, 5); host > 0; host--)
        {
            Join(world, random, limits);
        }

        return world;
    }

    private static void Join(HostWorld world, Random random, CallLimits limits)
    {
        TimeSpan call = Seconds(random, 0, 0.5);
        double distance = random.Next(4) == 0 ? 0.7 : 0.02;
        _ = new SimulatedHost(world, limits, random.Next(1, 6), () => call, () => Seconds(random, 0, distance))
        {
            WallOffset = Seconds(random, -100_000, 100_000),
        };
    }

    private static void Trouble(HostWorld world, Random random, CallLimits limits)
    {
        switch (random.Next(2_000))
        {
            case < 4:
                world.Hosts[random.Next(world.Hosts.Count)].Freeze(Seconds(random, 0, 6), isAsleep: false);
                break;
            case < 7:
                world.Hosts[random.Next(world.Hosts.Count)].Freeze(Seconds(random, 0, 6), isAsleep: true);
                break;
            case < 9:
                world.Hosts[random.Next(world.Hosts.Count)].WallOffset += Seconds(random, -3, 3);
                break;
            case < 10:
                world.Store.ClockOffset -= Seconds(random, 0, 3);
                break;
            case < 11:
                world.Hosts[random.Next(world.Hosts.Count)].Kill();
                Join(world, random, limits);
                break;
        }
    }

    private static Func<TimeSpan> Near(Random random) => () => Milliseconds(0.2 + (2 * random.NextDouble()));

    private static TimeSpan Milliseconds(double count) => TimeSpan.FromMilliseconds(count);

    private static TimeSpan Seconds(Random random, double least, double most) =>
        TimeSpan.FromSeconds(least + ((most - least) * random.NextDouble()));
}
