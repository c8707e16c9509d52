using DigiCertDocSign.Keys;

namespace DigiCertDocSign.Certificates;

/// <summary>What a certificate is compared with: the person and the dates of the order, and the key that the CSR was made with.</summary>
public sealed record CertificateExpectation
{
    /// <summary>As ordered.</summary>
    public string? GivenName { get; init; }

    /// <summary>As ordered.</summary>
    public string? Surname { get; init; }

    /// <summary>As ordered.</summary>
    public string? Email { get; init; }

    /// <summary>Hexadecimal, any case, with or without leading zeros, blanks or colons. Null: not compared.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>First day of validity as the order states it. Null: not compared.</summary>
    public DateTime? ValidFrom { get; init; }

    /// <summary>Last day of validity as the order states it. Null: not compared.</summary>
    public DateTime? ValidTill { get; init; }

    /// <summary>
    /// A CSR or a bare public key in PEM, on one line or several; null when none is known. This or <see cref="SubjectPublicKeyInfo"/> is
    /// enough; where both are given, the certificate must fit both.
    /// </summary>
    public string? Csr { get; init; }

    /// <summary>
    /// The public key as DER SubjectPublicKeyInfo, as <see cref="ISigningKey.GetSubjectPublicKeyInfo"/> gives it; null when no key is
    /// known.
    /// </summary>
    public IReadOnlyList<byte>? SubjectPublicKeyInfo { get; init; }

    /// <summary>The reference of that key, for the check's detail; null for a key without one.</summary>
    public string? KeyReference { get; init; }

    /// <summary>Extended key usages (object identifiers) that must all be there. Empty: any one document-signing usage is enough.</summary>
    public IReadOnlyCollection<string> Usages { get; init; } = [];

    /// <summary>
    /// What an order says of its certificate: the person, the dates, the serial number and the CSR where the server still shows it.
    /// </summary>
    public static CertificateExpectation Of(SigningOrder order) => new()
    {
        GivenName = order.GivenName,
        Surname = order.Surname,
        Email = order.Email,
        SerialNumber = order.SerialNumber,
        ValidFrom = order.ValidFrom,
        ValidTill = order.ValidTill,
        Csr = order.Csr,
    };
}
