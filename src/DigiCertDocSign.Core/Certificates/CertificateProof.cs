using System.Text.RegularExpressions;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Csr;
using DigiCertDocSign.Following;
using DigiCertDocSign.Keys;
using DigiCertDocSign.People;
using DigiCertDocSign.Text;
using DigiCertDocSign.Work;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;

namespace DigiCertDocSign.Certificates;

/// <summary>
/// Compares a certificate with what was ordered. The CA has been seen to hand out another certificate of the same order. One that does not
/// fit its key or its person is found here, and not by the first reader of a signed document.
/// </summary>
public static class CertificateProof
{
    /// <summary>
    /// The checks Key, Subject, Email, Usages, Validity and Chain, in this order, and Serial when the expectation has a serial number. A
    /// CSR that cannot be read gives a check that did not pass, never an exception.
    /// </summary>
    /// <param name="certificate">What was received.</param>
    /// <param name="expectation">What was ordered.</param>
    /// <param name="now">The moment for which the validity is judged.</param>
    public static IReadOnlyList<CertificateCheck> Check(
        IssuedCertificate certificate, CertificateExpectation expectation, PresentMoment now)
    {
        var checks = new List<CertificateCheck>
        {
            KeyProof.Compare(certificate, expectation).Check,
            CheckSubject(certificate, expectation),
            CheckEmail(certificate, expectation),
            UsageProof.Check(certificate, expectation),
            CheckValidity(certificate, expectation, now),
            CheckChain(certificate, now),
        };
        if (!string.IsNullOrWhiteSpace(expectation.SerialNumber))
        {
            bool same = certificate.HasSerialNumber(expectation.SerialNumber!);
            checks.Add(new CertificateCheck("Serial", same, same
                ? $"The serial number is that of the order, {certificate.SerialNumber}."
                : $"The serial number is {certificate.SerialNumber}, the order says {expectation.SerialNumber}: this is another "
                    + "certificate. Download it again, or ask DigiCert support."));
        }

        return checks;
    }

    /// <summary>The check Key alone: whether the certificate is for the key or the CSR of the expectation.</summary>
    public static KeyComparison CheckKey(IssuedCertificate certificate, CertificateExpectation expectation) =>
        KeyProof.Compare(certificate, expectation);

    /// <summary>The check Chain alone: whether each is issued by the next, up to a root, and nothing else came with them.</summary>
    public static CertificateCheck CheckChain(IssuedCertificate certificate, PresentMoment now) => ChainProof.Check(certificate, now);

    private static CertificateCheck CheckSubject(IssuedCertificate certificate, CertificateExpectation expectation)
    {
        string expected = Plain(FullName.Of(expectation.GivenName, expectation.Surname));
        string? found = certificate.CommonName;
        if (found is null && certificate.SubjectPart(X509Name.GivenName) is { } given)
        {
            found = FullName.Of(given, certificate.SubjectPart(X509Name.Surname));
        }

        if (expected.Length == 0)
        {
            return new CertificateCheck(
                "Subject",
                false,
                $"The order names no person to compare with; the certificate is for {found ?? certificate.Subject}.");
        }

        bool same = found is not null && string.Equals(Plain(found), expected, StringComparison.Ordinal);
        return new CertificateCheck("Subject", same, same
            ? $"The certificate is for {found}, as ordered."
            : $"The certificate is for {found ?? certificate.Subject}, but {expected} was ordered.");
    }

    private static CertificateCheck CheckEmail(IssuedCertificate certificate, CertificateExpectation expectation)
    {
        string found = certificate.Emails.Count > 0 ? string.Join(", ", certificate.Emails) : "no address";
        if (string.IsNullOrWhiteSpace(expectation.Email))
        {
            return new CertificateCheck("Email", false, $"The order names no e-mail address to compare with; the certificate has {found}.");
        }

        bool same = certificate.Emails.Any(email => EmailAddress.AreSame(email, expectation.Email));
        return new CertificateCheck("Email", same, same
            ? $"The certificate has {expectation.Email}, as ordered."
            : $"The certificate has {found}, but {expectation.Email} was ordered.");
    }

    private static CertificateCheck CheckValidity(IssuedCertificate certificate, CertificateExpectation expectation, PresentMoment now)
    {
        var problems = new List<string>();
        if (now.Latest < certificate.NotBefore)
        {
            problems.Add($"It is not valid before {Moments.Utc(certificate.NotBefore)}.");
        }

        if (now.Earliest > certificate.NotAfter)
        {
            problems.Add($"It expired at {Moments.Utc(certificate.NotAfter)}.");
        }

        AddDay(problems, "first", certificate.NotBefore, expectation.ValidFrom);
        AddDay(problems, "last", certificate.NotAfter, expectation.ValidTill);
        return new CertificateCheck("Validity", problems.Count == 0, problems.Count == 0
            ? $"Valid from {Moments.Utc(certificate.NotBefore)} to {Moments.Utc(certificate.NotAfter)}."
            : string.Join(" ", problems));
    }

    // The order's days have no time zone, so those of the certificate may lie one day before or after them.
    private static void AddDay(List<string> problems, string which, DateTimeOffset found, DateTime? expected)
    {
        if (expected is { } day && Math.Abs((found.UtcDateTime.Date - day.Date).TotalDays) > 1)
        {
            problems.Add($"Its {which} day is {Moments.Day(found.UtcDateTime)}, the order says {Moments.Day(day)}.");
        }
    }

    private static string Plain(string text) => UnicodeText.Compose(Regex.Replace(text, @"\s+", " ").Trim());
}

/// <summary>The check Key, with what else is known of its comparison.</summary>
/// <param name="Check">Passed when the key is proven. Where there was nothing to compare with, nothing is proven.</param>
public sealed record KeyComparison(CertificateCheck Check)
{
    /// <summary>False when there was nothing to compare with, so that nothing is known to be wrong either.</summary>
    public bool Compared { get; init; } = true;

    /// <summary>
    /// The fault that prevented the comparison, such as a CSR that cannot be read; null when there was none, or nothing to compare with.
    /// </summary>
    public FaultKind? Hindrance { get; init; }

    /// <summary>What differs, as the beginning of a sentence; null when nothing does, or nothing was compared.</summary>
    public string? Difference { get; init; }
}

/// <summary>Whether the certificate is for the key that was expected.</summary>
internal static class KeyProof
{
    private const string OfCsr = "the CSR's";

    public static KeyComparison Compare(IssuedCertificate certificate, CertificateExpectation expectation)
    {
        var expected = new List<(string Source, string Sha256)>();
        if (expectation.SubjectPublicKeyInfo is { } key)
        {
            expected.Add((
                $"that of {(expectation.KeyReference is { } reference ? $"the key {reference}" : "the key")}",
                PublicKeys.Sha256Of([.. key])));
        }

        DocSigningException? unreadable = null;
        if (!string.IsNullOrWhiteSpace(expectation.Csr))
        {
            try
            {
                expected.Add((OfCsr, CsrInspector.Inspect(expectation.Csr!).PublicKeySha256));
            }
            catch (DocSigningException problem)
            {
                unreadable = problem;
            }
        }

        return expected.Count > 0 ? Compare(certificate, expectation, expected, unreadable) : Of(false, unreadable is null
            ? "Neither a CSR nor a key was there to compare with, so the certificate may belong to any key."
            : $"There is a CSR, but it cannot be compared with, so the certificate may belong to any key. {unreadable.Message}") with
        {
            Compared = false,
            Hindrance = unreadable?.Kind,
        };
    }

    private static KeyComparison Compare(
        IssuedCertificate certificate,
        CertificateExpectation expectation,
        IReadOnlyList<(string Source, string Sha256)> expected,
        DocSigningException? unreadable)
    {
        string[] wrong = [.. expected
            .Where(one => !string.Equals(one.Sha256, certificate.PublicKeySha256, StringComparison.OrdinalIgnoreCase))
            .Select(one => one.Source)];
        if (wrong.Length > 0)
        {
            string difference = $"The public key is not {string.Join(" and not ", wrong)}";
            return Of(false, $"{difference}: {MeaningOf(wrong, expectation)}") with { Difference = difference };
        }

        string found =
            $"The public key is {string.Join(" and ", expected.Select(one => one.Source))} (SHA-256 {certificate.PublicKeySha256})";
        return unreadable is null
            ? Of(true, found + ".")
            : Of(false, $"{found}, but the CSR cannot be compared with. {unreadable.Message}") with { Hindrance = unreadable.Kind };
    }

    // Only the order's own CSR tells that the certificate is the wrong one. A key or a CSR that somebody named may be wrong itself.
    private static string MeaningOf(string[] wrong, CertificateExpectation expectation) =>
        wrong.Contains(OfCsr) && expectation.IsCsrOfOrder
            ? "nobody here can sign with this certificate. Download it again, or ask DigiCert support."
            : wrong is [OfCsr]
                ? "the certificate is for another CSR. Name the one that the order was placed with, or the last that it was given since."
                : "what is signed with that key does not verify with this certificate. Name the key that the order's CSR was made with.";

    private static KeyComparison Of(bool passed, string detail) => new(new CertificateCheck("Key", passed, detail));
}

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
            problems.Add(
                $"It is not for document signing; its usages are {(found.Length == 0 ? "not stated" : string.Join(", ", found))}.");
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

/// <summary>
/// Walks the chain that came with the certificate (RFC 5280 section 6.1, without revocation and policies) up to a self-signed root. Whether
/// that root is trusted is not asked here: every program that reads signed documents has its own list of trusted roots.
/// </summary>
internal static class ChainProof
{
    private const int CertificateSignBit = 5;

    public static CertificateCheck Check(IssuedCertificate certificate, PresentMoment now)
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
            problems.Add($"The chain is incomplete: the certificate of {top.IssuerDN} is missing. Download it again, or get that one from "
                + "DigiCert: without it, programs may not trust what is signed.");
        }
        else if (CertificateOrdering.SignatureBy(top, top) is not SignatureVerdict.Valid and var onRoot)
        {
            problems.Add(onRoot == SignatureVerdict.Unknown ? Unknown(top) : $"The root {top.SubjectDN} is not signed by itself.");
        }
        else if (path.Count == 1)
        {
            problems.Add("The certificate is signed by itself and not by a CA.");
        }

        // What is in the path and has issued nothing has its sentence already.
        string[] strangers = [.. certificate.Strangers.Where(one => !path.Contains(one)).Select(one => $"'{one.SubjectDN}'")];
        if (strangers.Length > 0)
        {
            problems.Add($"Not of this chain, and left out where it is saved or installed: {string.Join(", ", strangers)}.");
        }

        return new CertificateCheck("Chain", problems.Count == 0, problems.Count == 0
            ? $"{path.Count} certificates up to the root {top.SubjectDN}, thumbprint {IssuedCertificate.ThumbprintOf(top)}."
            : string.Join(" ", problems));
    }

    private static string Unknown(X509Certificate subject) =>
        $"The signature on {subject.SubjectDN} cannot be verified here, since its algorithm "
            + $"{subject.SignatureAlgorithm.Algorithm.Id} is not known. Verify it with a program that knows it.";

    private static void AddLink(
        List<string> problems, X509Certificate subject, X509Certificate issuer, int intermediatesBelow, PresentMoment now)
    {
        if (CertificateOrdering.SignatureBy(issuer, subject) is not SignatureVerdict.Valid and var verdict)
        {
            problems.Add(verdict == SignatureVerdict.Unknown
                ? Unknown(subject)
                : $"The signature on {subject.SubjectDN} is not by {issuer.SubjectDN}.");
        }
        else if (!CertificateOrdering.NamesKeyOf(subject, issuer))
        {
            problems.Add($"{subject.SubjectDN} names another key of its issuer's than {issuer.SubjectDN} has.");
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

        if (now.Latest.UtcDateTime < issuer.NotBefore || now.Earliest.UtcDateTime > issuer.NotAfter)
        {
            problems.Add($"The certificate of {issuer.SubjectDN} is not valid at this time.");
        }
    }
}

/// <summary>
/// Proves that the private key can be used with its certificate. Equal public keys do not show that: a token may hold the public part,
/// and have lost the private one or never unlock it.
/// </summary>
public static class SignatureProof
{
    /// <summary>As <see cref="Check"/>. A token may take its time to sign; a cancelled caller does not wait for it.</summary>
    /// <exception cref="DocSigningException">As <see cref="Check"/>.</exception>
    public static Task<CertificateCheck> CheckAsync(IssuedCertificate certificate, ISigningKey key, CancellationToken cancellationToken) =>
        key.IsInProcess
            ? Task.FromResult(Check(certificate, key))
            : Uninterruptible.RunAsync(() => Check(certificate, key), cancellationToken);

    /// <summary>The check Signature: signs random bytes with the key and verifies them with the certificate.</summary>
    /// <param name="certificate">Its public key verifies.</param>
    /// <param name="key">Signs once; a token asks for its PIN.</param>
    /// <exception cref="DocSigningException">
    /// The store of the key refuses to sign: TokenPinMissing, TokenPinWrong, KeyNotFound and others.
    /// </exception>
    public static CertificateCheck Check(IssuedCertificate certificate, ISigningKey key)
    {
        bool valid = TrialSignature.Verifies(key, certificate.Leaf.CertificateStructure.SubjectPublicKeyInfo);
        return new CertificateCheck("Signature", valid, valid
            ? "The private key signed random data, and the certificate verifies the signature."
            : "The private key signed random data, but the certificate does not verify the signature: documents signed with this key would "
                + "not verify. Use the key that the order's CSR was made with.");
    }
}
