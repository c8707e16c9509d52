using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DigiCertDocSign.Crypto;
using Microsoft.Win32.SafeHandles;
#if !NETFRAMEWORK
using System.Runtime.Versioning;
#endif

namespace DigiCertDocSign.Keys.Cng;

/// <summary>A key that a key storage provider of Windows keeps: a smart card, a TPM, an HSM of a vendor.</summary>
#if !NETFRAMEWORK
[SupportedOSPlatform("windows")]
#endif
internal sealed class CngSigningKey : ICertificateHolder
{
    private readonly CngKey _key;
    private readonly KeyAlgorithmFacts _facts;
    private readonly byte[] _subjectPublicKeyInfo;
    private readonly bool _silent;

    /// <param name="key">This object disposes of it.</param>
    /// <param name="reference">Its reference.</param>
    /// <param name="silent">True where nobody sits at a desktop, so that no window may be shown.</param>
    /// <param name="notes">What was unusual when the key was made or found.</param>
    /// <exception cref="DocSigningException">KeyUnsupported.</exception>
    public CngSigningKey(CngKey key, CngKeyReference reference, bool silent, IReadOnlyList<string> notes)
    {
        (_key, _silent, Notes, Reference) = (key, silent, notes, reference.ToString());
        if (key.AlgorithmGroup == CngAlgorithmGroup.Rsa && KeyAlgorithmFacts.OfRsa(key.KeySize) is { } rsaFacts)
        {
            using var rsa = new RSACng(key);
            (_facts, _subjectPublicKeyInfo) = (rsaFacts, PublicKeys.Encode(rsa.ExportParameters(false)));
        }
        else if (key.AlgorithmGroup == CngAlgorithmGroup.ECDsa && key.KeySize is 256 or 384)
        {
            using var ecdsa = new ECDsaCng(key);
            _facts = KeyAlgorithmFacts.Of(key.KeySize == 256 ? KeyAlgorithm.P256 : KeyAlgorithm.P384);
            _subjectPublicKeyInfo = PublicKeys.Encode(ecdsa.ExportParameters(false), _facts);
        }
        else
        {
            throw CryptoFaults.KeyUnsupported($"{key.Algorithm.Algorithm} {key.KeySize}", "KeyReference");
        }
    }

    public KeyAlgorithm Algorithm => _facts.Algorithm;

    public string? Reference { get; }

    public string? KeyPath => null;

    public IReadOnlyList<string> Notes { get; }

    public bool IsInProcess => false;

    public IExportableKey? Exportable => null;

    public ICertificateHolder CertificateHolder => this;

    /// <summary>True when the provider would give the private part to a program that asks for it.</summary>
    public bool IsExportable => _key.ExportPolicy != CngExportPolicies.None;

    public byte[] GetSubjectPublicKeyInfo() => [.. _subjectPublicKeyInfo];

    public byte[] Sign(byte[] data, SignatureHash hash)
    {
        try
        {
            using SafeNCryptKeyHandle handle = _key.Handle;
            byte[] signature =
                NCrypt.SignHash(handle, Digest.Of(data, hash), _facts.IsRsa ? KeyAlgorithmFacts.HashName(hash).Name : null, _silent);
            return _facts.IsRsa ? signature : EcdsaSignature.ToDer(signature);
        }
        catch (Exception problem) when (CngFaults.IsRefusal(problem))
        {
            throw CngFaults.Of(problem, Reference!);
        }
    }

    public Task<CertificatePlace> InstallAsync(IssuedCertificate certificate, bool replace, CancellationToken cancellationToken) =>
        Task.Run(() => CngCertificateStore.Put(certificate, CngKeyReference.Parse(Reference!)), cancellationToken);

    public void Dispose() => _key.Dispose();
}

/// <summary>
/// The user's personal certificates in Windows, each with a link to its key. Several certificates of one key may lie there side by side,
/// and programs let people choose, so this class never removes one.
/// </summary>
#if !NETFRAMEWORK
[SupportedOSPlatform("windows")]
#endif
internal static class CngCertificateStore
{
    /// <summary>Puts the certificate there, linked to its key.</summary>
    /// <exception cref="DocSigningException">KeyProviderUnusable when Windows refuses.</exception>
    public static CertificatePlace Put(IssuedCertificate certificate, CngKeyReference key)
    {
        string location = $@"Cert:\CurrentUser\My\{certificate.Thumbprint}";
        try
        {
            using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
            store.Open(OpenFlags.ReadWrite);
            if (Any(store, one => one.Thumbprint == certificate.Thumbprint && CertificateKeyLink.Read(one) == key))
            {
                return new CertificatePlace(location, AlreadyThere: true);
            }

            // Add replaces a certificate that is there without this link.
            using var linked = certificate.ToX509Certificate2();
            CertificateKeyLink.Set(linked, key);
            store.Add(linked);
            return new CertificatePlace(location, AlreadyThere: false);
        }
        catch (Exception problem) when (CngFaults.IsRefusal(problem))
        {
            throw CngFaults.CertificateRefused(problem);
        }
    }

    /// <summary>True when a certificate is linked to this key.</summary>
    /// <exception cref="CryptographicException">Windows refuses.</exception>
    public static bool HasFor(CngKeyReference key)
    {
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadOnly);
        return Any(store, one => CertificateKeyLink.Read(one) == key);
    }

    private static bool Any(X509Store store, Func<X509Certificate2, bool> isOne)
    {
        X509Certificate2[] all = [.. store.Certificates.Cast<X509Certificate2>()];
        try
        {
            return all.Any(isOne);
        }
        finally
        {
            Array.ForEach(all, one => one.Dispose());
        }
    }
}

/// <summary>
/// The property of a Windows certificate that names its key (CERT_KEY_PROV_INFO_PROP_ID of wincrypt.h). The store keeps it with the
/// certificate. The method CopyWithPrivateKey of .NET sets it too, but only for the certificate's own key, and opens the key to do so.
/// </summary>
internal static class CertificateKeyLink
{
    private const int KeyProviderInfo = 2; // CERT_KEY_PROV_INFO_PROP_ID

    /// <summary>Links the certificate to the key.</summary>
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
