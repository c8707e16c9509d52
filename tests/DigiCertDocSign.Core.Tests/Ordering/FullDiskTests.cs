using CertCentral.Sandbox;
using CertCentral.SandboxServer;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>
/// The system takes no more bytes for the journal in the middle of a run, at one step or another of an order, with either kind of log.
/// </summary>
public class FullDiskTests
{
    private const int People = 60;

    [UnixTheory]
    [InlineData(100, true)]
    [InlineData(104, true)]
    [InlineData(108, true)]
    [InlineData(400, false)]
    [InlineData(420, false)]
    [InlineData(440, false)]
    public async Task A_run_ends_with_a_clear_error_and_with_room_again_everybody_has_one_order(int kilobytes, bool isShared)
    {
        using var folder = new TempFolder();
        string journal = folder.File("journal.db");
        await using LoopbackServer server =
            await LoopbackServer.StartAsync(new SandboxOptions { Limits = SandboxLimits.None, OpeningBalance = 10_000_000 });
        using (var process = OrderingProcess.StartWithLittleRoom(server, journal, People, kilobytes, isShared))
        {
            (int code, string? faults) = await process.EndAsync();
            Assert.Equal(1, code);
            Assert.Contains($"The disk does not take or give the journal {journal}", faults, StringComparison.Ordinal);
            Assert.DoesNotContain("Unhandled", faults, StringComparison.Ordinal);
            Assert.InRange(server.Sandbox.GetOrders().Count, 1, People - 1);
        }

        using var next = OrderingProcess.Start(server, journal, People, isShared);
        Assert.Equal("", (await next.EndAsync()).Faults);
        await OneOrderEach.AssertAsync(server, journal, People, "With room again");
    }
}
