using Org.BouncyCastle.X509;

namespace DigiCertDocSign.Crypto;

/// <summary>
/// Puts the certificates of a download in order: each one is followed by its issuer. The API promises no order. Where several issuers have
/// the same name and key (a root and its cross-signed twin), the path takes the self-signed one and ends there.
/// </summary>
internal static class CertificateOrdering
{
    /// <summary>The path from the person's certificate upwards, as far as the download holds it.</summary>
    /// <exception cref="FormatException">Several certificates could be the person's.</exception>
    public static IReadOnlyList<X509Certificate> PathFrom(IReadOnlyList<X509Certificate> certificates)
    {
        var path = new List<X509Certificate> { Leaf(certificates) };
        while (!IsSelfIssued(path[path.Count - 1]))
        {
            X509Certificate current = path[path.Count - 1];
            X509Certificate? issuer = certificates
                .Where(candidate => !path.Contains(candidate) && candidate.SubjectDN.Equivalent(current.IssuerDN))
                .OrderByDescending(candidate => IsSignedBy(current, candidate))
                .ThenByDescending(IsSelfIssued)
                .ThenByDescending(
                    candidate => certificates.Any(other => !other.Equals(candidate) && other.SubjectDN.Equivalent(candidate.IssuerDN)))
                .FirstOrDefault();
            if (issuer is null)
            {
                break;
            }

            path.Add(issuer);
        }

        return path;
    }

    /// <summary>All certificates: the path, with those outside it (such as a cross-signed twin) just before the root.</summary>
    public static IReadOnlyList<X509Certificate> WithRest(IReadOnlyList<X509Certificate> path, IReadOnlyList<X509Certificate> all)
    {
        IEnumerable<X509Certificate> rest = all.Where(certificate => !path.Contains(certificate));
        int upToRoot = path.Count > 1 && IsSelfIssued(path[path.Count - 1]) ? path.Count - 1 : path.Count;
        return [.. path.Take(upToRoot), .. rest, .. path.Skip(upToRoot)];
    }

    /// <summary>True when issuer and subject have the same name.</summary>
    public static bool IsSelfIssued(X509Certificate certificate) => certificate.SubjectDN.Equivalent(certificate.IssuerDN);

    /// <summary>
    /// True when the issuer's key made the certificate's signature. The algorithm stands in the certificate twice and must be the same
    /// (RFC 5280 section 4.1.1.2).
    /// </summary>
    public static bool IsSignedBy(X509Certificate certificate, X509Certificate issuer) =>
        certificate.SignatureAlgorithm.Equals(certificate.TbsCertificate.Signature)
        && SignatureCheck.IsValid(
            issuer.SubjectPublicKeyInfo,
            certificate.SignatureAlgorithm,
            Der.FirstElement(certificate.GetEncoded()),
            certificate.GetSignature());

    private static X509Certificate Leaf(IReadOnlyList<X509Certificate> certificates)
    {
        X509Certificate[] people = [.. certificates.Where(certificate => certificate.GetBasicConstraints() < 0)];
        X509Certificate[] candidates = people.Length > 0 ? people : [.. certificates];
        X509Certificate[] ends = [.. candidates.Where(candidate => !certificates.Any(other =>
            !other.Equals(candidate) && other.IssuerDN.Equivalent(candidate.SubjectDN)))];
        return ends.Length == 1 ? ends[0]
            : candidates.Length == 1 ? candidates[0]
            : throw new FormatException("It holds several certificates of people, and nothing says which one is meant.");
    }
}
