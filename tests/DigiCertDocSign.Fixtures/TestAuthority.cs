using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DigiCertDocSign.Fixtures;

/// <summary>A CA made with the platform's own classes, so that no mistake of the code under test is in its certificates.</summary>
public sealed class TestAuthority : IDisposable
{
    public static readonly DateTimeOffset Now = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public const string Email = "mira.solberg@fjordlab.example";
    private readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private readonly RSA _issuingKey = RSA.Create(2048);

    public TestAuthority()
    {
        var root = new CertificateRequest("C=US, O=Sample Trust, CN=Sample Root", _rootKey, HashAlgorithmName.SHA384);
        AddAuthority(root);
        Root = root.CreateSelfSigned(Now.AddYears(-5), Now.AddYears(10));

        OldRootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var old = new CertificateRequest("C=US, O=Sample Trust, CN=Old Root", OldRootKey, HashAlgorithmName.SHA256);
        AddAuthority(old);
        using X509Certificate2 oldRoot = old.CreateSelfSigned(Now.AddYears(-9), Now.AddYears(5));
        CrossSigned =
            root.Create(oldRoot.SubjectName, X509SignatureGenerator.CreateForECDsa(OldRootKey), Now.AddYears(-3), Now.AddYears(4), [7]);
        Issuing = CreateIssuing();
    }

    public X509Certificate2 Root { get; }

    /// <summary>The root's name and key, signed by an older root.</summary>
    public X509Certificate2 CrossSigned { get; }

    public X509Certificate2 Issuing { get; }

    private ECDsa OldRootKey { get; }

    public X509Certificate2 CreateIssuing(
        bool isAuthority = true,
        X509KeyUsageFlags usage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
        DateTimeOffset? until = null,
        ECDsa? signer = null,
        int? pathLength = 0,
        byte[]? keyIdentifier = null)
    {
        var request = new CertificateRequest(
            "C=US, O=Sample Trust, CN=Sample Document Signing CA", _issuingKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(isAuthority, isAuthority && pathLength is not null, pathLength ?? 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, true));
        if (keyIdentifier is not null)
        {
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(keyIdentifier, false));
        }

        return request.Create(
            Root.SubjectName, X509SignatureGenerator.CreateForECDsa(signer ?? _rootKey), Now.AddYears(-2), until ?? Now.AddYears(6), [2]);
    }

    public X509Certificate2 CreatePerson(byte[] subjectPublicKeyInfo, PersonCertificate? form = null)
    {
        form ??= new PersonCertificate();
        var request = new CertificateRequest(
            new X500DistinguishedName(form.Subject),
            PublicKey.CreateFromSubjectPublicKeyInfo(subjectPublicKeyInfo, out _),
            HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(form.IsAuthority, false, 0, true));
        if (form.KeyUsage is { } keyUsage)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(keyUsage, true));
        }

        if (form.Usages.Length > 0)
        {
            OidCollection usages = [];
            Array.ForEach(form.Usages, usage => usages.Add(new Oid(usage)));
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, false));
        }

        if (form.AlternativeEmail is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddEmailAddress(form.AlternativeEmail);
            request.CertificateExtensions.Add(names.Build());
        }

        if (form.IssuersKeyIdentifier is { } named)
        {
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(named));
        }

        return request.Create(
            Issuing.SubjectName,
            X509SignatureGenerator.CreateForRSA(_issuingKey, RSASignaturePadding.Pkcs1),
            form.NotBefore,
            form.NotAfter,
            form.SerialNumber);
    }

    /// <summary>A root that has issued nothing here, whatever its name.</summary>
    public static X509Certificate2 CreateStranger(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        AddAuthority(request);
        return request.CreateSelfSigned(Now.AddYears(-5), Now.AddYears(10));
    }

    public static byte[] Bundle(params X509Certificate2[] certificates) =>
        Encoding.ASCII.GetBytes(string.Concat(certificates.Select(certificate => certificate.ExportCertificatePem() + "\n")));

    public void Dispose()
    {
        Array.ForEach([_rootKey, OldRootKey, (IDisposable)_issuingKey, Root, CrossSigned, Issuing], part => part.Dispose());
    }

    private static void AddAuthority(CertificateRequest request)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
    }
}

/// <summary>What a person's certificate says; as ordered, unless a test bends it.</summary>
public sealed record PersonCertificate
{
    public string Subject { get; init; } = "CN=Mira K. Solberg, O=Fjordlab AS, C=NO";

    public string? AlternativeEmail { get; init; } = TestAuthority.Email;

    public string[] Usages { get; init; } = ["1.3.6.1.5.5.7.3.36", "1.2.840.113583.1.1.5"];

    public X509KeyUsageFlags? KeyUsage { get; init; } = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation;

    public bool IsAuthority { get; init; }

    public byte[]? IssuersKeyIdentifier { get; init; }

    public DateTimeOffset NotBefore { get; init; } = TestAuthority.Now.AddMonths(-1);

    public DateTimeOffset NotAfter { get; init; } = TestAuthority.Now.AddYears(1);

    public byte[] SerialNumber { get; init; } = [0x00, 0xA1, 0xB2, 0xC3];
}
