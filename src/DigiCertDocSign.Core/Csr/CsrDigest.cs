using System.Text;
using DigiCertDocSign.Crypto;

namespace DigiCertDocSign.Csr;

/// <summary>Tells one CSR from another, whatever line breaks the server has put into it.</summary>
internal static class CsrDigest
{
    /// <summary>SHA-256 of the PEM text without white space, in upper-case hexadecimal; null when there is no text.</summary>
    public static string? Of(string? csr)
    {
        if (csr is null || string.IsNullOrWhiteSpace(csr))
        {
            return null;
        }

        string text = string.Concat(csr.Where(character => !char.IsWhiteSpace(character)));
        return Digest.Sha256(Encoding.UTF8.GetBytes(text));
    }
}
