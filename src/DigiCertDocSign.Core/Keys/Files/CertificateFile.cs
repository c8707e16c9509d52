using DigiCertDocSign.Certificates;
using DigiCertDocSign.Crypto;

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
