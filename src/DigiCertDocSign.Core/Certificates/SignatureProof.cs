using DigiCertDocSign.Crypto;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Keys.Files;

namespace DigiCertDocSign.Certificates;

/// <summary>
/// Proves that the private key can be used with its certificate. Equal public keys do not show that: a token may hold
/// the public part and have lost, or never unlock, the private one.
/// </summary>
public static class SignatureProof
{
    /// <summary>As <see cref="Check"/>. A token signs in its own time; who stops is let go.</summary>
    /// <exception cref="DocSigningException">The same.</exception>
    public static Task<CertificateCheck> CheckAsync(IssuedCertificate certificate, ISigningKey key, CancellationToken cancellationToken) =>
        key is FileSigningKey ? Task.FromResult(Check(certificate, key)) : Uninterruptible.RunAsync(() => Check(certificate, key), cancellationToken);

    /// <summary>The finding Signature: random bytes are signed with the key and verified with the certificate.</summary>
    /// <param name="certificate">Whose public key verifies.</param>
    /// <param name="key">Signs once; a token asks for its PIN.</param>
    /// <exception cref="DocSigningException">The store of the key refuses to sign: TokenPinMissing, TokenPinWrong, KeyNotFound and others.</exception>
    public static CertificateCheck Check(IssuedCertificate certificate, ISigningKey key)
    {
        bool valid = TrialSignature.Verifies(key, certificate.Leaf.CertificateStructure.SubjectPublicKeyInfo);
        return new CertificateCheck("Signature", valid, valid
            ? "The private key signed random data, and the certificate verifies the signature."
            : "The private key signed random data, but the certificate does not verify the signature: documents signed with this key would not verify. Use the key that the order's CSR was made with.");
    }
}
