using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>
/// A vendor's library, loaded and initialized. The standard allows that once per process (C_Initialize, C_Finalize), so
/// all users of one file share it, and the last one to leave closes it.
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
            // Outside the gate: a library that takes its time to start holds up nobody who leaves another one.
            _ = module.Library;
            return module;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    /// <summary>Says that one user has left and still has work on a token, which ends with this task.</summary>
    public void AddLeaving(Task<bool> gone)
    {
        lock (Gate)
        {
            _leaving.RemoveAll(task => task.IsCompleted);
            _leaving.Add(gone);
        }
    }

    /// <summary>Waits for the work of those who have left: what it makes is not seen on the token before.</summary>
    public Task WaitForLeavingAsync(CancellationToken cancellationToken)
    {
        lock (Gate)
        {
            return Uninterruptible.WaitAsync(Task.WhenAll(_leaving.ToArray()), cancellationToken);
        }
    }

    /// <summary>Says that one user is gone.</summary>
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
            throw Unusable($"There is no file {path}. Name the PKCS#11 library of the token's vendor.", null);
        }

        try
        {
            var factories = new Pkcs11InteropFactories();
            return factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, path, AppType.MultiThreaded);
        }
        catch (Pkcs11Exception problem)
        {
            throw Unusable($"The PKCS#11 library {path} does not start ({problem.RV}). Check its configuration and that its service runs.", problem);
        }
        catch (Exception problem) when (Pkcs11Faults.IsOne(problem) || problem is BadImageFormatException or DllNotFoundException or EntryPointNotFoundException)
        {
            string bits = IntPtr.Size == 8 ? "64" : "32";
            throw Unusable($"The file {path} is no PKCS#11 library that this {bits}-bit process can load. Name the {bits}-bit library of the token's vendor.", problem);
        }
    }

    private static DocSigningException Unusable(string message, Exception? problem) =>
        new(FaultKind.TokenModuleUnusable, Pkcs11Faults.ModuleField, message, problem);
}
