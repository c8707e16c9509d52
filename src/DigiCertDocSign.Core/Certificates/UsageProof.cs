using DigiCertDocSign.Crypto;

namespace DigiCertDocSign.Certificates;

/// <summary>What the certificate's key may be used for (RFC 5280 sections 4.2.1.3 and 4.2.1.12).</summary>
internal static class UsageProof
{
    private const int DigitalSignatureBit = 0;
    private const int NonRepudiationBit = 1;

    private static readonly Dictionary<string, string> DocumentSigning = new(StringComparer.Ordinal)
    {
        ["1.3.6.1.5.5.7.3.36"] = "document signing (RFC 9336)",
        ["1.3.6.1.4.1.311.10.3.12"] = "Microsoft document signing",
        ["1.2.840.113583.1.1.5"] = "Adobe authentic documents",
    };

    public static CertificateCheck Check(IssuedCertificate certificate, CertificateExpectation expectation)
    {
        string[] found = [.. (certificate.Leaf.GetExtendedKeyUsage() ?? []).Select(usage => usage.Id)];
        string[] missing = [.. expectation.Usages.Except(found)];
        var problems = new List<string>();
        if (missing.Length > 0)
        {
            problems.Add($"The usage {string.Join(", ", missing.Select(Describe))} was ordered and is missing.");
        }
        else if (!found.Any(DocumentSigning.ContainsKey))
        {
            problems.Add($"It is not for document signing; its usages are {(found.Length == 0 ? "not stated" : string.Join(", ", found))}.");
        }

        bool[]? keyUsage = certificate.Leaf.GetKeyUsage();
        if (keyUsage is null || !(keyUsage[DigitalSignatureBit] || keyUsage[NonRepudiationBit]))
        {
            problems.Add("Its key usage does not allow signatures.");
        }

        if (certificate.Leaf.GetBasicConstraints() >= 0)
        {
            problems.Add("It is the certificate of a CA, not of a person.");
        }

        return new CertificateCheck("Usages", problems.Count == 0, problems.Count == 0
            ? $"For {string.Join(", ", found.Select(Describe))}."
            : string.Join(" ", problems));
    }

    private static string Describe(string usage) => DocumentSigning.TryGetValue(usage, out string? name) ? name : usage;
}
