using System.Security.Cryptography;

namespace DigiCertDocSign.Crypto;

/// <summary>Hashes of bytes.</summary>
internal static class Digest
{
    /// <summary>The hash itself, for keys that sign hashes: tokens and providers never see the data.</summary>
    public static byte[] Of(byte[] data, SignatureHash hash)
    {
        using var digest = IncrementalHash.CreateHash(KeyAlgorithmFacts.HashName(hash));
        digest.AppendData(data);
        return digest.GetHashAndReset();
    }

    /// <summary>The SHA-256 in upper-case hexadecimal.</summary>
    public static string Sha256(byte[] data) => Hex.Of(Of(data, SignatureHash.Sha256));
}
