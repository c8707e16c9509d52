using Org.BouncyCastle.Asn1;

namespace DigiCertDocSign.Crypto;

/// <summary>ECDSA signatures between the form of platforms and tokens and that of X.509.</summary>
internal static class EcdsaSignature
{
    /// <summary>From r and s side by side (IEEE P1363) to a sequence of two integers (RFC 3279 section 2.2.3).</summary>
    public static byte[] ToDer(byte[] signature)
    {
        int half = signature.Length / 2;
        return new DerSequence(
            new DerInteger(Number.Of([.. signature.Take(half)])),
            new DerInteger(Number.Of([.. signature.Skip(half)]))).GetDerEncoded();
    }
}
