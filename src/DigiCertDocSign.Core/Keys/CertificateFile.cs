using System.Text;

namespace DigiCertDocSign;

/// <summary>
/// The file beside a key file that holds its certificate and the chain. It has the name and the content that Save-DocSigningCertificate
/// gives the format PemChain, so that the one finds what the other wrote.
/// </summary>
internal static class CertificateFile
{
    private const string Field = "KeyReference";
    private const string PrivateKeyMark = "PRIVATE KEY-----";
    private static readonly string Suffix = CertificateExport.Extension(CertificateFormat.PemChain);

    /// <exception cref="DocSigningException">CertificateFileExists or CertificateFileNotWritten.</exception>
    public static CertificatePlace Put(string keyPath, IssuedCertificate certificate, bool replace)
    {
        string path = FilePlacement.BesideKey(keyPath, Suffix);
        byte[]? content = Read(path);
        IssuedCertificate? there = content is null ? null : TryParse(content);
        if (there is not null && there.Leaf.Equals(certificate.Leaf))
        {
            bool isWhole = certificate.All.All(there.All.Contains);
            if (isWhole || !replace)
            {
                return new CertificatePlace(path, AlreadyThere: true)
                {
                    Notes = isWhole ? [] : [$"The file {path} holds the certificate, but not all of its chain. -Force writes it anew."],
                };
            }
        }

        if (content is not null)
        {
            RefuseOther(path, content, there, replace);
        }

        CertificateExport.Save(path, certificate, CertificateFormat.PemChain, key: null, password: null, overwrite: replace);
        return new CertificatePlace(path, AlreadyThere: false)
        {
            Notes = content is null ? [] : [$"The earlier content of {path} was replaced{(there is null ? "" : $": {Describe(there)}")}."],
        };
    }

    private static void RefuseOther(string path, byte[] content, IssuedCertificate? there, bool replace)
    {
        if (Encoding.ASCII.GetString(content).Contains(PrivateKeyMark))
        {
            throw new DocSigningException(
                FaultKind.CertificateFileExists,
                Field,
                $"The file {path} holds a private key, which is never replaced, not even with -Force. Move it away; the certificate belongs in its place.");
        }

        if (!replace)
        {
            throw new DocSigningException(
                FaultKind.CertificateFileExists,
                Field,
                $"The file {path} exists and is kept: it holds {(there is null ? "something else than a certificate" : Describe(there))}. Use -Force to replace it, or move it away.");
        }
    }

    private static byte[]? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            throw new DocSigningException(
                FaultKind.CertificateFileNotWritten,
                Field,
                $"The file {path} is in the certificate's place and cannot be read. {problem.Message}",
                problem);
        }
    }

    private static IssuedCertificate? TryParse(byte[] content)
    {
        try
        {
            return IssuedCertificate.Parse(content);
        }
        catch (DocSigningException)
        {
            return null; // not a certificate, so another file
        }
    }

    private static string Describe(IssuedCertificate certificate) => $"the certificate {certificate.SerialNumber} of {certificate.CommonName ?? certificate.Subject}";
}
