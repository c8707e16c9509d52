using Org.BouncyCastle.Asn1.X509;
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
                .OrderByDescending(candidate => IsIssuedBy(current, candidate))
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

    /// <summary>
    /// The chain that may be given on: the path as far as each is issued by the next, with what else has issued a member of it (such as a
    /// cross-signed twin) just before the root. What has issued none is a stranger's and stays outside.
    /// </summary>
    public static IReadOnlyList<X509Certificate> ChainOf(IReadOnlyList<X509Certificate> path, IReadOnlyList<X509Certificate> all)
    {
        List<X509Certificate> chain = [path[0]];
        for (int index = 0; index < chain.Count; index++)
        {
            X509Certificate issued = chain[index];
            chain.AddRange(all.Distinct().Where(candidate => !chain.Contains(candidate) && IsIssuedBy(issued, candidate)));
        }

        X509Certificate[] proven = [.. path.TakeWhile(chain.Contains)];
        IEnumerable<X509Certificate> beside = chain.Where(certificate => !proven.Contains(certificate));
        int upToRoot = proven.Length > 1 && IsSelfIssued(proven[proven.Length - 1]) ? proven.Length - 1 : proven.Length;
        return [.. proven.Take(upToRoot), .. beside, .. proven.Skip(upToRoot)];
    }

    /// <summary>True when the name, the signature and, where both have one, the key identifier say so.</summary>
    public static bool IsIssuedBy(X509Certificate certificate, X509Certificate issuer) =>
        issuer.SubjectDN.Equivalent(certificate.IssuerDN) && NamesKeyOf(certificate, issuer)
        && SignatureBy(issuer, certificate) == SignatureVerdict.Valid;

    /// <summary>
    /// False when the certificate names another key of its issuer's (RFC 5280 section 4.2.1.1): programs do not join the two then.
    /// </summary>
    public static bool NamesKeyOf(X509Certificate certificate, X509Certificate issuer) =>
        certificate.GetExtension(X509Extensions.AuthorityKeyIdentifier) is not { } authority
        || issuer.GetExtension(X509Extensions.SubjectKeyIdentifier) is not { } subject
        || AuthorityKeyIdentifier.GetInstance(authority.GetParsedValue()).KeyIdentifier is not { } named
        || named.GetOctets().SequenceEqual(SubjectKeyIdentifier.GetInstance(subject.GetParsedValue()).GetKeyIdentifier());

    /// <summary>True when issuer and subject have the same name.</summary>
    public static bool IsSelfIssued(X509Certificate certificate) => certificate.SubjectDN.Equivalent(certificate.IssuerDN);

    /// <summary>
    /// Whether the issuer's key made the certificate's signature. The algorithm stands in the certificate twice and must be the same
    /// (RFC 5280 section 4.1.1.2).
    /// </summary>
    public static SignatureVerdict SignatureBy(X509Certificate issuer, X509Certificate certificate) =>
        certificate.SignatureAlgorithm.Equals(certificate.TbsCertificate.Signature)
            ? Signatures.Verify(
                issuer.SubjectPublicKeyInfo,
                certificate.SignatureAlgorithm,
                Der.FirstElement(certificate.GetEncoded()),
                certificate.GetSignature())
            : SignatureVerdict.Wrong;

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
