using System.Security.Cryptography.X509Certificates;
using System.Text;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using X509Certificate = Org.BouncyCastle.X509.X509Certificate;

namespace DigiCertDocSign.Crypto;

/// <summary>A person's certificate with the chain above it, as a download or a file holds them.</summary>
public sealed class IssuedCertificate
{
    private IssuedCertificate(IReadOnlyList<X509Certificate> certificates)
    {
        Path = CertificateOrdering.PathFrom(certificates);
        All = CertificateOrdering.WithRest(Path, certificates);
        SerialNumber = Hex.Of(Leaf.SerialNumber.ToByteArrayUnsigned());
        Thumbprint = ThumbprintOf(Leaf);
        Subject = Leaf.SubjectDN.ToString();
        Issuer = Leaf.IssuerDN.ToString();
        CommonName = SubjectPart(X509Name.CN);
        Emails = CertificateEmails.Of(Leaf);
        SubjectPublicKeyInfo = Leaf.SubjectPublicKeyInfo.GetDerEncoded();
        PublicKeySha256 = PublicKeys.Sha256Of(SubjectPublicKeyInfo);
        NotBefore = new DateTimeOffset(Leaf.NotBefore, TimeSpan.Zero);
        NotAfter = new DateTimeOffset(Leaf.NotAfter, TimeSpan.Zero);
    }

    /// <summary>Hexadecimal, upper case, without separators, as CertCentral shows it.</summary>
    public string SerialNumber { get; }

    /// <summary>SHA-1 of the certificate in upper-case hexadecimal, the name that Windows gives it.</summary>
    public string Thumbprint { get; }

    public string Subject { get; }

    public string? CommonName { get; }

    public string Issuer { get; }

    /// <summary>The first of <see cref="Emails"/>.</summary>
    public string? Email => Emails.Count > 0 ? Emails[0] : null;

    /// <summary>From the subject alternative name, then from the subject.</summary>
    public IReadOnlyList<string> Emails { get; }

    public DateTimeOffset NotBefore { get; }

    public DateTimeOffset NotAfter { get; }

    /// <summary>SHA-256 of the DER SubjectPublicKeyInfo, in upper-case hexadecimal; the same as the CSR's.</summary>
    public string PublicKeySha256 { get; }

    /// <summary>The subjects of all certificates: the person's, the intermediates', the root's.</summary>
    public IReadOnlyList<string> ChainSubjects => [.. All.Select(certificate => certificate.SubjectDN.ToString())];

    internal byte[] SubjectPublicKeyInfo { get; }

    internal X509Certificate Leaf => Path[0];

    /// <summary>From the leaf upwards, each issued by the next.</summary>
    internal IReadOnlyList<X509Certificate> Path { get; }

    /// <summary>The path and what else the download held, the root last.</summary>
    internal IReadOnlyList<X509Certificate> All { get; }

    /// <summary>
    /// Reads PEM with any number of certificates in any order, PKCS#7 in PEM dress or DER, or one DER certificate, and
    /// finds the person's among them.
    /// </summary>
    /// <exception cref="DocSigningException">CertificateUnreadable.</exception>
    public static IssuedCertificate Parse(byte[] content)
    {
        try
        {
            IReadOnlyList<X509Certificate> certificates = CertificateReader.Read(content);
            return Der.Read(() => new IssuedCertificate(certificates));
        }
        catch (FormatException problem)
        {
            throw new DocSigningException(
                FaultKind.CertificateUnreadable,
                "Certificate",
                $"The certificate cannot be read. {problem.Message} Download it again, or name a PEM, DER or P7B file.",
                problem);
        }
    }

    /// <summary>Reads PEM text as <see cref="Parse(byte[])"/> does.</summary>
    /// <exception cref="DocSigningException">CertificateUnreadable.</exception>
    public static IssuedCertificate Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    /// <summary>The person's certificate as the platform's object, without private key. The caller disposes of it.</summary>
    public X509Certificate2 ToX509Certificate2() => new(Leaf.GetEncoded());

    /// <summary>True when both are the same number; case, leading zeros, blanks and colons do not matter.</summary>
    public bool HasSerialNumber(string serialNumber) => Digits(serialNumber) == Digits(SerialNumber);

    /// <inheritdoc/>
    public override string ToString() => Subject;

    internal static string ThumbprintOf(X509Certificate certificate)
    {
#pragma warning disable CA5350 // a name, not a protection
        using var sha1 = System.Security.Cryptography.SHA1.Create();
#pragma warning restore CA5350
        return Hex.Of(sha1.ComputeHash(certificate.GetEncoded()));
    }

    internal string? SubjectPart(DerObjectIdentifier type) => Leaf.SubjectDN.GetValueList(type).FirstOrDefault();

    private static string Digits(string number) =>
        new string([.. number.Where(char.IsLetterOrDigit)]).TrimStart('0').ToUpperInvariant();
}
