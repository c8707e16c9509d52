using System.Diagnostics;
using System.Globalization;

namespace DigiCertDocSign.Benchmarks.Engine;

/// <summary>
/// Pipes inputs into New-DocSigningOrder in one fresh process, and tells two figures in megabytes. The first is the memory that the process
/// takes beyond that of the host, which has the module imported and connected. The second is how much more memory is alive after all
/// inputs than after the first tenth of them.
/// </summary>
internal static class MemoryProbe
{
    private const double Megabyte = 1024 * 1024;

    public static void Run(int inputs, Uri server, string folder)
    {
        using var session = new EngineSession(server, folder);
        using var process = Process.GetCurrentProcess();
        long alive = GC.GetTotalMemory(forceFullCollection: true);
        process.Refresh();
        long host = process.WorkingSet64;
        long aliveAtTenth = alive;
        long peak = host;
        PipedOrders.Place(session, inputs, seen =>
        {
            if (seen == Math.Max(1, inputs / 10))
            {
                aliveAtTenth = GC.GetTotalMemory(forceFullCollection: true);
            }

            if (seen % 1000 == 0)
            {
                process.Refresh();
                peak = Math.Max(peak, process.WorkingSet64);
            }
        });

        process.Refresh();
        peak = Math.Max(peak, process.WorkingSet64);
        double grown = (GC.GetTotalMemory(forceFullCollection: true) - aliveAtTenth) / Megabyte;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(peak - host) / Megabyte} {grown}"));
    }
}
