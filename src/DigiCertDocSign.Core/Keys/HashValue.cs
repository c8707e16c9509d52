using System.Security.Cryptography;

namespace DigiCertDocSign;

/// <summary>Hashes for keys that sign hashes: tokens and providers never see the data itself.</summary>
internal static class HashValue
{
    public static byte[] Of(byte[] data, SignatureHash hash)
    {
        using HashAlgorithm algorithm = hash switch
        {
            SignatureHash.Sha256 => SHA256.Create(),
            SignatureHash.Sha384 => SHA384.Create(),
            SignatureHash.Sha512 => SHA512.Create(),
            _ => throw new ArgumentOutOfRangeException(nameof(hash), hash, null),
        };
        return algorithm.ComputeHash(data);
    }
}
