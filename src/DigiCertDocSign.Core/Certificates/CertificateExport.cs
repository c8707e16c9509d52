using System.Security;
using System.Text;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Files;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Cms;

namespace DigiCertDocSign.Certificates;

/// <summary>Writes certificates in the formats that programs ask for.</summary>
public static class CertificateExport
{
    private const string PasswordField = "Password";

    /// <summary>The ending of a file in this format, with its dot. Each format has its own, so that all fit in one folder.</summary>
    public static string Extension(CertificateFormat format) => format switch
    {
        CertificateFormat.Pem => ".pem",
        CertificateFormat.PemChain => CertificateFile.ChainSuffix,
        CertificateFormat.P7b => ".p7b",
        CertificateFormat.Cer => ".cer",
        CertificateFormat.Pfx => ".pfx",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };

    /// <summary>
    /// Writes the file, whole or not at all; only its owner may read a PFX. A file that holds the same already is left as it is: the same
    /// bytes, or, for a PFX, the same key, certificate and chain under the same password.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="certificate">What is written.</param>
    /// <param name="format">See the formats; only Pfx uses key and password.</param>
    /// <param name="key">For Pfx: the private key, which must be the certificate's own and copyable.</param>
    /// <param name="password">For Pfx: at least <see cref="PasswordRule.MinimumLength"/> characters.</param>
    /// <param name="overwrite">
    /// True to replace a file with another content; one that may hold a private key is set aside under a dated name, and a note says so.
    /// </param>
    /// <param name="time">For the dated name.</param>
    /// <param name="encryption">For Pfx; null for AES256_SHA256, and to take a file that is there however it is encrypted.</param>
    /// <exception cref="DocSigningException">
    /// CertificateFileExists (with another content) or CertificateFileNotWritten; for Pfx also CertificateKeyMissing,
    /// CertificateKeyMismatch, KeyNotExportable, KeyPasswordMissing or KeyPasswordTooShort.
    /// </exception>
    public static CertificatePlace Save(
        string path,
        IssuedCertificate certificate,
        CertificateFormat format,
        ISigningKey? key,
        SecureString? password,
        bool overwrite,
        TimeProvider? time = null,
        CryptoAlgorithmOption? encryption = null) =>
        CertificateFile.Save(
            Path.GetFullPath(path),
            ContentOf(certificate, format, key, password, encryption),
            overwrite,
            time ?? TimeProvider.System);

    private static CertificateContent ContentOf(
        IssuedCertificate certificate,
        CertificateFormat format,
        ISigningKey? key,
        SecureString? password,
        CryptoAlgorithmOption? encryption) =>
        format switch
        {
            CertificateFormat.Pem => new CertificateContent(certificate, certificate.ToPem()),
            CertificateFormat.PemChain => new CertificateContent(certificate, certificate.ToPemChain()),
            CertificateFormat.P7b => new CertificateContent(certificate, P7b(certificate)),
            CertificateFormat.Cer => new CertificateContent(certificate, certificate.Leaf.GetEncoded()),
            CertificateFormat.Pfx => new CertificateContent(
                () => PfxFile.Write(
                    certificate,
                    RequireKey(certificate, key),
                    PasswordRule.RequireStrong(password, PasswordField),
                    encryption ?? CryptoAlgorithmOption.AES256_SHA256),
                earlier => PfxFile.Difference(
                    earlier, certificate, RequireKey(certificate, key), PasswordRule.RequireStrong(password, PasswordField), encryption),
                HoldsKey: true),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
        };

    private static byte[] P7b(IssuedCertificate certificate)
    {
        var certificates = new DerSet(certificate.All.Select(member => (Asn1Encodable)member.CertificateStructure).ToArray());
        var signed = new SignedData(DerSet.Empty, new ContentInfo(CmsObjectIdentifiers.Data, null), certificates, null, DerSet.Empty);
        return Encoding.ASCII.GetBytes(PemBlock.Write("PKCS7", new ContentInfo(CmsObjectIdentifiers.SignedData, signed).GetDerEncoded()));
    }

    private static IExportableKey RequireKey(IssuedCertificate certificate, ISigningKey? key)
    {
        if (key is null)
        {
            throw CertificateFaults.PfxWithoutKey();
        }

        if (!key.GetSubjectPublicKeyInfo().SequenceEqual(certificate.SubjectPublicKeyInfo))
        {
            throw CertificateFaults.PfxOfAnotherKey(certificate, key);
        }

        return key.Exportable ?? throw CertificateFaults.KeyNotExportable(key);
    }
}
