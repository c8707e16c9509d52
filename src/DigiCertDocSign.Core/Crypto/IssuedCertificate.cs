using System.Security.Cryptography.X509Certificates;
using System.Text;
using DigiCertDocSign.Text;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Cms;
using Org.BouncyCastle.Asn1.X509;
using X509Certificate = Org.BouncyCastle.X509.X509Certificate;

namespace DigiCertDocSign.Crypto;

/// <summary>A person's certificate with the chain above it, as a download or a file holds them.</summary>
public sealed class IssuedCertificate
{
    private IssuedCertificate(IReadOnlyList<X509Certificate> certificates)
    {
        Path = CertificateOrdering.PathFrom(certificates);
        All = CertificateOrdering.ChainOf(Path, certificates);
        Strangers = [.. certificates.Distinct().Where(certificate => !All.Contains(certificate))];
        SerialNumber = Hex.Of(Leaf.SerialNumber.ToByteArrayUnsigned());
        Thumbprint = ThumbprintOf(Leaf);
        Subject = Leaf.SubjectDN.ToString();
        CommonName = SubjectPart(X509Name.CN);
        Emails = CertificateEmails.Of(Leaf);
        SubjectPublicKeyInfo = Leaf.SubjectPublicKeyInfo.GetDerEncoded();
        PublicKeySha256 = PublicKeys.Sha256Of(SubjectPublicKeyInfo);
        NotBefore = new DateTimeOffset(Leaf.NotBefore, TimeSpan.Zero);
        NotAfter = new DateTimeOffset(Leaf.NotAfter, TimeSpan.Zero);
    }

    /// <summary>The serial number in upper-case hexadecimal without separators or leading zeros, as CertCentral shows it.</summary>
    public string SerialNumber { get; }

    /// <summary>SHA-1 of the certificate in upper-case hexadecimal, the name that Windows gives it.</summary>
    public string Thumbprint { get; }

    /// <summary>The subject as text: <c>CN=Mira Solberg,E=mira.solberg@fjordlab.example</c>.</summary>
    public string Subject { get; }

    /// <summary>The first CN of the subject; null when it has none.</summary>
    public string? CommonName { get; }

    /// <summary>The first of <see cref="Emails"/>; null when there is none.</summary>
    public string? Email => Emails.Count > 0 ? Emails[0] : null;

    /// <summary>The addresses of the subject alternative name, then those of the subject, each once.</summary>
    public IReadOnlyList<string> Emails { get; }

    /// <summary>When the validity begins, in UTC (RFC 5280 section 4.1.2.5).</summary>
    public DateTimeOffset NotBefore { get; }

    /// <summary>When the validity ends, in UTC.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>SHA-256 of the DER SubjectPublicKeyInfo, in upper-case hexadecimal; that of the CSR is the same.</summary>
    public string PublicKeySha256 { get; }

    /// <summary>The public key, DER (RFC 5280 section 4.1).</summary>
    internal byte[] SubjectPublicKeyInfo { get; }

    /// <summary>The person's certificate.</summary>
    internal X509Certificate Leaf => Path[0];

    /// <summary>From the person's certificate upwards, each issued by the next.</summary>
    internal IReadOnlyList<X509Certificate> Path { get; }

    /// <summary>The chain that is given on, the root last: the proven part of the path and what else has issued a member of it.</summary>
    internal IReadOnlyList<X509Certificate> All { get; }

    /// <summary>What the content held besides, and what has issued nothing in the chain.</summary>
    internal IReadOnlyList<X509Certificate> Strangers { get; }

    /// <summary>
    /// Reads PEM with any number of certificates in any order, a PKCS#7 message in PEM or DER, or one DER certificate, and finds the
    /// person's certificate among them.
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
            throw CryptoFaults.CertificateUnreadable(problem);
        }
    }

    /// <summary>Reads PEM text as <see cref="Parse(byte[])"/> does.</summary>
    /// <exception cref="DocSigningException">CertificateUnreadable.</exception>
    public static IssuedCertificate Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    /// <summary>The person's certificate as the platform's object, without private key. The caller disposes of it.</summary>
    public X509Certificate2 ToX509Certificate2() => new(Leaf.GetEncoded());

    /// <summary>The person's certificate in PEM.</summary>
    internal byte[] ToPem() => ToPem([Leaf]);

    /// <summary>The person's certificate, the intermediates and the root, in this order, in PEM.</summary>
    internal byte[] ToPemChain() => ToPem(All);

    /// <summary>True when the certificate has this serial number; case, leading zeros, blanks and colons do not matter.</summary>
    /// <param name="serialNumber">In hexadecimal.</param>
    public bool HasSerialNumber(string serialNumber) => IsSameSerialNumber(serialNumber, SerialNumber);

    /// <inheritdoc/>
    public override string ToString() => Subject;

    /// <summary>Whether two texts are one serial number; see <see cref="HasSerialNumber"/>.</summary>
    internal static bool IsSameSerialNumber(string one, string other) => Digits(one) == Digits(other);

    /// <summary>See <see cref="Thumbprint"/>.</summary>
    internal static string ThumbprintOf(X509Certificate certificate)
    {
#pragma warning disable CA5350 // a name, not a protection
        using var sha1 = System.Security.Cryptography.SHA1.Create();
#pragma warning restore CA5350
        return Hex.Of(sha1.ComputeHash(certificate.GetEncoded()));
    }

    /// <summary>The first value of that part of the subject; null when there is none.</summary>
    internal string? SubjectPart(DerObjectIdentifier type) => Leaf.SubjectDN.GetValueList(type).FirstOrDefault();

    private static byte[] ToPem(IEnumerable<X509Certificate> certificates) =>
        Encoding.ASCII.GetBytes(string.Concat(certificates.Select(certificate => PemBlock.Write("CERTIFICATE", certificate.GetEncoded()))));

    private static string Digits(string number) =>
        new string([.. number.Where(char.IsLetterOrDigit)]).TrimStart('0').ToUpperInvariant();
}

/// <summary>
/// Takes the certificates out of a download: any number of PEM blocks, a PKCS#7 message in PEM (under any label) or DER, or one DER
/// certificate. The bytes decide what a block is, and not its label: what the API calls cer is a PKCS#7 message.
/// </summary>
internal static class CertificateReader
{
    // A chain has three or four certificates; a bundle of hundreds is something else and would be slow to sort.
    private const int MaxCertificates = 32;
    private const int MaxLength = 1 << 20; // bytes

    /// <summary>The certificates, each once, in the order of the content.</summary>
    /// <exception cref="FormatException">No certificate, or a damaged one.</exception>
    public static IReadOnlyList<X509Certificate> Read(byte[] content)
    {
        if (content.Length is 0 or > MaxLength)
        {
            throw new FormatException(content.Length == 0 ? "It is empty." : "It is far too large for a certificate.");
        }

        string text = PemBlock.TextOf(content);
        IEnumerable<byte[]> parts = PemBlock.IsPem(text)
            ? PemBlock.ReadAll(text).Where(IsCertificate).Select(block => block.Content)
            : [content];
        var found = new List<X509Certificate>();
        foreach (X509Certificate certificate in parts.SelectMany(ReadPart))
        {
            if (!found.Contains(certificate))
            {
                found.Add(certificate);
            }

            if (found.Count > MaxCertificates)
            {
                throw new FormatException("It holds far more certificates than a chain has.");
            }
        }

        return found.Count > 0 ? found : throw new FormatException("It holds no certificate.");
    }

    private static bool IsCertificate(PemBlock block) =>
        block.Label is "CERTIFICATE" or "X509 CERTIFICATE" or "TRUSTED CERTIFICATE" or "PKCS7" or "CMS" or "PKCS #7 SIGNED DATA";

    private static IReadOnlyList<X509Certificate> ReadPart(byte[] part) => Der.Read<IReadOnlyList<X509Certificate>>(() =>
    {
        if (!Der.StartsWith(part, CmsObjectIdentifiers.SignedData))
        {
            return [Whole(new X509Certificate(part))];
        }

        var message = ContentInfo.GetInstance(Asn1Object.FromByteArray(part));
        var signed = SignedData.GetInstance(message.Content);
        Asn1Encodable[] members = signed.Certificates?.ToArray() ?? [];
        return [.. members.Select(member => Whole(new X509Certificate(X509CertificateStructure.GetInstance(member))))];
    });

    // The library reads each part when it is first asked for; damage must show now and not in the middle of a check.
    private static X509Certificate Whole(X509Certificate certificate)
    {
        _ = certificate.NotBefore;
        _ = certificate.NotAfter;
        _ = certificate.GetBasicConstraints();
        _ = certificate.GetKeyUsage();
        _ = certificate.GetExtendedKeyUsage();
        _ = certificate.SubjectDN.ToString();
        _ = certificate.IssuerDN.ToString();
        _ = CertificateEmails.Of(certificate);
        return certificate;
    }
}

/// <summary>The e-mail addresses that a certificate names (RFC 5280 section 4.2.1.6; RFC 9598 for those beyond ASCII).</summary>
internal static class CertificateEmails
{
    private static readonly DerObjectIdentifier SmtpUtf8Mailbox = new("1.3.6.1.5.5.7.8.9");

    /// <summary>Those of the subject alternative name, then those of the subject, each once.</summary>
    public static IReadOnlyList<string> Of(X509Certificate certificate)
    {
        GeneralName[] names = certificate.GetSubjectAlternativeNameExtension()?.GetNames() ?? [];
        IEnumerable<string> alternative = names.Select(Address).OfType<string>();
        return
        [
            .. alternative.Concat(certificate.SubjectDN.GetValueList(X509Name.EmailAddress)).Select(EmailAddress.Of).Distinct()
                .Select(address => address.Text),
        ];
    }

    private static string? Address(GeneralName name) => name.TagNo switch
    {
        GeneralName.Rfc822Name => ((IAsn1String)name.Name).GetString(),
        GeneralName.OtherName when OtherName.GetInstance(name.Name) is var other && SmtpUtf8Mailbox.Equals(other.TypeID) =>
            (other.Value.ToAsn1Object() as IAsn1String)?.GetString(),
        _ => null,
    };
}
