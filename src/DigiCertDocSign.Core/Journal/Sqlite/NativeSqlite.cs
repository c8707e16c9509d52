#if NETFRAMEWORK
using System.ComponentModel;
using System.Runtime.InteropServices;
#endif

namespace DigiCertDocSign.Journal.Sqlite;

/// <summary>Makes SQLite's native library ready, once per process.</summary>
internal static class NativeSqlite
{
    private static readonly Lazy<bool> Loaded = new(Load);

    public static void EnsureLoaded() => _ = Loaded.Value;

    private static bool Load()
    {
#if NETFRAMEWORK
        // .NET Framework looks for native libraries beside the assembly and knows no folders by processor. Windows finds a library that is
        // loaded already by its bare name, so the right one is loaded by its path first.
        string processor = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "win-x64",
            Architecture.X86 => "win-x86",
            Architecture.Arm64 => "win-arm64",
            var other => throw new PlatformNotSupportedException($"SQLite is not shipped for {other}."),
        };
        string folder = Path.GetDirectoryName(typeof(NativeSqlite).Assembly.Location)!;
        string library = Path.Combine(folder, "runtimes", processor, "native", "e_sqlite3.dll");
        if (LoadLibrary(library) == IntPtr.Zero)
        {
            throw new DllNotFoundException($"{library} cannot be loaded: {new Win32Exception(Marshal.GetLastWin32Error()).Message}");
        }
#endif
        SQLitePCL.Batteries_V2.Init();
        return true;
    }

#if NETFRAMEWORK
    [DllImport("kernel32", EntryPoint = "LoadLibraryW", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
    private static extern IntPtr LoadLibrary(string path);
#endif
}
