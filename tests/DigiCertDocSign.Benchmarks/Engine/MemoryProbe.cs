using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace DigiCertDocSign.Benchmarks.Engine;

/// <summary>
/// Pipes inputs into New-DocSigningOrder in one fresh process, and tells two figures in megabytes. The first is the memory that the process
/// takes beyond that of the host, which has the module imported and connected. The second is how much more memory is alive after all
/// inputs than after the first tenth of them.
/// </summary>
internal static class MemoryProbe
{
    private const double Megabyte = 1024 * 1024;

    // The inputs come one by one, as from a directory: a list handed to the engine would be in memory before the first order.
    private const string Script = """
        param($inputs)
        $order = @{
            OrganizationId = 610233; Contact = @{ ContactType = 'organization_contact'; UserId = 880145 }
            ProvisioningMethod = 'ClientApp'; Years = 1; AgreeToSubscriberAgreement = $true; Confirm = $false
        }
        1..$inputs | ForEach-Object {
            [pscustomobject]@{ GivenName = "Mira $_"; Surname = 'Sølberg'; Title = 'Contract Manager'; OfficePhone = '+47 55 50 01 42';
                EmailAddress = "mira.$_@fjordlab.example" }
        } | New-DocSigningOrder @order
        """;

    public static void Run(int inputs, Uri server, string folder)
    {
        using var session = new EngineSession(server, folder);
        using PowerShell shell = session.New();
        using var process = Process.GetCurrentProcess();
        long alive = GC.GetTotalMemory(forceFullCollection: true);
        process.Refresh();
        long host = process.WorkingSet64;
        long aliveAtTenth = alive;
        long peak = host;
        int seen = 0;
        var output = new PSDataCollection<PSObject>();
        output.DataAdded += (_, _) =>
        {
            output.Clear();
            if (++seen == Math.Max(1, inputs / 10))
            {
                aliveAtTenth = GC.GetTotalMemory(forceFullCollection: true);
            }

            if (seen % 1000 == 0)
            {
                process.Refresh();
                peak = Math.Max(peak, process.WorkingSet64);
            }
        };
        // A console shows these and forgets them; here they would pile up.
        shell.Streams.Progress.DataAdded += (_, _) => shell.Streams.Progress.Clear();
        shell.Streams.Information.DataAdded += (_, _) => shell.Streams.Information.Clear();
        shell.AddScript(Script).AddParameter("inputs", inputs);
        shell.Invoke(null, output);
        if (seen != inputs || shell.HadErrors)
        {
            throw new InvalidOperationException($"{seen} of {inputs} inputs were ordered. {shell.Streams.Error.FirstOrDefault()}");
        }

        process.Refresh();
        peak = Math.Max(peak, process.WorkingSet64);
        double grown = (GC.GetTotalMemory(forceFullCollection: true) - aliveAtTenth) / Megabyte;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(peak - host) / Megabyte} {grown}"));
    }
}
