#if !NETFRAMEWORK
using System.Runtime.Versioning;
#endif
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DigiCertDocSign;

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
            if (HasLinked(store, certificate.Thumbprint, key))
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
                $"Windows does not take the certificate into the user's personal store. {problem.Message}",
                problem);
        }
    }

    private static bool HasLinked(X509Store store, string thumbprint, CngKeyReference key)
    {
        X509Certificate2[] all = [.. store.Certificates.Cast<X509Certificate2>()];
        try
        {
            return all.Any(one => one.Thumbprint == thumbprint && CertificateKeyLink.Read(one) == key);
        }
        finally
        {
            Array.ForEach(all, one => one.Dispose());
        }
    }
}
