namespace DigiCertDocSign.Crypto;

/// <summary>Bytes as hexadecimal text.</summary>
internal static class Hex
{
    /// <summary>Upper-case hexadecimal without separators, as Windows and PowerShell write thumbprints.</summary>
    public static string Of(byte[] bytes) => Org.BouncyCastle.Utilities.Encoders.Hex.ToHexString(bytes, upperCase: true);

    /// <summary>The bytes of what <see cref="Of"/> wrote.</summary>
    public static byte[] ToBytes(string text) => Org.BouncyCastle.Utilities.Encoders.Hex.Decode(text);
}
