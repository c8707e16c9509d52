using System.Management.Automation;
using System.Reflection;
using DigiCertDocSign.Cmdlets.Connections;

namespace DigiCertDocSign.Module;

/// <summary>
/// Runs when PowerShell imports and removes the module. Import does no I/O: it only says where the assemblies behind the
/// cmdlets are to be found when the first cmdlet needs them.
/// </summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>
    /// Our own assemblies. Everything that they use (Newtonsoft.Json, BouncyCastle ...) is found through them, so that it
    /// never meets the copy of another module.
    /// </summary>
    internal static readonly string[] OwnAssemblies = ["DigiCertDocSign.Core", "CertCentral.Client", "CertCentral.Sandbox"];

    private static readonly string ModuleFolder = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!;

    private static readonly Lazy<bool> Hooked = new(Hook);

    /// <summary>
    /// The module's script makes one before PowerShell reads the cmdlets' types; PowerShell makes another, also for whoever imports the
    /// assembly without the script. Several runspaces import at once, and -Force imports again: the hook is set once per process and stays,
    /// since objects that the module has put out may still need their types after it is removed.
    /// </summary>
    public ModuleInitializer() => _ = Hooked.Value;

    /// <summary>Nothing is left to do by then.</summary>
    public void OnImport()
    {
    }

    public void OnRemove(PSModuleInfo psModuleInfo) => ConnectionStore.CloseAllOfThisRunspace();

    private static bool Hook()
    {
#if NETFRAMEWORK
        AppDomain.CurrentDomain.AssemblyResolve += new FolderAssemblyResolver(ModuleFolder).Resolve;
#else
        // Made when the first assembly is asked for.
        var context = new Lazy<PrivateLoadContext>(() => new PrivateLoadContext(Path.Combine(ModuleFolder, "DigiCertDocSign.dll")));
        System.Runtime.Loader.AssemblyLoadContext.Default.Resolving += (_, name) =>
            Array.IndexOf(OwnAssemblies, name.Name) >= 0 ? context.Value.LoadFromAssemblyName(name) : null;
#endif
        return true;
    }
}
