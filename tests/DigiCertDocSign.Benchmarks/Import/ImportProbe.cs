using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DigiCertDocSign.Benchmarks.Budgets;

namespace DigiCertDocSign.Benchmarks.Import;

/// <summary>
/// One fresh process: the engine imports an empty binary module to warm up, then another one, then ours. An import is cold
/// once in a process, so each process gives one figure. The measure is the wall's: that is what one waits for.
/// </summary>
internal static class ImportProbe
{
    public static void Run(string scratch)
    {
        var state = InitialSessionState.CreateDefault2();
        using var runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        Import(runspace, EmptyModule.Make(scratch, "Warm" + Environment.ProcessId));
        var empty = Import(runspace, EmptyModule.Make(scratch, "Empty" + Environment.ProcessId));
        var ours = Import(runspace, Path.Combine(Clone.Root, "out", "DigiCertDocSign", "DigiCertDocSign.psd1"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{empty.TotalMilliseconds} {ours.TotalMilliseconds}"));
    }

    private static TimeSpan Import(Runspace runspace, string path)
    {
        using var shell = PowerShell.Create(runspace);
        shell.AddCommand("Import-Module").AddParameter("Name", path).AddParameter("ErrorAction", ActionPreference.Stop);
        var start = TimeProvider.System.GetTimestamp();
        shell.Invoke();
        return TimeProvider.System.GetElapsedTime(start);
    }
}
