using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DigiCertDocSign.Tests.Simulation;

/// <summary>CSRs for the people of a simulation. Which is whose does not change; no schedule depends on their bytes.</summary>
internal static class SimCsr
{
    private const int Count = 12;
    private static readonly string[] All = [.. Enumerable.Range(0, Count).Select(_ => Make())];

    /// <param name="number">Of the person.</param>
    public static string Of(int number) => All[number];

    /// <summary>Another one, of a colleague who ordered for the person.</summary>
    public static string OtherOf(int number) => All[(Count / 2) + number];

    private static string Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=ignored", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
    }
}
