using System.Globalization;
using System.Management.Automation;
using System.Reflection;
#if !NETFRAMEWORK
using System.Runtime.Loader;
#endif

namespace DigiCertDocSign.Loader;

/// <summary>
/// Runs when PowerShell imports the module, before it reads the cmdlets: their attributes name types of the assemblies behind them, and
/// where those are found must be known by then, or they would be loaded beside the assemblies of PowerShell and of other modules. Import
/// does no I/O otherwise. Each version and build has a loader of another name, so that this code runs although another one is loaded.
/// </summary>
public sealed class ModuleLoader : IModuleAssemblyInitializer
{
    /// <summary>
    /// Our own assemblies. Everything that they use (Newtonsoft.Json, BouncyCastle ...) is found through them, so that it
    /// never meets the copy of another module.
    /// </summary>
    internal static readonly string[] OwnAssemblies = ["DigiCertDocSign.Core", "CertCentral.Client", "CertCentral.Sandbox"];

    /// <summary>Under this name the process keeps the version that is loaded, and its folder. All versions look there.</summary>
    private const string Place = "DigiCertDocSign.Loaded";

    private static readonly Assembly Mine = typeof(ModuleLoader).Assembly;
    private static readonly string Folder = Path.GetDirectoryName(Mine.Location)!;
    private static readonly object Gate = new();

    /// <summary>
    /// Several runspaces may import at once, and -Force imports again, so the hook is set once per process. It stays when the module is
    /// removed: objects that the module has put out may still need their types.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another copy of the module is loaded.</exception>
    public void OnImport()
    {
        lock (Gate)
        {
            if (AppDomain.CurrentDomain.GetData(Place) is string[] loaded)
            {
                RefuseAnother(loaded[0], loaded[1]);
                return;
            }

            Hook();
            AppDomain.CurrentDomain.SetData(Place, new[] { Mine.GetName().Version!.ToString(3), Folder });
        }
    }

    /// <summary>An assembly is loaded once per process: PowerShell would show the commands of one copy and run another.</summary>
    private static void RefuseAnother(string version, string folder)
    {
        if (folder == Folder && !IsImportedHere())
        {
            return;
        }

        string module = Path.GetFullPath(Path.Combine(folder, "..", ".."));
        throw new InvalidOperationException(string.Format(
            CultureInfo.InvariantCulture,
            "DigiCertDocSign {0} is loaded in this session, from {1}: to import another version or copy of it, start a new session.",
            version,
            module));
    }

    /// <summary>
    /// A copy of the same build is not told from the loaded one by its assemblies, which .NET loads no second time. But PowerShell takes a
    /// module away before it imports it anew; one that is there is another one.
    /// </summary>
    private static bool IsImportedHere()
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddCommand("Microsoft.PowerShell.Core\\Get-Module").AddParameter("Name", "DigiCertDocSign").Invoke().Count > 0;
    }

    private static void Hook()
    {
#if NETFRAMEWORK
        AppDomain.CurrentDomain.AssemblyResolve += new FolderAssemblyResolver(Folder).Resolve;
#else
        // Made when the first assembly is asked for.
        var context = new Lazy<PrivateLoadContext>(() => new PrivateLoadContext(Path.Combine(Folder, "DigiCertDocSign.dll")));
        AssemblyLoadContext.Default.Resolving += (_, name) =>
            Array.IndexOf(OwnAssemblies, name.Name) >= 0 ? context.Value.LoadFromAssemblyName(name) : null;
#endif
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

        string? path = Array.IndexOf(ModuleLoader.OwnAssemblies, assemblyName.Name) >= 0
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
