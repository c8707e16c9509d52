using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DigiCertDocSign.Benchmarks.Budgets;

/// <summary>A CSR of an RSA 2048 key, made once.</summary>
internal static class SampleCsr
{
    public static string Pem { get; } = Make();

    private static string Make()
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest("CN=Mira Sølberg", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSigningRequestPem();
    }
}
