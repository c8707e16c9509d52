namespace DigiCertDocSign;

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

        if (!string.IsNullOrWhiteSpace(expectation.Csr))
        {
            try
            {
                expected.Add(("the CSR's", CsrInspector.Inspect(expectation.Csr!).PublicKeySha256));
            }
            catch (DocSigningException problem)
            {
                return new CertificateCheck(Name, false, $"There is a CSR, but it cannot be compared with, so the certificate may belong to any key. {problem.Message}")
                {
                    Compared = false,
                    Hindrance = problem.Kind,
                };
            }
        }

        if (expected.Count == 0)
        {
            return new CertificateCheck(Name, false, "Neither a CSR nor a key was there to compare with, so the certificate may belong to any key.") { Compared = false };
        }

        string[] wrong = [.. expected
            .Where(one => !string.Equals(one.Sha256, certificate.PublicKeySha256, StringComparison.OrdinalIgnoreCase))
            .Select(one => one.Source)];
        return wrong.Length == 0
            ? new CertificateCheck(Name, true, $"The public key is {string.Join(" and ", expected.Select(one => one.Source))} (SHA-256 {certificate.PublicKeySha256}).")
            : new CertificateCheck(Name, false, $"The public key is not {string.Join(" and not ", wrong)}: nobody here can sign with this certificate. Download it again, or ask DigiCert support.");
    }
}
