using System.Runtime.InteropServices;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>Where the library of a module lies, and which well-known ones this machine has.</summary>
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

    /// <summary>The libraries of well-known vendors that are here; for completion at the prompt.</summary>
    public static IReadOnlyList<string> Installed() => [.. WellKnown.SelectMany(Candidates).Where(File.Exists).Distinct(StringComparer.Ordinal)];

    /// <exception cref="DocSigningException">TokenModuleUnusable: the URI names no module, or one that is not found.</exception>
    internal static string Of(Pkcs11Uri uri)
    {
        if (!string.IsNullOrEmpty(uri.ModulePath))
        {
            return uri.ModulePath!;
        }

        if (string.IsNullOrEmpty(uri.ModuleName))
        {
            throw Unusable("The reference does not say which PKCS#11 library leads to its token. Add ?module-path= with the library of the token's vendor.");
        }

        // A name, not a way to somewhere else.
        bool isName = Path.GetFileName(uri.ModuleName) == uri.ModuleName;
        return (isName ? Candidates(uri.ModuleName!).FirstOrDefault(File.Exists) : null)
            ?? throw Unusable($"No PKCS#11 library of the name '{uri.ModuleName}' is in the usual folders. Name it with ?module-path=.");
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

    private static DocSigningException Unusable(string message) => new(FaultKind.TokenModuleUnusable, Pkcs11Faults.ModuleField, message);
}
