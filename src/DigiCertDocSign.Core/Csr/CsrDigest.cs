using System.Security.Cryptography;
using System.Text;
using DigiCertDocSign.Crypto;

namespace DigiCertDocSign.Csr;

/// <summary>Tells one CSR from another, whatever line breaks a server has put into it.</summary>
internal static class CsrDigest
{
    /// <summary>SHA-256 in hex of the PEM text without white space; null for none.</summary>
    public static string? Of(string? csr)
    {
        if (csr is null || string.IsNullOrWhiteSpace(csr))
        {
            return null;
        }

        string text = string.Concat(csr.Where(character => !char.IsWhiteSpace(character)));
        using var digest = SHA256.Create();
        return Hex.Of(digest.ComputeHash(Encoding.UTF8.GetBytes(text)));
    }
}
