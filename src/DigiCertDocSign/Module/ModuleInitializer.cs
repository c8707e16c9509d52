using System.Management.Automation;
using System.Reflection;
#if !NETFRAMEWORK
using System.Runtime.Loader;
#endif
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
    /// The module's script makes one before PowerShell reads the cmdlets' types. PowerShell makes another, also where the assembly is
    /// imported without the script. Several runspaces may import at once, and -Force imports again, so the hook is set once per process. It
    /// stays when the module is removed: objects that the module has put out may still need their types.
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
        AssemblyLoadContext.Default.Resolving += (_, name) =>
            Array.IndexOf(OwnAssemblies, name.Name) >= 0 ? context.Value.LoadFromAssemblyName(name) : null;
#endif
        return true;
    }
}

#if NETFRAMEWORK
/// <summary>
/// Answers for the assemblies in the module's folder on Windows PowerShell 5.1. powershell.exe has no binding redirects, so
/// a library that was built against an older version of another one finds the newer one only through this.
/// </summary>
internal sealed class FolderAssemblyResolver(string folder)
{
    private readonly string _bin = Path.GetDirectoryName(folder) + Path.DirectorySeparatorChar;

    public Assembly? Resolve(object? sender, ResolveEventArgs args)
    {
        // What another module asks for, this one does not load.
        if (args.RequestingAssembly is { IsDynamic: false } requesting
            && !requesting.Location.StartsWith(_bin, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var wanted = new AssemblyName(args.Name);
        // What is the same on PowerShell 7 lies in the folder for that one, once.
        string? path = new[] { folder, Path.Combine(_bin, "net8.0") }.Select(one => Path.Combine(one, wanted.Name + ".dll"))
            .FirstOrDefault(File.Exists);
        if (path is null)
        {
            return null;
        }

        var there = AssemblyName.GetAssemblyName(path);
        return wanted.Version is null || there.Version >= wanted.Version ? Assembly.LoadFrom(path) : null;
    }
}
#else
/// <summary>
/// Holds everything behind the cmdlets on PowerShell 7, apart from the assemblies of PowerShell and of other modules.
/// The cmdlet assembly itself stays in the default context, where PowerShell has loaded it.
/// </summary>
internal sealed class PrivateLoadContext(string cmdletAssembly) : AssemblyLoadContext("DigiCertDocSign")
{
    private readonly string _folder = Path.GetDirectoryName(cmdletAssembly)!;

    // Reads from the disk what the module consists of, so not before something of others is asked for.
    private readonly Lazy<AssemblyDependencyResolver> _resolver = new(() => new AssemblyDependencyResolver(cmdletAssembly));

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The cmdlet assembly must not be loaded twice: its types would no longer be the ones that PowerShell knows.
        if (assemblyName.Name == "DigiCertDocSign")
        {
            return null;
        }

        string? path = Array.IndexOf(ModuleInitializer.OwnAssemblies, assemblyName.Name) >= 0
            ? Path.Combine(_folder, assemblyName.Name + ".dll")
            : _resolver.Value.ResolveAssemblyToPath(assemblyName);
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName)
    {
        string? path = _resolver.Value.ResolveUnmanagedDllToPath(unmanagedDllName);
        return path is null ? IntPtr.Zero : LoadUnmanagedDllFromPath(path);
    }
}
#endif
