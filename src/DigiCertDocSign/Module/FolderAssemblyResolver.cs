#if NETFRAMEWORK
using System.Reflection;

namespace DigiCertDocSign.Module;

/// <summary>
/// Answers for the assemblies in the module's folder on Windows PowerShell 5.1. powershell.exe has no binding redirects, so
/// a library that was built against an older version of another one finds the newer one only through this.
/// </summary>
internal sealed class FolderAssemblyResolver(string folder)
{
    public Assembly? Resolve(object? sender, ResolveEventArgs args)
    {
        // A request of another module is not ours to answer.
        if (args.RequestingAssembly is { IsDynamic: false } requesting
            && !requesting.Location.StartsWith(folder, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var wanted = new AssemblyName(args.Name);
        string path = Path.Combine(folder, wanted.Name + ".dll");
        if (!File.Exists(path))
        {
            return null;
        }

        AssemblyName there = AssemblyName.GetAssemblyName(path);
        return wanted.Version is null || there.Version >= wanted.Version ? Assembly.LoadFrom(path) : null;
    }
}
#endif
