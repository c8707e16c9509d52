using System.Text.RegularExpressions;

namespace DigiCertDocSign.Certificates;

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
