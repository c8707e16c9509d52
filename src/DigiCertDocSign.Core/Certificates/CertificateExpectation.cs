using System.Text.RegularExpressions;
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

    /// <summary>Whether the CSR is what the order shows. One that somebody named may itself be the wrong one.</summary>
    public bool IsCsrOfOrder { get; init; }

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
        IsCsrOfOrder = true,
    };
}

/// <summary>
/// What the order page's words for usages mean in a certificate. No answer of the server tells which usages were ordered.
/// </summary>
public static class OrderedUsages
{
    // The order page names the Adobe usage in two ways.
    private static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["document_signing"] = "1.3.6.1.5.5.7.3.36",
        ["ms_document_signing"] = "1.3.6.1.4.1.311.10.3.12",
        ["adobe_authentic_documents_trust"] = "1.2.840.113583.1.1.5",
        ["adobe_authentic_documents_trustsigning"] = "1.2.840.113583.1.1.5",
    };

    /// <summary>The object identifier of an extended key usage.</summary>
    /// <param name="usage">A word of the order page, or an object identifier.</param>
    /// <exception cref="DocSigningException">OrderFieldInvalid.</exception>
    public static string ToObjectIdentifier(string usage)
    {
        string text = usage.Trim();
        return Words.TryGetValue(text, out string? known) ? known
            : Regex.IsMatch(text, @"^[0-2](\.(0|[1-9][0-9]*))+$") ? text
            : throw CertificateFaults.UsageUnknown(text, Words.Keys);
    }
}
