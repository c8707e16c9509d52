using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Utilities;

namespace DigiCertDocSign.Crypto;

/// <summary>
/// Reads ASN.1 that another program wrote. For bad bytes the library's parsers throw a dozen kinds of exception, some of them
/// undocumented. This class turns them all into <see cref="FormatException"/>, so that no caller needs to know them.
/// </summary>
internal static class Der
{
    private const byte SequenceTag = 0x30;

    /// <summary>What the function reads. A <see cref="DocSigningException"/> passes as it is.</summary>
    /// <exception cref="FormatException">Any other exception of the function, or null.</exception>
    public static T Read<T>(Func<T> read)
    {
        try
        {
            return read() ?? throw new FormatException("The bytes inside are missing.");
        }
        catch (Exception problem) when (problem is not (DocSigningException or OutOfMemoryException))
        {
            throw new FormatException("The bytes inside are not what the label says, or are damaged.", problem);
        }
    }

    /// <summary>
    /// The first element of a SEQUENCE, byte for byte as it was signed. If the library wrote it anew, content that is not quite DER
    /// (a SET out of order) would come out different.
    /// </summary>
    /// <exception cref="FormatException">Not a SEQUENCE of definite length.</exception>
    public static byte[] FirstElement(byte[] sequence)
    {
        int start = Header(sequence, 0).Length;
        (int header, int content) = Header(sequence, start);
        byte[] element = new byte[header + content];
        if (start + element.Length > sequence.Length)
        {
            throw new FormatException("The bytes inside are cut off.");
        }

        Array.Copy(sequence, start, element, 0, element.Length);
        return element;
    }

    /// <summary>True when the bytes are a SEQUENCE that starts with this object identifier, as a PKCS#7 message is.</summary>
    public static bool StartsWith(byte[] content, DerObjectIdentifier identifier)
    {
        try
        {
            return Asn1Object.FromByteArray(content) is Asn1Sequence { Count: > 0 } sequence
                && identifier.Equals(sequence[0].ToAsn1Object());
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            return false;
        }
    }

    // Tag and length (X.690 section 8.1.3): one byte, or a count of up to three bytes that follow.
    private static (int Length, int Content) Header(byte[] bytes, int at)
    {
        int first = at + 1 < bytes.Length && bytes[at] == SequenceTag ? bytes[at + 1] : -1;
        int more = first & 0x7F;
        if (first is < 0 or 0x80 || (first > 0x80 && (more > 3 || at + 2 + more > bytes.Length)))
        {
            throw new FormatException("The bytes inside are not a DER sequence.");
        }

        return first < 0x80 ? (2, first) : (2 + more, bytes.Skip(at + 2).Take(more).Aggregate(0, (value, next) => (value << 8) | next));
    }
}

/// <summary>Turns the platform's unsigned big-endian arrays into the signed integers of ASN.1 and back.</summary>
internal static class Number
{
    public static BigInteger Of(byte[]? unsigned) => new(1, unsigned ?? throw new ArgumentNullException(nameof(unsigned)));

    public static byte[] Unsigned(BigInteger number) => number.ToByteArrayUnsigned();

    /// <summary>The platform wants every part of a key at its full length.</summary>
    public static byte[] Padded(BigInteger number, int length) => BigIntegers.AsUnsignedByteArray(length, number);
}
