#if !NETFRAMEWORK
using System.Reflection;
using System.Runtime.Loader;

namespace DigiCertDocSign.Module;

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
