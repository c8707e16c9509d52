using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Net;
using DigiCertDocSign.Benchmarks.Budgets;

namespace DigiCertDocSign.Benchmarks.Keys;

/// <summary>New-DocSigningCsr, through the engine, with one worker and with one for each processor, by the wall clock.</summary>
internal static class ThrottleComparison
{
    private const int KeysPerTurn = 12;
    private const int Turns = 2;
    private static readonly int Processors = Environment.ProcessorCount;

    public static async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using (var shell = PowerShell.Create(runspace))
        {
            shell
                .AddCommand("Import-Module")
                .AddParameter("Name", Repository.Manifest)
                .Invoke();
        }

        List<(double One, double All, double PlatformOne, double PlatformAll)> runs = [];
        for (int run = 0; run < effort.Runs; run++)
        {
            (double one, double all, double platformOne, double platformAll) = (0.0, 0.0, 0.0, 0.0);
            for (int turn = 0; turn < Turns; turn++)
            {
                int keys = effort.Of(KeysPerTurn);
                one += Module(runspace, keys, 1);
                all += Module(runspace, keys, Processors);
                platformOne += await PlatformAsync(keys, 1);
                platformAll += await PlatformAsync(keys, Processors);
            }

            runs.Add((one, all, platformOne, platformAll));
        }

        double PerSecond(double seconds) => effort.Of(KeysPerTurn) * Turns / seconds;
        yield return new Figure(
            $"New-DocSigningCsr, Rsa2048, -ThrottleLimit {Processors} over 1, keys per second",
            "x",
            0.85 * Processors,
            [.. runs.Select(run => run.One / run.All)])
        {
            IsAtLeast = true,
        };
        yield return new Figure(
            $"the same, the platform's own keys on {Processors} threads over 1",
            "x",
            null,
            [.. runs.Select(run => run.PlatformOne / run.PlatformAll)]);
        yield return new Figure(
            "New-DocSigningCsr, Rsa2048, -ThrottleLimit 1", "keys/s", null, [.. runs.Select(run => PerSecond(run.One))]);
        yield return new Figure(
            $"New-DocSigningCsr, Rsa2048, -ThrottleLimit {Processors}", "keys/s", null, [.. runs.Select(run => PerSecond(run.All))]);
    }

    private static double Module(Runspace runspace, int keys, int limit)
    {
        using var folder = new TempFolder(onDisk: false);
        using var shell = PowerShell.Create(runspace);
        shell.AddCommand("New-DocSigningCsr")
            .AddParameter("KeyDirectory", folder.Path)
            .AddParameter("KeyPassword", new NetworkCredential("", "correct horse battery").SecurePassword)
            .AddParameter("KeyAlgorithm", KeyAlgorithm.Rsa2048)
            .AddParameter("ThrottleLimit", limit)
            .AddParameter("Confirm", false);
        Dictionary<string, object>[] people = Enumerable.Range(0, keys)
            .Select(ModuleKeys.Next)
            .Select(person => new Dictionary<string, object>
            {
                ["GivenName"] = person.GivenName,
                ["Surname"] = person.Surname,
                ["JobTitle"] = person.JobTitle,
                ["Phone"] = person.Phone,
                ["Email"] = person.Email,
            })
            .ToArray();
        var clock = Stopwatch.StartNew();
        int made = shell.Invoke(people).Count;
        double seconds = clock.Elapsed.TotalSeconds;
        return made == keys && !shell.HadErrors
            ? seconds
            : throw new InvalidOperationException($"{made} of {keys} keys were made. {shell.Streams.Error.FirstOrDefault()}");
    }

    private static async Task<double> PlatformAsync(int keys, int threads)
    {
        var clock = Stopwatch.StartNew();
        await Parallel.ForAsync(0, keys, new ParallelOptions { MaxDegreeOfParallelism = threads }, (_, _) =>
        {
            PlatformKey.MakeCsr(KeyAlgorithm.Rsa2048);
            return ValueTask.CompletedTask;
        });
        return clock.Elapsed.TotalSeconds;
    }
}
