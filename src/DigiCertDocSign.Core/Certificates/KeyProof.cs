using DigiCertDocSign.Crypto;
using DigiCertDocSign.Csr;

namespace DigiCertDocSign.Certificates;

internal static class KeyProof
{
    private const string Name = "Key";

    public static CertificateCheck Check(IssuedCertificate certificate, CertificateExpectation expectation)
    {
        var expected = new List<(string Source, string Sha256)>();
        if (expectation.SubjectPublicKeyInfo is { } key)
        {
            expected.Add(($"that of {(expectation.KeyReference is { } reference ? $"the key {reference}" : "the key")}", PublicKeys.Sha256Of([.. key])));
        }

        DocSigningException? unreadable = null;
        if (!string.IsNullOrWhiteSpace(expectation.Csr))
        {
            try
            {
                expected.Add(("the CSR's", CsrInspector.Inspect(expectation.Csr!).PublicKeySha256));
            }
            catch (DocSigningException problem)
            {
                unreadable = problem;
            }
        }

        return expected.Count > 0 ? Compare(certificate, expected, unreadable) : new CertificateCheck(
            Name,
            false,
            unreadable is null
                ? "Neither a CSR nor a key was there to compare with, so the certificate may belong to any key."
                : $"There is a CSR, but it cannot be compared with, so the certificate may belong to any key. {unreadable.Message}")
        {
            Compared = false,
            Hindrance = unreadable?.Kind,
        };
    }

    private static CertificateCheck Compare(IssuedCertificate certificate, IReadOnlyList<(string Source, string Sha256)> expected, DocSigningException? unreadable)
    {
        string[] wrong = [.. expected
            .Where(one => !string.Equals(one.Sha256, certificate.PublicKeySha256, StringComparison.OrdinalIgnoreCase))
            .Select(one => one.Source)];
        if (wrong.Length > 0)
        {
            return new CertificateCheck(Name, false, $"The public key is not {string.Join(" and not ", wrong)}: nobody here can sign with this certificate. Download it again, or ask DigiCert support.");
        }

        string found = $"The public key is {string.Join(" and ", expected.Select(one => one.Source))} (SHA-256 {certificate.PublicKeySha256})";
        return unreadable is null
            ? new CertificateCheck(Name, true, found + ".")
            : new CertificateCheck(Name, false, $"{found}, but the CSR cannot be compared with. {unreadable.Message}") { Hindrance = unreadable.Kind };
    }
}
