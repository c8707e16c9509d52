using System.Management.Automation;
using System.Reflection;

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
    /// Called by the module's script before PowerShell reads the cmdlets' types. Several runspaces import at once, and -Force imports
    /// again: the hook is set once per process and stays, since objects that the module has put out may still need their types after it
    /// is removed.
    /// </summary>
    public static void Prepare() => _ = Hooked.Value;

    /// <summary>For whoever imports the assembly without the script.</summary>
    public void OnImport() => Prepare();

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
