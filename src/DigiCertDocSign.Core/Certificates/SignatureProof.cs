using DigiCertDocSign.Crypto;
using DigiCertDocSign.Keys;
using DigiCertDocSign.Work;

namespace DigiCertDocSign.Certificates;

/// <summary>
/// Proves that the private key can be used with its certificate. Equal public keys do not show that: a token may hold the public part,
/// and have lost the private one or never unlock it.
/// </summary>
public static class SignatureProof
{
    /// <summary>As <see cref="Check"/>. A token may take its time to sign; a cancelled caller does not wait for it.</summary>
    /// <exception cref="DocSigningException">As <see cref="Check"/>.</exception>
    public static Task<CertificateCheck> CheckAsync(IssuedCertificate certificate, ISigningKey key, CancellationToken cancellationToken) =>
        key.IsInProcess
            ? Task.FromResult(Check(certificate, key))
            : Uninterruptible.RunAsync(() => Check(certificate, key), cancellationToken);

    /// <summary>The check Signature: signs random bytes with the key and verifies them with the certificate.</summary>
    /// <param name="certificate">Its public key verifies.</param>
    /// <param name="key">Signs once; a token asks for its PIN.</param>
    /// <exception cref="DocSigningException">
    /// The store of the key refuses to sign: TokenPinMissing, TokenPinWrong, KeyNotFound and others.
    /// </exception>
    public static CertificateCheck Check(IssuedCertificate certificate, ISigningKey key)
    {
        bool valid = TrialSignature.Verifies(key, certificate.Leaf.CertificateStructure.SubjectPublicKeyInfo);
        return new CertificateCheck("Signature", valid, valid
            ? "The private key signed random data, and the certificate verifies the signature."
            : "The private key signed random data, but the certificate does not verify the signature: documents signed with this key would "
                + "not verify. Use the key that the order's CSR was made with.");
    }
}
