using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DigiCertDocSign.Crypto;
using Org.BouncyCastle.Asn1.X509;

namespace DigiCertDocSign.Certificates;

/// <summary>
/// Holds a certificate against what was ordered. A CA has been seen to hand out another certificate of the same order;
/// one that does not fit its key or its person is found here and not by the first reader of a signed document.
/// </summary>
public static class CertificateProof
{
    /// <summary>
    /// One finding each for Key, Subject, Email, Usages, Validity and Chain, in this order, and Serial when a serial number
    /// was expected. Bad input (a CSR that cannot be read) gives a failed finding, never an exception.
    /// </summary>
    /// <param name="certificate">What was received.</param>
    /// <param name="expectation">What was ordered.</param>
    /// <param name="now">The moment for which the validity is judged.</param>
    public static IReadOnlyList<CertificateCheck> Check(IssuedCertificate certificate, CertificateExpectation expectation, DateTimeOffset now)
    {
        var checks = new List<CertificateCheck>
        {
            KeyProof.Check(certificate, expectation),
            CheckSubject(certificate, expectation),
            CheckEmail(certificate, expectation),
            UsageProof.Check(certificate, expectation),
            CheckValidity(certificate, expectation, now),
            ChainProof.Check(certificate, now),
        };
        if (!string.IsNullOrWhiteSpace(expectation.SerialNumber))
        {
            bool same = certificate.HasSerialNumber(expectation.SerialNumber!);
            checks.Add(new CertificateCheck("Serial", same, same
                ? $"The serial number is that of the order, {certificate.SerialNumber}."
                : $"The serial number is {certificate.SerialNumber}, the order says {expectation.SerialNumber}: this is another certificate. Download it again, or ask DigiCert support."));
        }

        return checks;
    }

    /// <summary>The finding Key alone: whether the certificate is for the key or the CSR of the expectation.</summary>
    public static CertificateCheck CheckKey(IssuedCertificate certificate, CertificateExpectation expectation) => KeyProof.Check(certificate, expectation);

    private static CertificateCheck CheckSubject(IssuedCertificate certificate, CertificateExpectation expectation)
    {
        string expected = Plain($"{expectation.GivenName} {expectation.Surname}");
        string? found = certificate.CommonName;
        if (found is null && certificate.SubjectPart(X509Name.GivenName) is { } given)
        {
            found = $"{given} {certificate.SubjectPart(X509Name.Surname)}";
        }

        if (expected.Length == 0)
        {
            return new CertificateCheck("Subject", false, $"The order names no person to compare with; the certificate is for {found ?? certificate.Subject}.");
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

        bool same = certificate.Emails.Any(email => string.Equals(Plain(email), Plain(expectation.Email!), StringComparison.OrdinalIgnoreCase));
        return new CertificateCheck("Email", same, same
            ? $"The certificate has {expectation.Email}, as ordered."
            : $"The certificate has {found}, but {expectation.Email} was ordered.");
    }

    private static CertificateCheck CheckValidity(IssuedCertificate certificate, CertificateExpectation expectation, DateTimeOffset now)
    {
        var problems = new List<string>();
        if (now < certificate.NotBefore)
        {
            problems.Add($"It is not valid before {Moment(certificate.NotBefore)}.");
        }

        if (now > certificate.NotAfter)
        {
            problems.Add($"It expired at {Moment(certificate.NotAfter)}.");
        }

        AddDay(problems, "first", certificate.NotBefore, expectation.ValidFrom);
        AddDay(problems, "last", certificate.NotAfter, expectation.ValidTill);
        return new CertificateCheck("Validity", problems.Count == 0, problems.Count == 0
            ? $"Valid from {Moment(certificate.NotBefore)} to {Moment(certificate.NotAfter)}."
            : string.Join(" ", problems));
    }

    // The order's days carry no time zone, so the certificate's may lie one day to either side of them.
    private static void AddDay(List<string> problems, string which, DateTimeOffset found, DateTime? expected)
    {
        if (expected is { } day && Math.Abs((found.UtcDateTime.Date - day.Date).TotalDays) > 1)
        {
            problems.Add($"Its {which} day is {Day(found.UtcDateTime)}, the order says {Day(day)}.");
        }
    }

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Day(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Plain(string text)
    {
        string collapsed = Regex.Replace(text, @"\s+", " ").Trim();
        try
        {
            return collapsed.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return collapsed; // broken Unicode equals nothing but itself
        }
    }
}
