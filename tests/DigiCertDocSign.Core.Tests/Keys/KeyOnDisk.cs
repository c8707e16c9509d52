using System.Security;
using DigiCertDocSign.Keys;

namespace DigiCertDocSign.Tests.Keys;

internal static class KeyOnDisk
{
    /// <summary>Opens a key file as the cmdlets do. A key from a file outlives its opener.</summary>
    public static IExportableKey Open(string pathOrReference, SecureString? password)
    {
        using var opener = new KeyOpener(password, null);
        return opener.OpenAsync(pathOrReference, CancellationToken.None).GetAwaiter().GetResult().Exportable!;
    }
}
