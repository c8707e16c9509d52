using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace DigiCertDocSign.Benchmarks.Import;

/// <summary>
/// Measures imports in one fresh process. The engine first imports an empty module that has the same parts as ours: manifest, script
/// module, view, type, cmdlet. That first import compiles half of the engine, and takes ten times as long as all later ones.
/// Then the engine imports an empty binary module, ours, and another empty one with the same parts. A module is cold only once in a
/// process, so each process gives one figure.
/// </summary>
internal static class ImportProbe
{
    public static void Run(string scratch)
    {
        var state = InitialSessionState.CreateDefault2();
        using Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        TimeSpan cold = Import(runspace, EmptyModule.MakeWithManifest(scratch, "Warm" + Environment.ProcessId));
        TimeSpan empty = Import(runspace, EmptyModule.Make(scratch, "Empty" + Environment.ProcessId));
        TimeSpan ours = Import(runspace, Repository.Manifest);
        TimeSpan same = Import(runspace, EmptyModule.MakeWithManifest(scratch, "Same" + Environment.ProcessId));
        Console.WriteLine(string.Join(
            ' ',
            new[] { empty, ours, same, cold }.Select(time => time.TotalMilliseconds.ToString(CultureInfo.InvariantCulture))));
    }

    private static TimeSpan Import(Runspace runspace, string path)
    {
        using var shell = PowerShell.Create(runspace);
        shell.AddCommand("Import-Module").AddParameter("Name", path).AddParameter("ErrorAction", ActionPreference.Stop);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        shell.Invoke();
        return Environment.CpuUsage.TotalTime - before;
    }
}
