namespace DigiCertDocSign;
public static class CertificateProof
{
    public static IReadOnlyList<CertificateCheck> Check(IssuedCertificate certificate, CertificateExpectation expectation, DateTimeOffset now) => throw new NotImplementedException();
}
