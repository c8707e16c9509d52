using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace DigiCertDocSign.Help.Cmdlets;

/// <summary>Imports a module into an engine of this process and reads its cmdlets.</summary>
internal static class ModuleReader
{
    /// <param name="moduleFolder">The folder with the module's manifest.</param>
    /// <returns>The cmdlets by name.</returns>
    /// <exception cref="HelpToolException">No manifest, or the module does not load, or it has no cmdlets.</exception>
    public static IReadOnlyList<CmdletShape> Read(string moduleFolder)
    {
        string manifest = FindManifest(moduleFolder);
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            // Windows starts with 'Restricted', which refuses even the module's own psm1.
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.RemoteSigned;
        }

        using Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        shell.AddCommand("Import-Module")
            .AddParameter("Name", manifest)
            .AddParameter("PassThru")
            .AddParameter("ErrorAction", ActionPreference.Stop);
        try
        {
            PSModuleInfo module = shell.Invoke<PSModuleInfo>().Single();
            CmdletShape[] cmdlets =
            [
                .. module.ExportedCmdlets.Values
                    .OrderBy(cmdlet => cmdlet.Name, StringComparer.OrdinalIgnoreCase)
                    .Select(cmdlet => CmdletReader.Read(cmdlet, module.Name)),
            ];
            return cmdlets.Length > 0 ? cmdlets : throw new HelpToolException($"The module '{manifest}' exports no cmdlet.");
        }
        catch (RuntimeException fault)
        {
            throw new HelpToolException($"The module '{manifest}' does not load: {fault.Message}", fault);
        }
    }

    private static string FindManifest(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new HelpToolException($"The module folder '{folder}' does not exist. Build the module first.");
        }

        string[] manifests = Directory.GetFiles(folder, "*.psd1");
        return manifests.Length == 1
            ? Path.GetFullPath(manifests[0])
            : throw new HelpToolException($"The module folder '{folder}' must hold one .psd1 file, but holds {manifests.Length}.");
    }
}
