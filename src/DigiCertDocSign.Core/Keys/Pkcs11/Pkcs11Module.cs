using System.Runtime.InteropServices;
using DigiCertDocSign.Work;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
#if !NETFRAMEWORK
using System.Reflection;
#endif

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>
/// A vendor's library, loaded and initialized. The standard allows that once per process (C_Initialize, C_Finalize), so all objects that
/// use one file share it, and the last one closes it.
/// </summary>
internal sealed class Pkcs11Module : IDisposable
{
    private static readonly object Gate = new();
    private static readonly Dictionary<string, Pkcs11Module> Loaded = new(StringComparer.Ordinal);

    private readonly string _path;
    private readonly Lazy<IPkcs11Library> _library;
    private readonly List<Task<bool>> _leaving = [];
    private int _users;

#if !NETFRAMEWORK
    static Pkcs11Module() => Pkcs11NativeLoader.Register();
#endif

    private Pkcs11Module(string path) => (_path, _library) = (path, new Lazy<IPkcs11Library>(() => Load(path)));

    public IPkcs11Library Library => _library.Value;

    /// <summary>Loads the library, or shares it. Each caller disposes of what it gets.</summary>
    /// <exception cref="DocSigningException">TokenModuleUnusable: not there, or no PKCS#11 library for this process.</exception>
    public static Pkcs11Module Open(string path)
    {
        string full = Path.GetFullPath(path);
        Pkcs11Module? module;
        lock (Gate)
        {
            if (!Loaded.TryGetValue(full, out module))
            {
                module = new Pkcs11Module(full);
                Loaded.Add(full, module);
            }

            module._users++;
        }

        try
        {
            // Outside the lock: while one library takes long to start, other threads can still close another one.
            _ = module.Library;
            return module;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    /// <summary>Notes that sessions were disposed of while a token still works for them.</summary>
    /// <param name="gone">Ends when that work has ended.</param>
    public void AddLeaving(Task<bool> gone)
    {
        lock (Gate)
        {
            _leaving.RemoveAll(task => task.IsCompleted);
            _leaving.Add(gone);
        }
    }

    /// <summary>
    /// Waits for the work of sessions that were disposed of: a key that a token still makes for them cannot be seen before.
    /// </summary>
    public Task WaitForLeavingAsync(CancellationToken cancellationToken)
    {
        lock (Gate)
        {
            return Uninterruptible.WaitAsync(Task.WhenAll(_leaving.ToArray()), cancellationToken);
        }
    }

    /// <summary>Ends one use; the last one closes the library.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            if (--_users == 0)
            {
                Loaded.Remove(_path);
                if (_library.IsValueCreated)
                {
                    Library.Dispose();
                }
            }
        }
    }

    private static IPkcs11Library Load(string path)
    {
        if (!File.Exists(path))
        {
            throw Pkcs11Faults.ModuleUnusable($"There is no file {path}. Name the PKCS#11 library of the token's vendor.");
        }

        try
        {
            var factories = new Pkcs11InteropFactories();
            return factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, path, AppType.MultiThreaded);
        }
        catch (Pkcs11Exception problem)
        {
            throw Pkcs11Faults.ModuleUnusable(
                $"The PKCS#11 library {path} does not start ({problem.RV}). Check its configuration and that its service runs.",
                problem);
        }
        catch (Exception problem)
            when (Pkcs11Faults.IsOne(problem) || problem is BadImageFormatException or DllNotFoundException or EntryPointNotFoundException)
        {
            string bits = IntPtr.Size == 8 ? "64" : "32";
            throw Pkcs11Faults.ModuleUnusable(
                $"The file {path} is no PKCS#11 library that this {bits}-bit process can load. Name the {bits}-bit library of the token's "
                    + "vendor.",
                problem);
        }
    }
}

/// <summary>Finds the libraries of modules: the one that a URI means, and the well-known ones that this machine has.</summary>
public static class Pkcs11ModulePath
{
    private static readonly string[] UnixFolders =
    [
        "/usr/lib/x86_64-linux-gnu/pkcs11", "/usr/lib/x86_64-linux-gnu/softhsm", "/usr/lib/x86_64-linux-gnu",
        "/usr/lib/aarch64-linux-gnu/pkcs11", "/usr/lib/aarch64-linux-gnu/softhsm", "/usr/lib/aarch64-linux-gnu",
        "/usr/lib64/pkcs11", "/usr/lib64", "/usr/lib/pkcs11", "/usr/lib/softhsm", "/usr/lib", "/usr/local/lib/softhsm", "/usr/local/lib",
        "/opt/homebrew/lib/softhsm", "/opt/homebrew/lib", "/Library/OpenSC/lib",
    ];

    // SafeNet eToken and Luna, YubiKey, OpenSC, SoftHSM, Thales nShield, Utimaco, AWS CloudHSM, Bit4id, IDEMIA.
    private static readonly string[] WellKnown =
    [
        "eTPKCS11", "IDPrimePKCS1164", "eToken", "cryptoki", "Cryptoki2_64", "ykcs11", "opensc-pkcs11", "softhsm2", "softhsm2-x64",
        "cknfast", "cs_pkcs11_R3", "cloudhsm_pkcs11", "bit4xpki", "bit4ipki", "idopte-pkcs11",
    ];

    /// <summary>The paths of the libraries of well-known vendors on this machine, for completion at the prompt.</summary>
    public static IReadOnlyList<string> Installed() =>
        [.. WellKnown.SelectMany(Candidates).Where(File.Exists).Distinct(StringComparer.Ordinal)];

    /// <summary>The path of the library that the URI means.</summary>
    /// <exception cref="DocSigningException">TokenModuleUnusable: the URI names no module, or one that is not found.</exception>
    internal static string Of(Pkcs11Uri uri)
    {
        if (!string.IsNullOrEmpty(uri.ModulePath))
        {
            return uri.ModulePath!;
        }

        if (string.IsNullOrEmpty(uri.ModuleName))
        {
            throw Pkcs11Faults.ModuleUnusable(
                "The reference does not say which PKCS#11 library leads to its token. Add ?module-path= with the library of the "
                    + "token's vendor.");
        }

        // A name with a folder in it could lead out of the usual folders.
        bool isName = Path.GetFileName(uri.ModuleName) == uri.ModuleName;
        return (isName ? Candidates(uri.ModuleName!).FirstOrDefault(File.Exists) : null)
            ?? throw Pkcs11Faults.ModuleUnusable(
                $"No PKCS#11 library of the name '{uri.ModuleName}' is in the usual folders. Name it with ?module-path=.");
    }

    private static IEnumerable<string> Candidates(string name)
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            string programs = Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles);
            return new[]
            {
                Environment.SystemDirectory, Path.Combine(programs, "OpenSC Project", "OpenSC", "pkcs11"),
                Path.Combine(programs, "Yubico", "Yubico PIV Tool", "bin"), @"C:\SoftHSM2\lib",
            }.SelectMany(folder => new[] { Path.Combine(folder, name + ".dll"), Path.Combine(folder, "lib" + name + ".dll") });
        }

        string[] endings = RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? [".dylib", ".so"] : [".so"];
        return
            from folder in UnixFolders
            from ending in endings
            from prefix in new[] { "lib", "" }
            select Path.Combine(folder, prefix + name + ending);
    }
}

#if !NETFRAMEWORK
/// <summary>
/// Finds dlopen for the interop library. That asks for it in <c>libdl</c>, a name that only machines with the C development files have. On
/// others it is in libdl.so.2, or in the C library itself (glibc 2.34 and later, musl).
/// </summary>
internal static class Pkcs11NativeLoader
{
    private static readonly string[] OtherNames = ["libdl.so.2", "libc.so.6", "libc"];

    /// <summary>Is called once, before the first module is loaded.</summary>
    public static void Register() => NativeLibrary.SetDllImportResolver(typeof(Pkcs11InteropFactories).Assembly, Resolve);

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != "libdl" || NativeLibrary.TryLoad(name, assembly, searchPath, out IntPtr library))
        {
            return IntPtr.Zero; // found in the usual way
        }

        foreach (string other in OtherNames)
        {
            if (NativeLibrary.TryLoad(other, out library))
            {
                return library;
            }
        }

        return IntPtr.Zero;
    }
}
#endif
