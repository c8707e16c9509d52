using System.Security.Cryptography;
using DigiCertDocSign.Crypto;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;

namespace DigiCertDocSign.Keys.Pkcs11;

/// <summary>Public keys as tokens show them: numbers in attributes.</summary>
internal static class Pkcs11PublicKey
{
    /// <summary>DER SubjectPublicKeyInfo; null when the object does not say its public part.</summary>
    /// <exception cref="FormatException">Attributes that are damaged.</exception>
    public static byte[]? TryRead(ISession session, IObjectHandle handle)
    {
        byte[]? modulus = Pkcs11Object.Bytes(session, handle, CKA.CKA_MODULUS);
        byte[]? exponent = Pkcs11Object.Bytes(session, handle, CKA.CKA_PUBLIC_EXPONENT);
        if (modulus is { Length: > 0 } && exponent is { Length: > 0 })
        {
            return PublicKeys.Encode(new RSAParameters { Modulus = modulus, Exponent = exponent });
        }

        byte[]? curve = Pkcs11Object.Bytes(session, handle, CKA.CKA_EC_PARAMS);
        byte[]? point = Pkcs11Object.Bytes(session, handle, CKA.CKA_EC_POINT);
        return curve is { Length: > 0 } && point is { Length: > 0 } ? Der.Read(() => new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(X9ObjectIdentifiers.IdECPublicKey, Asn1Object.FromByteArray(curve)),
            Bare(point)).GetDerEncoded()) : null;
    }

    /// <exception cref="DocSigningException">KeyUnsupported.</exception>
    /// <exception cref="FormatException">The key is damaged.</exception>
    public static KeyAlgorithmFacts Recognize(byte[] info) => PublicKeys.Recognize(Der.Read(() => SubjectPublicKeyInfo.GetInstance(info)), "KeyReference");

    // An OCTET STRING around the point, says the standard (section 2.3.3); some modules give the bare point. Both begin with 4, and the
    // first byte of X can be what a length would be, so the lengths of the bare points of P-256 and P-384 decide.
    private static byte[] Bare(byte[] point) => point[0] == 4 && point.Length is > 2 and not (65 or 97) && point[1] == point.Length - 2
        ? Asn1OctetString.GetInstance(Asn1Object.FromByteArray(point)).GetOctets()
        : point;
}
