using DigiCertDocSign.Crypto;
using DigiCertDocSign.Storage;

namespace DigiCertDocSign.Keys.Files;

/// <summary>
/// Writes files that hold a certificate, whole or not at all. An earlier file in the same place is kept, or gives way: one that may be the
/// only place of a private key is then set aside under a dated name, never deleted.
/// </summary>
internal static class CertificateFile
{
    /// <summary>The ending of a file with a certificate and its chain in PEM, with its dot.</summary>
    public const string ChainSuffix = ".chain.pem";

    /// <summary>
    /// Puts the certificate and its chain into the file beside a key file. Save-DocSigningCertificate gives the format PemChain the same
    /// name and content, so that each of the two finds what the other wrote.
    /// </summary>
    /// <param name="keyPath">The full path of the key file.</param>
    /// <param name="certificate">What is written.</param>
    /// <param name="replace">True to let it take the place of another certificate.</param>
    /// <exception cref="DocSigningException">CertificateFileExists or CertificateFileNotWritten.</exception>
    public static CertificatePlace PutBesideKey(string keyPath, IssuedCertificate certificate, bool replace)
    {
        string path = FilePlacement.BesideKey(keyPath, ChainSuffix);
        var earlier = EarlierFile.Find(path, besideKey: true);
        if (earlier?.Certificate is { } there && there.Leaf.Equals(certificate.Leaf))
        {
            string? flaw = there.Strangers.Count > 0 ? "and something else than its chain"
                : certificate.All.All(there.All.Contains) ? null : "but not all of its chain";
            if (flaw is null || !replace)
            {
                return new CertificatePlace(path, AlreadyThere: true)
                {
                    Notes = flaw is null ? [] : [$"The file {path} holds the certificate, {flaw}. -Force writes it anew."],
                };
            }
        }

        if (earlier is not null)
        {
            RefuseOther(earlier, replace);
        }

        CertificatePlace place =
            Save(path, new CertificateContent(certificate, certificate.ToPemChain()), overwrite: replace, TimeProvider.System);
        return place with
        {
            Notes = earlier?.Certificate is null ? place.Notes : [$"The earlier content of {path} was replaced: {earlier.Description}."],
        };
    }

    /// <summary>Writes the file. One that holds the same already is left as it is.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="content">What is written.</param>
    /// <param name="overwrite">
    /// True to let it take the place of a file with another content; one that may hold a private key is set aside, and a note says so.
    /// </param>
    /// <param name="time">For the dated name.</param>
    /// <exception cref="DocSigningException">
    /// CertificateFileExists (with another content), CertificateFileNotWritten, and what the content throws.
    /// </exception>
    public static CertificatePlace Save(string path, CertificateContent content, bool overwrite, TimeProvider time)
    {
        var earlier = EarlierFile.Find(path, besideKey: false);
        if (earlier is not null && !overwrite)
        {
            return Keep(earlier, content);
        }

        byte[] bytes = content.Write();
        string? precious = earlier is null ? null : WhyPrecious(earlier, content);
        string? aside = null;
        try
        {
            aside = precious is null ? null : SetAside.Move(path, time.GetUtcNow());
            DurableFile.Write(path, bytes, content.HoldsKey, overwrite: earlier is not null && precious is null);
            return new CertificatePlace(path, AlreadyThere: false) { Notes = aside is null ? [] : [SetAsideNote(path, aside, precious!)] };
        }
        catch (FileExistsException) when (!overwrite && EarlierFile.Find(path, besideKey: false) is { } faster)
        {
            // Another process wrote the file a moment before; it may have saved the same.
            return Keep(faster, content);
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            throw FileFaults.CertificateNotWritten(path, problem, SetAside.Undo(aside, path));
        }
    }

    /// <summary>
    /// Why the earlier file may be the only place of something, as the end of a sentence that begins with it; null when it may be lost.
    /// </summary>
    private static string? WhyPrecious(EarlierFile earlier, CertificateContent content) =>
        earlier.HoldsPrivateKey ? "held a private key"
        : earlier.Certificate is not null || content.Difference(earlier) is null ? null
        : "held something else than certificates, which may be a private key";

    private static string SetAsideNote(string path, string aside, string precious) =>
        $"The earlier file {path} {precious}. It was set aside as {aside}: keep it as long as a certificate depends on it, and name that "
        + "file where its key is used.";

    /// <exception cref="DocSigningException">CertificateFileExists: the earlier file does not hold what was to be written.</exception>
    private static CertificatePlace Keep(EarlierFile earlier, CertificateContent content) =>
        content.Difference(earlier) is not { } difference
            ? new CertificatePlace(earlier.Path, AlreadyThere: true)
            : throw FileFaults.CertificateExists(earlier.Path, difference, WhatForceDoes(earlier));

    private static string WhatForceDoes(EarlierFile earlier) =>
        earlier.Certificate is null || earlier.HoldsPrivateKey ? " (it is then set aside, since it may hold a key)" : "";

    private static void RefuseOther(EarlierFile earlier, bool replace)
    {
        if (earlier.HoldsPrivateKey)
        {
            throw FileFaults.KeyBesideKey(earlier.Path);
        }

        if (!replace)
        {
            throw FileFaults.OtherBesideKey(earlier.Path, earlier.Description);
        }
    }
}

/// <summary>What a file with a certificate is to hold.</summary>
/// <param name="Write">Gives the bytes.</param>
/// <param name="Difference">
/// What an earlier file lacks, as the end of a sentence that begins with the file; null when it holds the same.
/// </param>
/// <param name="HoldsKey">True when the private key is in it, so that only its owner may read the file.</param>
internal sealed record CertificateContent(Func<byte[]> Write, Func<EarlierFile, string?> Difference, bool HoldsKey)
{
    /// <summary>A content without secrets, which is always the same bytes.</summary>
    public CertificateContent(IssuedCertificate certificate, byte[] bytes)
        : this(() => bytes, earlier => Compare(earlier, certificate, bytes), HoldsKey: false)
    {
    }

    private static string? Compare(EarlierFile earlier, IssuedCertificate certificate, byte[] bytes) =>
        earlier.Content.SequenceEqual(bytes) ? null
        : earlier.Certificate is { } other && other.Leaf.Equals(certificate.Leaf)
            ? "holds the certificate in another form or with another chain"
            : $"holds {earlier.Description}";
}

/// <summary>The file that lies already where a certificate goes.</summary>
internal sealed class EarlierFile
{
    private const string PrivateKeyMark = "PRIVATE KEY-----";

    private EarlierFile(string path, byte[] content) => (Path, Content, Certificate) = (path, content, TryParse(content));

    public string Path { get; }

    public byte[] Content { get; }

    /// <summary>The certificate that it holds in the open; null for a PFX and everything else.</summary>
    public IssuedCertificate? Certificate { get; }

    public bool HoldsPrivateKey => PemBlock.TextOf(Content).Contains(PrivateKeyMark);

    /// <summary>What it holds, in words.</summary>
    public string Description => HoldsPrivateKey ? "a private key" : Certificate is null
        ? "something else than a certificate"
        : $"the certificate {Certificate.SerialNumber} of {Certificate.CommonName ?? Certificate.Subject}";

    /// <summary>Reads the file.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="besideKey">Whether the place is beside a key file, and not one that the user named.</param>
    /// <returns>Null when no file is there.</returns>
    /// <exception cref="DocSigningException">CertificateFileNotWritten: it is there and cannot be read.</exception>
    public static EarlierFile? Find(string path, bool besideKey)
    {
        try
        {
            return File.Exists(path) ? new EarlierFile(path, File.ReadAllBytes(path)) : null;
        }
        catch (Exception problem) when (DurableFile.IsFileProblem(problem))
        {
            throw FileFaults.EarlierUnreadable(path, besideKey, problem);
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
