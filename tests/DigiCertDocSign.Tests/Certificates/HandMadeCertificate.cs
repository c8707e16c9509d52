using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DigiCertDocSign.Tests.Certificates;

/// <summary>Certificates for the keys of the module that no order gave: renewed, expired, without their chain.</summary>
internal static class HandMadeCertificate
{
    /// <summary>Writes one for the public key of a CSR, with the chain or alone.</summary>
    public static X509Certificate2 Write(string path, TestAuthority authority, string csr, bool withChain = true, TimeSpan? age = null)
    {
        DateTimeOffset from = TimeProvider.System.GetUtcNow() - (age ?? TimeSpan.FromDays(1));
        byte[] key = CertificateRequest.LoadSigningRequestPem(csr, HashAlgorithmName.SHA256).PublicKey.ExportSubjectPublicKeyInfo();
        X509Certificate2 leaf = authority.CreatePerson(key, new PersonCertificate { NotBefore = from, NotAfter = from.AddDays(30) });
        File.WriteAllBytes(path, withChain ? TestAuthority.Bundle(authority.Root, leaf, authority.Issuing) : TestAuthority.Bundle(leaf));
        return leaf;
    }
}
