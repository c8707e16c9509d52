using System.Threading.RateLimiting;
using CertCentral.Pacing;
using Microsoft.Extensions.Time.Testing;

namespace CertCentral.Tests.Pacing;

/// <summary>A shared count that is spoiled costs the sharing at worst, never a call.</summary>
public class PacingStoreFaultTests
{
    private static readonly CallLimits Two = new([new(2, TimeSpan.FromSeconds(100))], margin: 0);

    [Theory]
    [InlineData("open")]
    [InlineData("write")]
    [InlineData("busy")]
    public async Task A_store_that_cannot_be_used_leaves_each_process_its_own_count_and_is_told_once(string fault)
    {
        var time = new HurriedTime();
        var store = new SharedMemory
        {
            OpenFault = fault == "open" ? new UnauthorizedAccessException("Access to the path is denied.") : null,
            WriteFault = fault == "write" ? new IOException("No space left on device.") : null,
            TimesBusy = fault == "busy" ? int.MaxValue : 0,
        };
        var observed = new Observed();
        using CertCentralClient owner = Connect(time, store);
        using CertCentralClient client = owner.WithObserver(observed);

        for (int call = 0; call < 5; call++)
        {
            await client.Users.GetMeAsync(CancellationToken.None);
        }

        string warning = Assert.Single(observed.Warnings);
        Assert.Contains(
            fault == "open" ? "denied" : fault == "write" ? "No space left" : "does not let go",
            warning,
            StringComparison.Ordinal);
        Assert.InRange((time.GetUtcNow() - time.Start).TotalSeconds, 200, 203);
        int opened = store.Opened;
        await client.Users.GetMeAsync(CancellationToken.None);

        Assert.Equal(opened, store.Opened);
    }

    [Fact]
    public async Task Others_at_the_count_for_a_moment_make_a_call_wait_for_a_moment()
    {
        var time = new HurriedTime();
        var store = new SharedMemory { TimesBusy = 4 };
        using CertCentralClient client = Connect(time, store);

        await client.Users.GetMeAsync(CancellationToken.None);

        Assert.InRange((time.GetUtcNow() - time.Start).TotalMilliseconds, 2, 10);
    }

    [Fact]
    public async Task Two_moments_far_apart_at_which_others_have_the_count_are_no_long_time()
    {
        var time = new FakeTimeProvider();
        var store = new SharedMemory { TimesBusy = 2 };
        using var limiter = new RollingWindowLimiter(Two, time, store, "key");
        using var stop = new CancellationTokenSource();

        ValueTask<RateLimitLease> given = limiter.AcquireAsync(1, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given.AsTask());
        time.Advance(TimeSpan.FromMinutes(1));

        Task<RateLimitLease> waiting = limiter.AcquireAsync().AsTask();
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True((await waiting).IsAcquired);
        Assert.True(limiter.AttemptAcquire().IsAcquired);

        // It still counts where the others do.
        using var other = new RollingWindowLimiter(Two, time, store, "key");
        Assert.False(other.AttemptAcquire().IsAcquired);
    }

    [Fact]
    public void Bytes_that_are_no_count_are_replaced_and_counting_goes_on()
    {
        for (int seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var time = new FakeTimeProvider();
            var store = new SharedMemory();
            using var limiter = new RollingWindowLimiter(Two, time, store, "key");
            Assert.True(limiter.AttemptAcquire().IsAcquired);
            Spoil(store.Bytes, random);

            // Its own calls it knows by itself.
            Assert.True(limiter.AttemptAcquire().IsAcquired, $"Seed {seed}.");
            Assert.False(limiter.AttemptAcquire().IsAcquired, $"Seed {seed}.");
            using var other = new RollingWindowLimiter(Two, time, store, "key");
            Assert.False(other.AttemptAcquire().IsAcquired, $"Seed {seed}.");
            time.Advance(TimeSpan.FromSeconds(100));
            Assert.True(other.AttemptAcquire().IsAcquired, $"Seed {seed}.");
        }
    }

    [Fact]
    public void A_process_that_dies_while_it_writes_changes_nothing_for_the_others()
    {
        // Twenty slots are used up and begin to be written over; the count is 10 in a window, and 10 waiters go at once.
        var limits = new CallLimits([new(10, TimeSpan.FromSeconds(100))], margin: 0);
        for (int writes = 0; writes < 14; writes++)
        {
            var time = new FakeTimeProvider();
            var store = new SharedMemory();
            using var living = new RollingWindowLimiter(limits, time, store, "key");
            foreach (int calls in new[] { 10, 10, 10, 10, 10, 10, 6 })
            {
                Assert.Equal(calls, Enumerable.Range(0, calls).Count(_ => living.AttemptAcquire().IsAcquired));
                time.Advance(TimeSpan.FromSeconds(100));
            }

            // A window that begins to be full: the first four leave it a second from now.
            Assert.Equal(4, Enumerable.Range(0, 4).Count(_ => living.AttemptAcquire().IsAcquired));
            time.Advance(TimeSpan.FromSeconds(99));
            Assert.Equal(6, Enumerable.Range(0, 6).Count(_ => living.AttemptAcquire().IsAcquired));
            using var dying = new RollingWindowLimiter(limits, time, store, "key");
            Task<RateLimitLease>[] waiting = Enumerable.Range(0, 4).Select(_ => dying.AcquireAsync(1).AsTask()).ToArray();
            store.WritesLeft = writes;
            time.Advance(TimeSpan.FromSeconds(1.001));
            Assert.All(waiting, task => Assert.True(task.IsCompletedSuccessfully));

            // The six are known to everybody, and the four of the dead only if it came to the end of writing.
            store.WritesLeft = int.MaxValue;
            using var newcomer = new RollingWindowLimiter(limits, time, store, "key");
            Assert.Equal(writes >= 5 ? 0 : 4, Enumerable.Range(0, 10).Count(_ => newcomer.AttemptAcquire().IsAcquired));
        }
    }

    private static void Spoil(MemoryStream bytes, Random random)
    {
        byte[] content = bytes.GetBuffer();
        switch (random.Next(4))
        {
            case 0:
                bytes.SetLength(random.NextInt64(bytes.Length));
                break;
            case 1:
                bytes.SetLength(bytes.Length + random.Next(1, 2_000));
                break;
            case 2:
                random.NextBytes(content.AsSpan(0, (int)bytes.Length));
                break;
            default:
                // The head: whichever bit it is, the check finds it.
                content[random.Next(72)] ^= (byte)(1 << random.Next(8));
                break;
        }
    }

    private static CertCentralClient Connect(TimeProvider time, IPacingStore store) =>
        new(new CertCentralOptions
        {
            ApiKey = TestClient.ApiKey,
            PrimaryHandler = () => StubServer.Answering("""{"id":1}"""),
            TimeProvider = time,
            PacingStore = store,
            Limits = Two,
            Timeout = HurriedTime.Patience,
        });
}
