using Org.BouncyCastle.Asn1;

namespace DigiCertDocSign;

/// <summary>
/// Reading of ASN.1 that someone else wrote. The parsers under it throw a dozen kinds of exception for bad bytes, some
/// of them undocumented; here they all become one <see cref="FormatException"/>, so that no caller needs to know them.
/// </summary>
internal static class Der
{
    public static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception problem) when (problem is not (DocSigningException or OutOfMemoryException))
        {
            throw new FormatException("The bytes inside are not what the label says, or are damaged.", problem);
        }
    }

    /// <summary>True when the bytes are a SEQUENCE that starts with this object identifier, as a PKCS#7 message is.</summary>
    public static bool StartsWith(byte[] content, DerObjectIdentifier identifier)
    {
        try
        {
            return Asn1Object.FromByteArray(content) is Asn1Sequence { Count: > 0 } sequence && identifier.Equals(sequence[0].ToAsn1Object());
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            return false;
        }
    }
}
