using System.Text;
using DigiCertDocSign.Crypto;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;

namespace DigiCertDocSign.Csr;

/// <summary>Tells one CSR from another by what it is, whatever a server has done to its line breaks and header lines.</summary>
internal static class CsrDigest
{
    private const string PublicKeyLabel = "PUBLIC KEY";

    /// <summary>
    /// SHA-256 in upper-case hexadecimal of the one-line PEM text that stands for the CSR's DER, without its blanks; of the text itself
    /// when it cannot be read; null when there is none. Journals have always held the digest of just this text.
    /// </summary>
    public static string? Of(string? csr) =>
        csr is null || string.IsNullOrWhiteSpace(csr) ? null : OfText(Canonical(csr) ?? csr);

    /// <summary>Whether a CSR that the server shows is the one of this digest.</summary>
    /// <param name="digest">By <see cref="Of"/>.</param>
    /// <param name="shown">As the server shows it.</param>
    /// <returns>Null: one of the two is missing, or what is shown cannot be read, so nobody can tell.</returns>
    public static bool? IsOf(string? digest, string? shown) =>
        digest is null || Of(shown) is not { } other ? null
        : digest == other ? true
        : Canonical(shown!) is null ? null
        : false;

    /// <summary>
    /// SHA-256 in upper-case hexadecimal of the DER SubjectPublicKeyInfo of a CSR or of a bare public key; null when there is none, or it
    /// cannot be read.
    /// </summary>
    public static string? OfPublicKey(string? csr)
    {
        if (csr is null || string.IsNullOrWhiteSpace(csr))
        {
            return null;
        }

        try
        {
            return Content(csr) is not { } read ? null : Der.Read(() => PublicKeys.Sha256Of(read.Label == PublicKeyLabel
                ? read.Content
                : CertificationRequest.GetInstance(Asn1Object.FromByteArray(read.Content))
                    .GetCertificationRequestInfo().SubjectPublicKeyInfo
                    .GetDerEncoded()));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string OfText(string text) =>
        Digest.Sha256(Encoding.UTF8.GetBytes(string.Concat(text.Where(character => !char.IsWhiteSpace(character)))));

    /// <returns>Null: it is no whole CSR and no whole public key.</returns>
    private static string? Canonical(string text)
    {
        try
        {
            return Content(text) is { } read && Der.Read(() => Asn1Object.FromByteArray(read.Content)) is Asn1Sequence
                ? PemBlock.WriteOneLine(read.Label, read.Content)
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <exception cref="FormatException">It is neither PEM nor base64.</exception>
    private static (string Label, byte[] Content)? Content(string text)
    {
        if (!PemBlock.IsPem(text))
        {
            return (CsrInspector.RequestLabel, Convert.FromBase64String(text));
        }

        return PemBlock.ReadAll(text) is [{ HasHeaders: false } block]
            ? (block.Label == PublicKeyLabel ? PublicKeyLabel : CsrInspector.RequestLabel, block.Content)
            : null;
    }
}
