using DigiCertDocSign.Crypto;
using DigiCertDocSign.Keys;

namespace DigiCertDocSign.Certificates;

/// <summary>What can go wrong between a certificate and its private key, in words.</summary>
public static class CertificateFaults
{
    private const string Key = "Key";
    private const string KeyReference = "KeyReference";

    internal static DocSigningException PfxWithoutKey() => new(
        FaultKind.CertificateKeyMissing,
        Key,
        "A PFX holds the private key, and none was given. Name the key that the CSR was made with, or save as Pem or P7b.");

    internal static DocSigningException PfxOfAnotherKey(IssuedCertificate certificate, ISigningKey key) => new(
        FaultKind.CertificateKeyMismatch,
        Key,
        $"The key {key.Reference} does not belong to the certificate of {certificate.Subject}, serial number "
        + $"{certificate.SerialNumber}. Name the key that this order's CSR was made with.");

    /// <summary>Only a key that its caller holds has no place.</summary>
    internal static DocSigningException KeyWithoutPlace() => new(
        FaultKind.CertificateKeyMissing,
        KeyReference,
        "The key given is held by its caller and has no place beside it for a certificate. Save the certificate with "
        + "Save-DocSigningCertificate, and install it with the tools of the key's own store.");

    /// <param name="detail">How the key differs.</param>
    internal static DocSigningException InstallOfAnotherKey(string detail) => new(
        FaultKind.CertificateKeyMismatch, KeyReference, $"{detail} Nothing was installed.");

    /// <param name="source">The file or the order that the certificate comes from.</param>
    /// <param name="isFromFile">True when the journal was not asked for the key, since no order is known.</param>
    public static DocSigningException InstallWithoutKey(string source, bool isFromFile) => new(
        FaultKind.CertificateKeyMissing,
        KeyReference,
        $"{source}: a certificate is installed next to its private key, and none was named"
        + $"{(isFromFile ? "" : " or noted in the journal")}. Name it with -KeyReference. "
        + "A key that New-DocSigningCsr was given as an object (-Key) has no such place: use Save-DocSigningCertificate.");

    /// <summary>The signature check signs, so it needs the key.</summary>
    public static DocSigningException SignatureCheckWithoutKey(long orderId) => new(
        FaultKind.CertificateKeyMissing,
        KeyReference,
        $"Order {orderId}: SignatureCheck signs with the private key, and none was named or noted in the journal. "
        + "Name it with -KeyReference, or leave out -SignatureCheck.");

    /// <summary>The certificate is of another key, or the comparison itself failed.</summary>
    /// <param name="orderId">The order of the certificate.</param>
    /// <param name="check">The comparison that was not passed.</param>
    /// <param name="advice">What to do about it, and why -Force does not help; begins with a blank.</param>
    public static DocSigningException SaveOfAnotherKey(long orderId, CertificateCheck check, string advice) => new(
        check.Hindrance ?? FaultKind.CertificateKeyMismatch,
        KeyReference,
        $"Order {orderId}: {check.Detail}{advice} Nothing was saved.");
}
