using System.Security.Cryptography;

namespace DigiCertDocSign.Crypto;

/// <summary>Random bytes for salts, names and trial signatures; .NET Framework has no such method of its own.</summary>
internal static class RandomBytes
{
    /// <summary>A new array from the system's cryptographic source.</summary>
    /// <param name="length">In bytes.</param>
    public static byte[] New(int length)
    {
        byte[] bytes = new byte[length];
        using var random = RandomNumberGenerator.Create();
        random.GetBytes(bytes);
        return bytes;
    }
}
