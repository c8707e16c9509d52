#if !NETFRAMEWORK
using System.Reflection;
using System.Runtime.InteropServices;
using Net.Pkcs11Interop.HighLevelAPI;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>
/// The interop library asks for dlopen in <c>libdl</c>, a name that only machines with the C development files have. Elsewhere it
/// is libdl.so.2, or the C library itself (glibc 2.34 and later, musl).
/// </summary>
internal static class Pkcs11NativeLoader
{
    private static readonly string[] OtherNames = ["libdl.so.2", "libc.so.6", "libc"];

    /// <summary>To be called once, before the first module is loaded.</summary>
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
