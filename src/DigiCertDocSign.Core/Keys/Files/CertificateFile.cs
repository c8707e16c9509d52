using System.Text;
using DigiCertDocSign.Certificates;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Storage;

namespace DigiCertDocSign.Keys.Files;

/// <summary>
/// The file beside a key file that holds its certificate and the chain. It has the name and the content that Save-DocSigningCertificate
/// gives the format PemChain, so that the one finds what the other wrote.
/// </summary>
internal static class CertificateFile
{
    private const string Field = "KeyReference";
    private static readonly string Suffix = CertificateExport.Extension(CertificateFormat.PemChain);

    /// <exception cref="DocSigningException">CertificateFileExists or CertificateFileNotWritten.</exception>
    public static CertificatePlace Put(string keyPath, IssuedCertificate certificate, bool replace)
    {
        string path = FilePlacement.BesideKey(keyPath, Suffix);
        EarlierFile? earlier = EarlierFile.Find(path, Field);
        if (earlier?.Certificate is { } there && there.Leaf.Equals(certificate.Leaf))
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

        if (earlier is not null)
        {
            RefuseOther(earlier, replace);
        }

        CertificatePlace place = CertificateExport.Save(path, certificate, CertificateFormat.PemChain, key: null, password: null, overwrite: replace);
        return place with
        {
            Notes = earlier?.Certificate is null ? place.Notes : [$"The earlier content of {path} was replaced: {earlier.Description}."],
        };
    }

    private static void RefuseOther(EarlierFile earlier, bool replace)
    {
        if (earlier.HoldsPrivateKey)
        {
            throw new DocSigningException(
                FaultKind.CertificateFileExists,
                Field,
                $"The file {earlier.Path} holds a private key, which is never replaced, not even with -Force. Move it away; the certificate belongs in its place.");
        }

        if (!replace)
        {
            throw new DocSigningException(
                FaultKind.CertificateFileExists,
                Field,
                $"The file {earlier.Path} exists and is kept: it holds {earlier.Description}. Use -Force to replace it, or move it away.");
        }
    }
}

/// <summary>The file that lies where a certificate goes already.</summary>
internal sealed class EarlierFile
{
    private const string PrivateKeyMark = "PRIVATE KEY-----";

    private EarlierFile(string path, byte[] content) => (Path, Content, Certificate) = (path, content, TryParse(content));

    public string Path { get; }

    public byte[] Content { get; }

    /// <summary>What it holds in the open; null for a PFX and all else.</summary>
    public IssuedCertificate? Certificate { get; }

    public bool HoldsPrivateKey => Encoding.ASCII.GetString(Content).Contains(PrivateKeyMark);

    /// <summary>What it holds, in words.</summary>
    public string Description => HoldsPrivateKey ? "a private key" : Certificate is null
        ? "something else than a certificate"
        : $"the certificate {Certificate.SerialNumber} of {Certificate.CommonName ?? Certificate.Subject}";

    /// <param name="path">The full path.</param>
    /// <param name="field">What the caller calls the place, for the fault.</param>
    /// <returns>Null when no file is there.</returns>
    /// <exception cref="DocSigningException">CertificateFileNotWritten: it is there and cannot be read.</exception>
    public static EarlierFile? Find(string path, string field)
    {
        try
        {
            return File.Exists(path) ? new EarlierFile(path, File.ReadAllBytes(path)) : null;
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            throw new DocSigningException(
                FaultKind.CertificateFileNotWritten,
                field,
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
}
