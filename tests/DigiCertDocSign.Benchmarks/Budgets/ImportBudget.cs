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
        $before = [System.Environment]::CpuUsage.TotalTime
        Import-Module $args[0]
        ([System.Environment]::CpuUsage.TotalTime - $before).TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
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
        string empty = EmptyModule.Make(folder.Path);
        string import = folder.Write("import.ps1", Import);
        string order = folder.Write("order.ps1", Order);
        string bare = folder.Write("bare.ps1", "1");
        List<double>[] figures = [[], [], [], []];
        for (int run = 0; run < effort.Runs; run++)
        {
            List<double>[] costs = [[], [], [], []];
            for (int process = 0; process < effort.Of(Processes); process++)
            {
                costs[0].Add((await FreshShell.RunAsync(import, Repository.Manifest)).Said);
                costs[1].Add((await FreshShell.RunAsync(import, empty)).Said);
                costs[2].Add((await FreshShell.RunAsync(order, Repository.Manifest)).Milliseconds);
                costs[3].Add((await FreshShell.RunAsync(bare, "")).Milliseconds);
            }

            double[] medians = [.. costs.Select(Median)];
            figures[0].Add(medians[0] - medians[1]);
            figures[1].Add(medians[1]);
            figures[2].Add(medians[2] - medians[3]);
            figures[3].Add(medians[3]);
        }

        yield return new Figure("import in a fresh pwsh, over an empty module with a manifest, CPU", "ms", 20, figures[0]);
        yield return new Figure("import of an empty module with a manifest, CPU", "ms", null, figures[1]);
        yield return new Figure("first order placed in the sandbox, over a pwsh that does nothing, by the wall", "ms", 200, figures[2]);
        yield return new Figure("a pwsh that does nothing, by the wall", "ms", null, figures[3]);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
