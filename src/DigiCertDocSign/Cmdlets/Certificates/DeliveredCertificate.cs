using DigiCertDocSign.Crypto;
using DigiCertDocSign.Following;

namespace DigiCertDocSign;

/// <summary>What is told of a certificate that was put somewhere.</summary>
public abstract class DeliveredCertificate
{
    private protected DeliveredCertificate(IssuedCertificate certificate)
    {
        CommonName = certificate.CommonName;
        Email = certificate.Email;
        SerialNumber = certificate.SerialNumber;
        Thumbprint = certificate.Thumbprint;
        NotBefore = certificate.NotBefore;
        NotAfter = certificate.NotAfter;
    }

    /// <summary>Null for one that came from a file.</summary>
    public long? OrderId { get; init; }

    /// <summary>True when it lay there before, so that nothing was written.</summary>
    public bool AlreadyThere { get; init; }

    /// <summary>Whose certificate it is, by its common name.</summary>
    public string? Person => CommonName;

    public string? CommonName { get; }

    public string? Email { get; }

    public string SerialNumber { get; }

    /// <summary>SHA-1 of the certificate in upper-case hexadecimal, as certificate stores name it.</summary>
    public string Thumbprint { get; }

    public DateTimeOffset NotBefore { get; }

    public DateTimeOffset NotAfter { get; }

    /// <summary>Which certificate, and whose, as far as it says so.</summary>
    private protected string Title => $"Certificate {SerialNumber}{OrderLine.For(Person, Email)}";
}
