using System.Security.Cryptography.X509Certificates;

namespace DigiCertDocSign.Tests.Certificates;

/// <summary>What a person's certificate says; as ordered, unless a test bends it.</summary>
internal sealed record PersonCertificate
{
    public string Subject { get; init; } = "CN=Mira K. Solberg, O=Fjordlab AS, C=NO";

    public string? AlternativeEmail { get; init; } = TestAuthority.Email;

    public string[] Usages { get; init; } = ["1.3.6.1.5.5.7.3.36", "1.2.840.113583.1.1.5"];

    public X509KeyUsageFlags? KeyUsage { get; init; } = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation;

    public bool IsAuthority { get; init; }

    public DateTimeOffset NotBefore { get; init; } = TestAuthority.Now.AddMonths(-1);

    public DateTimeOffset NotAfter { get; init; } = TestAuthority.Now.AddYears(1);

    public byte[] SerialNumber { get; init; } = [0x00, 0xA1, 0xB2, 0xC3];
}
