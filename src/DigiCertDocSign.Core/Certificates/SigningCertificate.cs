using System.Globalization;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Following;

namespace DigiCertDocSign;

/// <summary>One certificate of an order, as the order and its list of reissues tell of it.</summary>
public sealed record SigningCertificate
{
    private const int Sha1Digits = 40;

    // Only a list makes one: a row of a file that has the same names is none.
    internal SigningCertificate()
    {
    }

    public required long OrderId { get; init; }

    public long? CertificateId { get; init; }

    public CertificateState State { get; init; }

    /// <summary>True for the one that the order itself names.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>Given name and surname of the order, else the certificate's common name; null when neither is shown.</summary>
    public string? Person { get; init; }

    public string? Email { get; init; }

    public string? CommonName { get; init; }

    public string? SerialNumber { get; init; }

    /// <summary>SHA-1 of the certificate in hexadecimal, as certificate stores name it.</summary>
    public string? Thumbprint { get; init; }

    public DateTimeOffset? DateIssued { get; init; }

    public DateTime? ValidFrom { get; init; }

    /// <summary>The last day of validity: a day, not an instant.</summary>
    public DateTime? ValidTill { get; init; }

    /// <summary>From today to the last day; negative when it is over.</summary>
    public int? DaysRemaining { get; init; }

    /// <summary>Where the private key lives, as the journal notes it; null when it is not known.</summary>
    public string? KeyReference { get; init; }

    /// <summary>The CSR that it was made from, where it is shown.</summary>
    public string? Csr { get; init; }

    internal bool HasSerialNumber => !string.IsNullOrWhiteSpace(SerialNumber);

    internal bool HasThumbprint => ThumbprintDigits?.Length == Sha1Digits;

    internal string? PublicKeySha256 => CsrDigest.OfPublicKey(Csr);

    private string? ThumbprintDigits => Thumbprint is null ? null : string.Concat(Thumbprint.Where(Uri.IsHexDigit));

    /// <summary>Whether a certificate that came is this one, by all that is known of it.</summary>
    internal bool Is(IssuedCertificate certificate) =>
        (!HasSerialNumber || certificate.HasSerialNumber(SerialNumber!))
        && (!HasThumbprint || string.Equals(ThumbprintDigits, certificate.Thumbprint, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public override string ToString() =>
        $"Certificate {CertificateId?.ToString(CultureInfo.InvariantCulture) ?? SerialNumber} of order "
        + $"{OrderId.ToString(CultureInfo.InvariantCulture)}{OrderLine.For(Person, Email)}: {State}";
}
