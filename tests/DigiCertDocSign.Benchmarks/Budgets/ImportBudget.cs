using DigiCertDocSign.Benchmarks.Import;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>
/// What a user of a fresh PowerShell pays: the import of the staged module over that of an empty one, and the first order placed in the
/// sandbox over a shell that does nothing.
/// </summary>
internal sealed class ImportBudget : IBudget
{
    private const int Processes = 7;

    private const string Import = """
        $cpu = [System.Environment]::CpuUsage.TotalTime
        $wall = [System.Diagnostics.Stopwatch]::StartNew()
        Import-Module $args[0]
        foreach ($time in $wall.Elapsed, ([System.Environment]::CpuUsage.TotalTime - $cpu)) {
            $time.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
        }
        """;

    private const string Order = """
        $ErrorActionPreference = 'Stop'
        Import-Module $args[0]
        Connect-DocSigning -Sandbox
        $order = New-DocSigningOrder -GivenName Mira -Surname Solberg -JobTitle Buyer -Phone '+47 55 50 01 42' `
            -Email mira@fjordlab.example -OrganizationId 610233 -Contact @{ ContactType = 'organization_contact'; UserId = 880145 } `
            -ProvisioningMethod ClientApp -Years 1 -AgreeToSubscriberAgreement -Confirm:$false
        @($order).Count
        """;

    public string Name => "import";

    public async IAsyncEnumerable<Figure> MeasureAsync(Effort effort)
    {
        using var folder = new TempFolder(onDisk: true);
        string import = folder.Write("import.ps1", Import);
        var ours = new FreshShell(import, Repository.Manifest, folder.File("ours"));
        var empty = new FreshShell(import, EmptyModule.Make(folder.Path), folder.File("empty"));
        var order = new FreshShell(folder.Write("order.ps1", Order), Repository.Manifest, folder.File("order"));
        var bare = new FreshShell(folder.Write("bare.ps1", "1"), "", folder.File("bare"));
        List<double>[] figures = [[], [], [], [], [], []];
        for (int run = 0; run < effort.Runs; run++)
        {
            List<double>[] costs = [[], [], [], [], [], []];
            for (int process = 0; process < effort.Of(Processes); process++)
            {
                AddImport(costs[0], costs[1], (await ours.RunAsync()).Said);
                AddImport(costs[2], costs[3], (await empty.RunAsync()).Said);
                costs[4].Add((await order.RunAsync()).Milliseconds);
                costs[5].Add((await bare.RunAsync()).Milliseconds);
            }

            double[] m = [.. costs.Select(Median)];
            double[] values = [m[0] - m[2], m[2], m[1] - m[3], m[3], m[4] - m[5], m[5]];
            for (int i = 0; i < values.Length; i++)
            {
                figures[i].Add(values[i]);
            }
        }

        yield return new Figure("import in a fresh pwsh, over an empty module with a manifest, by the wall", "ms", 20, figures[0]);
        yield return new Figure("import of an empty module with a manifest, by the wall", "ms", null, figures[1]);
        yield return new Figure("import in a fresh pwsh, over an empty module with a manifest, CPU", "ms", null, figures[2]);
        yield return new Figure("import of an empty module with a manifest, CPU", "ms", null, figures[3]);
        yield return new Figure("first order placed in the sandbox, over a pwsh that does nothing, by the wall", "ms", 200, figures[4]);
        yield return new Figure("a pwsh that does nothing, by the wall", "ms", null, figures[5]);
    }

    private static void AddImport(List<double> wall, List<double> cpu, double[] said)
    {
        wall.Add(said[0]);
        cpu.Add(said[1]);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
