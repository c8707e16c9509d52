using DigiCertDocSign.Crypto;
using DigiCertDocSign.Keys;
using DigiCertDocSign.People;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;

namespace DigiCertDocSign.Csr;

/// <summary>Makes certificate signing requests (PKCS#10, RFC 2986) with any key that signs.</summary>
public static class CsrBuilder
{
    /// <summary>
    /// The request in PEM, on several lines. Its subject is CN (given name and surname) and emailAddress; a name over
    /// 64 characters, the limit of a CN, is written as givenName and surname instead.
    /// </summary>
    /// <exception cref="DocSigningException">
    /// CsrSubjectInvalid; CsrSignatureWrong when the key's store signed with another key than it showed; what the key throws.
    /// </exception>
    public static string Build(Person person, ISigningKey key, SignatureHash hash) => Build(CsrSubject.Of(person), key, hash);

    /// <exception cref="DocSigningException">As above, but for the subject.</exception>
    internal static string Build(X509Name subject, ISigningKey key, SignatureHash hash)
    {
        string pem = Sign(subject, key, hash);
        if (key is not PlatformSigningKey)
        {
            // A store may sign with another key than the one it shows; such a request must not leave the house. An object of
            // the platform is one key and cannot; to verify would take longer than to make a key on a curve.
            CsrInspector.Inspect(pem);
        }

        return pem;
    }

    private static string Sign(X509Name subject, ISigningKey key, SignatureHash hash)
    {
        var publicKey = SubjectPublicKeyInfo.GetInstance(Asn1Object.FromByteArray(key.GetSubjectPublicKeyInfo()));
        var info = new CertificationRequestInfo(subject, publicKey, DerSet.Empty);
        byte[] signature = key.Sign(info.GetDerEncoded(), hash);
        AlgorithmIdentifier algorithm = KeyAlgorithmFacts.Of(key.Algorithm).SignatureIdentifier(hash);
        return PemBlock.Write(CsrInspector.RequestLabel, new CertificationRequest(info, algorithm, new DerBitString(signature)).GetDerEncoded());
    }
}
