using System.Globalization;
using CertCentral.Sandbox;
using CertCentral.SandboxServer;

namespace DigiCertDocSign.Tests.Ordering;

/// <summary>
/// A process that orders for two hundred people is killed at a random point and run again until it is done. KILL_TRIALS sets how many
/// are killed; the whole proof takes 200.
/// </summary>
public class KillTests
{
    private const int Trials = 5;
    private const int People = 200;

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
            int killed =
                await KillAsync(server, folder.File("journal.db"), random.Next(1, People + 3), random.Next(3) == 0 ? 0 : random.Next(12));

            // A kill just after the last request may come too late; the trial then proves a plain second run.
            kills += killed == 0 ? 0 : 1;
            for (int run = 0; await RunAsync(server, folder.File("journal.db")) is { Length: > 0 } faults; run++)
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
    /// Kills the process as its n-th request has reached the server and before it is answered, or some milliseconds later.
    /// </summary>
    private static async Task<int> KillAsync(LoopbackServer server, string journal, int request, int milliseconds)
    {
        using var process = OrderingProcess.Start(server, journal, People);
        int seen = 0;
        server.Answering = _ =>
        {
            if (Interlocked.Increment(ref seen) == request)
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

    private static async Task<string> RunAsync(LoopbackServer server, string journal)
    {
        using var process = OrderingProcess.Start(server, journal, People);
        return (await process.EndAsync()).Faults;
    }
}
