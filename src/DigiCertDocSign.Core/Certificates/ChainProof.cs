using DigiCertDocSign.Crypto;
using Org.BouncyCastle.X509;

namespace DigiCertDocSign.Certificates;

/// <summary>
/// Walks the chain that came with the certificate (RFC 5280 section 6.1, without revocation and policies) up to a
/// self-signed root. Whether that root is trusted is a question for each reader's own list and not asked here.
/// </summary>
internal static class ChainProof
{
    private const int CertificateSignBit = 5;

    public static CertificateCheck Check(IssuedCertificate certificate, DateTimeOffset now)
    {
        IReadOnlyList<X509Certificate> path = certificate.Path;
        var problems = new List<string>();
        for (int depth = 0; depth + 1 < path.Count; depth++)
        {
            AddLink(problems, path[depth], path[depth + 1], intermediatesBelow: depth, now);
        }

        X509Certificate top = path[path.Count - 1];
        if (!CertificateOrdering.IsSelfIssued(top))
        {
            problems.Add($"The chain is incomplete: the certificate of {top.IssuerDN} is missing.");
        }
        else if (!CertificateOrdering.IsSignedBy(top, top))
        {
            problems.Add($"The root {top.SubjectDN} is not signed by itself.");
        }
        else if (path.Count == 1)
        {
            problems.Add("The certificate is signed by itself and not by a CA.");
        }

        return new CertificateCheck("Chain", problems.Count == 0, problems.Count == 0
            ? $"{path.Count} certificates up to the root {top.SubjectDN}, thumbprint {IssuedCertificate.ThumbprintOf(top)}."
            : string.Join(" ", problems));
    }

    private static void AddLink(List<string> problems, X509Certificate subject, X509Certificate issuer, int intermediatesBelow, DateTimeOffset now)
    {
        if (!CertificateOrdering.IsSignedBy(subject, issuer))
        {
            problems.Add($"The signature on {subject.SubjectDN} is not by {issuer.SubjectDN}.");
        }

        // -1 says "not a CA"; a CA without a limit has the largest number.
        int allowedBelow = issuer.GetBasicConstraints();
        if (allowedBelow < 0)
        {
            problems.Add($"{issuer.SubjectDN} is not a CA and must not issue certificates.");
        }
        else if (allowedBelow < intermediatesBelow)
        {
            problems.Add($"{issuer.SubjectDN} allows {allowedBelow} CAs below itself and has {intermediatesBelow}.");
        }

        if (issuer.GetKeyUsage() is { } usage && !usage[CertificateSignBit])
        {
            problems.Add($"The key usage of {issuer.SubjectDN} does not allow to issue certificates.");
        }

        if (!issuer.IsValid(now.UtcDateTime))
        {
            problems.Add($"The certificate of {issuer.SubjectDN} is not valid at this time.");
        }
    }
}
