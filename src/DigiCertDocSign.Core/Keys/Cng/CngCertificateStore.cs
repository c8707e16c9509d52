#if !NETFRAMEWORK
using System.Runtime.Versioning;
#endif
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DigiCertDocSign.Crypto;

namespace DigiCertDocSign.Keys.Cng;

/// <summary>
/// The user's personal certificates in Windows, each with a link to its key. Several certificates of one key stand there side by
/// side, and programs let people choose, so none is ever removed.
/// </summary>
#if !NETFRAMEWORK
[SupportedOSPlatform("windows")]
#endif
internal static class CngCertificateStore
{
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

            // A certificate that is there without this link is replaced by itself with it.
            using X509Certificate2 linked = certificate.ToX509Certificate2();
            CertificateKeyLink.Set(linked, key);
            store.Add(linked);
            return new CertificatePlace(location, AlreadyThere: false);
        }
        catch (CryptographicException problem)
        {
            throw new DocSigningException(
                FaultKind.KeyProviderUnusable,
                "KeyReference",
                $"Windows does not take the certificate into the user's personal store. {problem.Message} Save it to a file with Save-DocSigningCertificate, and import it at that account's desktop.",
                problem);
        }
    }

    /// <summary>Whether a certificate was installed for this key.</summary>
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
