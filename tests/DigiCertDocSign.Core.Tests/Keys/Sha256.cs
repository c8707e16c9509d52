using System.Security.Cryptography;

namespace DigiCertDocSign.Tests.Keys;

internal static class Sha256
{
    /// <summary>In upper-case hexadecimal, as the module names public keys.</summary>
    public static string Of(byte[] data) => Convert.ToHexString(SHA256.HashData(data));
}
