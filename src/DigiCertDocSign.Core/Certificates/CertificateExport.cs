using System.Security;
using System.Text;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Files;
using DigiCertDocSign.Storage;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Cms;
using X509Certificate = Org.BouncyCastle.X509.X509Certificate;

namespace DigiCertDocSign.Certificates;

/// <summary>Writes certificates in the formats that programs ask for.</summary>
public static class CertificateExport
{
    internal const string PathField = "Path";
    internal const string PasswordField = "Password";

    /// <summary>The ending for a file, with its dot. Two formats never share one, so that all fit in one folder.</summary>
    public static string Extension(CertificateFormat format) => format switch
    {
        CertificateFormat.Pem => ".pem",
        CertificateFormat.PemChain => ".chain.pem",
        CertificateFormat.P7b => ".p7b",
        CertificateFormat.Cer => ".cer",
        CertificateFormat.Pfx => ".pfx",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };

    /// <param name="certificate">What is written.</param>
    /// <param name="format">See the formats; for all but Pfx, key and password are left alone.</param>
    /// <param name="key">For Pfx: the private key, which must be the certificate's own and copyable.</param>
    /// <param name="password">For Pfx: at least <see cref="SecretText.MinimumLength"/> characters.</param>
    /// <exception cref="DocSigningException">
    /// CertificateKeyMissing, CertificateKeyMismatch, KeyNotExportable, KeyPasswordMissing or KeyPasswordTooShort.
    /// </exception>
    public static byte[] Write(IssuedCertificate certificate, CertificateFormat format, ISigningKey? key = null, SecureString? password = null) => format switch
    {
        CertificateFormat.Pem => Pem([certificate.Leaf]),
        CertificateFormat.PemChain => Pem(certificate.All),
        CertificateFormat.P7b => P7b(certificate),
        CertificateFormat.Cer => certificate.Leaf.GetEncoded(),
        CertificateFormat.Pfx => PfxWriter.Write(certificate, RequireKey(certificate, key), SecretText.RequireStrong(password, PasswordField)),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };

    /// <summary>
    /// As <see cref="Write"/>, into a file that is written whole or not at all; a PFX is readable by its owner alone. A file that holds
    /// the same already is left as it is: the same bytes, or, for a PFX, the same key, certificate and chain under the same password.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="certificate">As for <see cref="Write"/>.</param>
    /// <param name="format">As for <see cref="Write"/>.</param>
    /// <param name="key">As for <see cref="Write"/>.</param>
    /// <param name="password">As for <see cref="Write"/>.</param>
    /// <param name="overwrite">A file with another content gives way; one that may hold a private key is set aside under a dated name, and noted.</param>
    /// <param name="time">For the dated name.</param>
    /// <exception cref="DocSigningException">
    /// As <see cref="Write"/>, and CertificateFileExists (with another content) or CertificateFileNotWritten.
    /// </exception>
    public static CertificatePlace Save(
        string path,
        IssuedCertificate certificate,
        CertificateFormat format,
        ISigningKey? key,
        SecureString? password,
        bool overwrite,
        TimeProvider? time = null)
    {
        string full = Path.GetFullPath(path);
        EarlierFile? earlier = EarlierFile.Find(full, PathField);
        if (earlier is not null && !overwrite)
        {
            return Keep(earlier, certificate, format, key, password);
        }

        byte[] content = Write(certificate, format, key, password);
        string? precious = earlier is null ? null : WhyPrecious(earlier, certificate, format, key, password);
        string? aside = null;
        try
        {
            aside = precious is null ? null : SetAside.Move(full, (time ?? TimeProvider.System).GetUtcNow());
            DurableFile.Write(full, content, ownerOnly: format == CertificateFormat.Pfx, overwrite: earlier is not null && precious is null);
            return new CertificatePlace(full, AlreadyThere: false) { Notes = aside is null ? [] : [SetAsideNote(full, aside, precious!)] };
        }
        catch (FileExistsException) when (!overwrite && EarlierFile.Find(full, PathField) is { } faster)
        {
            // Another process was faster by a moment; it may have saved the same.
            return Keep(faster, certificate, format, key, password);
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            throw NotWritten(full, problem, SetAside.Undo(aside, full));
        }
    }

    /// <summary>What the earlier file may be the only place of, as the end of a sentence that begins with it; null when it may be lost.</summary>
    private static string? WhyPrecious(EarlierFile earlier, IssuedCertificate certificate, CertificateFormat format, ISigningKey? key, SecureString? password) =>
        earlier.HoldsPrivateKey ? "held a private key"
        : earlier.Certificate is not null ? null
        : format == CertificateFormat.Pfx && PfxDifference(earlier, certificate, key, password) is null ? null
        : "held something else than certificates, which may be a private key";

    private static string SetAsideNote(string path, string aside, string precious) =>
        $"The earlier file {path} {precious}. It was set aside as {aside}: keep it as long as a certificate depends on it, and name that file where its key is used.";

    private static string? PfxDifference(EarlierFile earlier, IssuedCertificate certificate, ISigningKey? key, SecureString? password) =>
        PfxComparison.Difference(earlier, certificate, RequireKey(certificate, key), SecretText.RequireStrong(password, PasswordField));

    /// <exception cref="DocSigningException">CertificateFileExists: the earlier file does not hold what was to be written.</exception>
    private static CertificatePlace Keep(EarlierFile earlier, IssuedCertificate certificate, CertificateFormat format, ISigningKey? key, SecureString? password)
    {
        string? difference = format == CertificateFormat.Pfx
            ? PfxDifference(earlier, certificate, key, password)
            : earlier.Content.SequenceEqual(Write(certificate, format)) ? null
            : earlier.Certificate is { } other && other.Leaf.Equals(certificate.Leaf) ? "holds the certificate in another form or with another chain"
            : $"holds {earlier.Description}";
        return difference is null
            ? new CertificatePlace(earlier.Path, AlreadyThere: true)
            : throw new DocSigningException(
                FaultKind.CertificateFileExists,
                PathField,
                $"The file {earlier.Path} exists and is kept: it {difference}. Use -Force to replace it{(earlier.Certificate is null || earlier.HoldsPrivateKey ? " (it is then set aside, since it may hold a key)" : "")}, or name another place.");
    }

    private static byte[] Pem(IEnumerable<X509Certificate> certificates) =>
        Encoding.ASCII.GetBytes(string.Concat(certificates.Select(certificate => PemBlock.Write("CERTIFICATE", certificate.GetEncoded()))));

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
            throw new DocSigningException(
                FaultKind.CertificateKeyMissing,
                "Key",
                "A PFX holds the private key, and none was given. Name the key that the CSR was made with, or save as Pem or P7b.");
        }

        if (!key.GetSubjectPublicKeyInfo().SequenceEqual(certificate.SubjectPublicKeyInfo))
        {
            throw new DocSigningException(
                FaultKind.CertificateKeyMismatch,
                "Key",
                $"The key {key.Reference} does not belong to the certificate of {certificate.Subject}, serial number {certificate.SerialNumber}. Name the key that this order's CSR was made with.");
        }

        return key as IExportableKey ?? throw new DocSigningException(
            FaultKind.KeyNotExportable,
            "Key",
            $"The key {key.Reference} cannot leave its store, so there can be no PFX of it. Save as Pem or P7b, and use the key where it is.");
    }

    private static DocSigningException NotWritten(string path, Exception problem, string consequence) => new(
        FaultKind.CertificateFileNotWritten,
        PathField,
        $"The certificate file {path} cannot be written. {problem.Message}{consequence}",
        problem);
}
