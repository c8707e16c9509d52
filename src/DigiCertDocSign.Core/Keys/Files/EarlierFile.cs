using System.Text;
using DigiCertDocSign.Crypto;
using DigiCertDocSign.Storage;

namespace DigiCertDocSign.Keys.Files;

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
