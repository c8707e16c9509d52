using System.Runtime.InteropServices;

namespace DigiCertDocSign.Keys.Cng;

/// <summary>The key storage providers (CNG) of this machine.</summary>
public static class CngProviders
{
    /// <summary>Their names; none where there is no Windows.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">Windows refuses.</exception>
    public static IReadOnlyList<string> Installed() => RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? NCrypt.Providers() : [];

    /// <exception cref="DocSigningException">KeyProviderUnusable where there is no Windows.</exception>
    public static IKeyStore OpenStore(string provider, string? keyName, System.Security.SecureString? pin) =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? new CngKeyStore(provider, keyName, pin) : throw NotWindows("KeyStorageProvider");

    internal static DocSigningException NotWindows(string field) => new(
        FaultKind.KeyProviderUnusable,
        field,
        $"{field}: key storage providers (CNG) are there on Windows alone. Use a key file, or a token by -Pkcs11Module.");
}
