using System.Security.Cryptography;

namespace DigiCertDocSign.Crypto;

/// <summary>Hashes for keys that sign hashes: tokens and providers never see the data itself.</summary>
internal static class Digest
{
    public static byte[] Of(byte[] data, SignatureHash hash)
    {
        using var digest = IncrementalHash.CreateHash(KeyAlgorithmFacts.HashName(hash));
        digest.AppendData(data);
        return digest.GetHashAndReset();
    }
}
