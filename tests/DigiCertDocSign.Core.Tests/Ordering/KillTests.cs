using System.Globalization;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>
/// A process that orders for two hundred people is killed, with all that it has started, at a random point after its first order has left,
/// and run again until it is done; one trial in three with a journal written as on a share. KILL_TRIALS sets how many are killed; the
/// whole proof takes 200.
/// </summary>
public class KillTests
{
    private const int Trials = 5;
    private const int People = 200;

    /// <summary>After the first order: an order each, and the lists read again before each of the first hundred.</summary>
    private const int CallsAfterFirst = People - 1 + (3 * 99);

    [Fact]
    public async Task A_process_that_is_killed_and_run_again_orders_for_everybody_once()
    {
        int trials =
            int.TryParse(Environment.GetEnvironmentVariable("KILL_TRIALS"), NumberStyles.None, CultureInfo.InvariantCulture, out int asked)
                ? asked
                : Trials;
        int kills = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            using var folder = new TempFolder();
            await using LoopbackServer server = await StartServerAsync();
            var random = new Random(trial);
            int milliseconds = random.Next(3) == 0 ? 0 : random.Next(12);
            bool isShared = trial % 3 == 2;
            int killed = await KillAsync(server, folder.File("journal.db"), isShared, random.Next(0, CallsAfterFirst), milliseconds);

            // A kill just after the last call may come too late; the trial then proves a plain second run.
            kills += killed == 0 ? 0 : 1;
            for (int run = 0; await RunAsync(server, folder.File("journal.db"), isShared) is { Length: > 0 } faults; run++)
            {
                Assert.True(run < 3, $"Trial {trial}: {faults}");
            }

            await OneOrderEach.AssertAsync(server, folder.File("journal.db"), People, $"Trial {trial}");
        }

        Assert.InRange(kills, trials * 9 / 10, trials);
    }

    private static Task<LoopbackServer> StartServerAsync() =>
        LoopbackServer.StartAsync(new SandboxOptions { Limits = SandboxLimits.None, OpeningBalance = 10_000_000 });

    /// <summary>
    /// Kills the process as its n-th call after the first order has reached the server and before it is answered, or some milliseconds
    /// later.
    /// </summary>
    private static async Task<int> KillAsync(LoopbackServer server, string journal, bool isShared, int call, int milliseconds)
    {
        using var process = OrderingProcess.Start(server, journal, People, isShared);
        int ordered = 0;
        int seen = 0;
        server.Answering = arrived =>
        {
            if (arrived.Method == "POST")
            {
                Volatile.Write(ref ordered, 1);
            }

            if (Volatile.Read(ref ordered) == 1 && Interlocked.Increment(ref seen) == call + 1)
            {
                if (milliseconds > 0)
                {
                    Task.Delay(milliseconds).ContinueWith(_ => process.Kill(), TaskScheduler.Default);
                }
                else
                {
                    process.Kill();
                }
            }

            return null;
        };
        (int code, string _) = await process.EndAsync();
        server.Answering = null;
        return code;
    }

    private static async Task<string> RunAsync(LoopbackServer server, string journal, bool isShared)
    {
        using var process = OrderingProcess.Start(server, journal, People, isShared);
        return (await process.EndAsync()).Faults;
    }
}
