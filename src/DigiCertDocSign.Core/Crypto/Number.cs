using Org.BouncyCastle.Math;
using Org.BouncyCastle.Utilities;

namespace DigiCertDocSign.Crypto;

/// <summary>Between the platform's unsigned big-endian arrays and the signed integers of ASN.1.</summary>
internal static class Number
{
    public static BigInteger Of(byte[]? unsigned) => new(1, unsigned ?? throw new ArgumentNullException(nameof(unsigned)));

    public static byte[] Unsigned(BigInteger number) => number.ToByteArrayUnsigned();

    /// <summary>The platform wants every part of a key at its full length.</summary>
    public static byte[] Padded(BigInteger number, int length) => BigIntegers.AsUnsignedByteArray(length, number);
}
