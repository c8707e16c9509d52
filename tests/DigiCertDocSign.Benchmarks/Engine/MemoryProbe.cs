using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace DigiCertDocSign.Benchmarks.Engine;

/// <summary>
/// One fresh process: pipes rows into New-DocSigningOrder and tells how much memory the process has taken on top of the host with the
/// module imported and connected, and how much more is alive after all rows than after the first tenth of them. In megabytes.
/// </summary>
internal static class MemoryProbe
{
    private const double Megabyte = 1024 * 1024;

    public static void Run(int rows, Uri server, string folder)
    {
        using var session = new EngineSession(server, folder);
        using var shell = session.New();
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
            if (++seen == Math.Max(1, rows / 10))
            {
                aliveAtTenth = GC.GetTotalMemory(forceFullCollection: true);
            }

            if (seen % 1000 == 0)
            {
                process.Refresh();
                peak = Math.Max(peak, process.WorkingSet64);
            }
        };
        shell.AddCommand("New-DocSigningOrder")
            .AddParameter("OrganizationId", 610233)
            .AddParameter("Contact", new Hashtable { ["ContactType"] = "organization_contact", ["UserId"] = 880145 })
            .AddParameter("ProvisioningMethod", "ClientApp")
            .AddParameter("Years", 1)
            .AddParameter("AgreeToSubscriberAgreement")
            .AddParameter("Confirm", false);
        shell.Invoke(People(rows), output);
        if (seen != rows || shell.HadErrors)
        {
            throw new InvalidOperationException($"{seen} of {rows} rows were ordered. {shell.Streams.Error.FirstOrDefault()}");
        }

        process.Refresh();
        peak = Math.Max(peak, process.WorkingSet64);
        double grown = (GC.GetTotalMemory(forceFullCollection: true) - aliveAtTenth) / Megabyte;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(peak - host) / Megabyte} {grown}"));
    }

    private static IEnumerable People(int rows)
    {
        for (int number = 0; number < rows; number++)
        {
            var person = new PSObject();
            person.Properties.Add(new PSNoteProperty("GivenName", $"Mira {number}"));
            person.Properties.Add(new PSNoteProperty("Surname", "Sølberg"));
            person.Properties.Add(new PSNoteProperty("Title", "Contract Manager"));
            person.Properties.Add(new PSNoteProperty("OfficePhone", "+47 55 50 01 42"));
            person.Properties.Add(new PSNoteProperty("EmailAddress", $"mira.{number}@fjordlab.example"));
            yield return person;
        }
    }
}
