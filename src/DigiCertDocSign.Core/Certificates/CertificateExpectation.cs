using DigiCertDocSign.Keys;

namespace DigiCertDocSign.Certificates;

/// <summary>What a certificate is held against: the person and the dates of the order, and the key it was made for.</summary>
public sealed record CertificateExpectation
{
    public string? GivenName { get; init; }

    public string? Surname { get; init; }

    public string? Email { get; init; }

    /// <summary>Hexadecimal, any case, with or without leading zeros, blanks or colons. Null: not compared.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>First day of validity as the order states it. Null: not compared.</summary>
    public DateTime? ValidFrom { get; init; }

    /// <summary>Last day of validity as the order states it. Null: not compared.</summary>
    public DateTime? ValidTill { get; init; }

    /// <summary>A CSR or a bare public key, PEM, on one line or several. One of the two forms of the key is enough; both must agree.</summary>
    public string? Csr { get; init; }

    /// <summary>DER SubjectPublicKeyInfo, as <see cref="ISigningKey.GetSubjectPublicKeyInfo"/> gives it.</summary>
    public IReadOnlyList<byte>? SubjectPublicKeyInfo { get; init; }

    /// <summary>Which key that is, for the findings; null for one without a name.</summary>
    public string? KeyReference { get; init; }

    /// <summary>Extended key usages (object identifiers) that must all be there. Empty: any one document-signing usage is enough.</summary>
    public IReadOnlyCollection<string> Usages { get; init; } = [];

    /// <summary>What an order says of its certificate: the person, the dates, the serial number and the CSR where the server still shows it.</summary>
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
