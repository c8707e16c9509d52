using System.Management.Automation;
using DigiCertDocSign.Cmdlets.Connections;

namespace DigiCertDocSign.Module;

/// <summary>Runs when PowerShell imports and removes the module.</summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static int _imports;

    /// <summary>
    /// Import-Module -Force takes the module away and brings it again, but does not tell its assembly of the former. Who reloads a module
    /// expects to begin anew. The first import loads nothing for that.
    /// </summary>
    public void OnImport()
    {
        if (Interlocked.Increment(ref _imports) > 1)
        {
            ConnectionStore.CloseAllOfThisRunspace();
        }
    }

    public void OnRemove(PSModuleInfo psModuleInfo) => ConnectionStore.CloseAllOfThisRunspace();
}
