using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DigiCertDocSign.Keys.Cng;

/// <summary>
/// The property of a Windows certificate that names its key (CERT_KEY_PROV_INFO_PROP_ID of wincrypt.h). The store keeps it with the
/// certificate. .NET's CopyWithPrivateKey sets it too, but only for the certificate's own key, and opens the key for it.
/// </summary>
internal static class CertificateKeyLink
{
    private const int KeyProviderInfo = 2; // CERT_KEY_PROV_INFO_PROP_ID

    /// <exception cref="CryptographicException">Windows refuses.</exception>
    public static void Set(X509Certificate2 certificate, CngKeyReference key)
    {
        // Type and specification 0 say that the provider is one of CNG.
        var info = new KeyProvider { ContainerName = key.Key, ProviderName = key.Provider };
        if (!CertSetCertificateContextProperty(certificate.Handle, KeyProviderInfo, 0, ref info))
        {
            throw new CryptographicException(Marshal.GetHRForLastWin32Error());
        }
    }

    /// <summary>The key that the certificate is linked to; null when there is none.</summary>
    public static CngKeyReference? Read(X509Certificate2 certificate)
    {
        int length = 0;
        if (!CertGetCertificateContextProperty(certificate.Handle, KeyProviderInfo, IntPtr.Zero, ref length))
        {
            return null;
        }

        IntPtr buffer = Marshal.AllocHGlobal(length);
        try
        {
            if (!CertGetCertificateContextProperty(certificate.Handle, KeyProviderInfo, buffer, ref length))
            {
                return null;
            }

            KeyProvider info = Marshal.PtrToStructure<KeyProvider>(buffer);
            return new CngKeyReference(info.ProviderName ?? "", info.ContainerName ?? "");
        }
        finally
        {
            Marshal.FreeHGlobal(buffer);
        }
    }

    // CRYPT_KEY_PROV_INFO
    [StructLayout(LayoutKind.Sequential)]
    private struct KeyProvider
    {
        [MarshalAs(UnmanagedType.LPWStr)]
        public string? ContainerName;
        [MarshalAs(UnmanagedType.LPWStr)]
        public string? ProviderName;
        public int ProviderType;
        public int Flags;
        public int ParameterCount;
        public IntPtr Parameters;
        public int KeySpecification;
    }

#pragma warning disable SYSLIB1054 // source-made marshalling does not exist on .NET Framework
    [DllImport("crypt32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool CertSetCertificateContextProperty(IntPtr context, int property, int flags, ref KeyProvider value);

    [DllImport("crypt32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool CertGetCertificateContextProperty(IntPtr context, int property, IntPtr value, ref int length);
#pragma warning restore SYSLIB1054
}
