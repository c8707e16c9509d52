using CertCentral.Sandbox;
using CertCentral.SandboxServer;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>
/// Two processes order at the same time: one journal, one count of calls in real files, and a server over a socket that keeps a limit
/// by its own clock.
/// </summary>
public sealed class TwoProcessesTests : IDisposable
{
    private const int Calls = 90;
    private const int Milliseconds = 4_000;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 40, 1, 40)]
    [InlineData(1, 30, 16, 45)]
    public async Task Everybody_of_both_lists_has_one_order_and_nothing_goes_beyond_the_limit(
        int first, int last, int otherFirst, int otherLast)
    {
        await using LoopbackServer server = await StartServerAsync();
        using OrderingProcess one = Load(server, first, last);
        using OrderingProcess other = Load(server, otherFirst, otherLast);

        await BeginTogetherAsync(one, other);

        Assert.Equal(("", ""), ((await one.EndAsync()).Faults, (await other.EndAsync()).Faults));
        await OneOrderEach.AssertAsync(server, Journal, otherLast, "Two processes");

        Assert.Equal(0, server.Sandbox.CallsOverLimit);
    }

    [Theory]
    [InlineData(20)] // a call stands in the file and is not counted yet
    [InlineData(31)] // nothing of the call stands there yet
    public async Task One_that_is_killed_while_it_has_the_count_leaves_the_other_at_work(int write)
    {
        await using LoopbackServer server = await StartServerAsync();
        using OrderingProcess killed = Load(server, 1, 40, dyingWrite: write);
        using OrderingProcess other = Load(server, 1, 40);

        await BeginTogetherAsync(killed, other);

        // 1 would be a fault that it lived to tell of.
        Assert.NotInRange((await killed.EndAsync()).Code, 0, 1);
        Assert.Equal("", (await other.EndAsync()).Faults);
        await OneOrderEach.AssertAsync(server, Journal, 40, "The other process");

        Assert.Equal(0, server.Sandbox.CallsOverLimit);
    }

    [UnixTheory]
    [InlineData(5)]
    public async Task A_process_that_keeps_no_locks_is_told_so_and_takes_nothing_from_another(int people)
    {
        await using LoopbackServer server = await StartServerAsync();
        using (var without = OrderingProcess.StartWithoutLocks(server, Journal, people))
        {
            Assert.Contains("File locks do not hold", (await without.EndAsync()).Faults, StringComparison.Ordinal);
        }

        Assert.Empty(server.Sandbox.GetOrders());
        using var with = OrderingProcess.Start(server, Journal, people);
        Assert.Equal("", (await with.EndAsync()).Faults);
        await OneOrderEach.AssertAsync(server, Journal, people, "With locks");
    }

    private string Journal => _folder.File("journal.db");

    private OrderingProcess Load(LoopbackServer server, int first, int last, int dyingWrite = 0) =>
        OrderingProcess.Load(server, Journal, first, last, _folder.File("pacing"), Calls, Milliseconds, dyingWrite);

    private static async Task BeginTogetherAsync(OrderingProcess one, OrderingProcess other)
    {
        await one.IsReadyAsync();
        await other.IsReadyAsync();
        one.Begin();
        other.Begin();
    }

    private static Task<LoopbackServer> StartServerAsync() => LoopbackServer.StartAsync(new SandboxOptions
    {
        Limits = new SandboxLimits { Windows = [new SandboxLimit(Calls, TimeSpan.FromMilliseconds(Milliseconds))] },
        OpeningBalance = 10_000_000,
    });
}
