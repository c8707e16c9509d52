using DigiCertDocSign.Crypto;
using DigiCertDocSign.Following;
using DigiCertDocSign.Keys;

namespace DigiCertDocSign.Certificates;

/// <summary>What can go wrong with a certificate, and between it and its private key, in words.</summary>
public static class CertificateFaults
{
    private const string OrderId = "OrderId";
    private const string CertificateId = "CertificateId";
    private const string Key = "Key";
    private const string KeyReference = "KeyReference";
    private const string Usage = "AdditionalUsage";

    internal static DocSigningException NotIssued(SigningOrder order) => new(
        FaultKind.CertificateNotIssued,
        OrderId,
        $"Order {OrderLine.Whose(order)} has no certificate: its status is {order.Status}. Next: "
        + $"{SigningOrderReader.Status(order, null, default).NextAction}");

    /// <param name="order">With the serial number of its certificate.</param>
    /// <param name="answered">The serial number of the certificate that the server gave.</param>
    internal static DocSigningException OtherAnswered(SigningOrder order, string answered) => new(
        FaultKind.CertificateMismatch,
        OrderId,
        $"The server answers for order {OrderLine.Whose(order)} with the certificate {answered}, but the order names "
        + $"{order.SerialNumber}. Nothing was kept.");

    /// <param name="wanted">The certificate that was asked for by its id.</param>
    /// <param name="answered">The serial number of the certificate that the server gave.</param>
    internal static DocSigningException OtherAnswered(SigningCertificate wanted, string answered) => new(
        FaultKind.CertificateMismatch,
        CertificateId,
        $"{wanted}: the server answers for it with the certificate {answered}. Nothing was kept.");

    internal static DocSigningException NotTold(SigningCertificate wanted) => new(
        FaultKind.CertificateMismatch,
        CertificateId,
        $"{wanted}: CertCentral shows neither its serial number nor its thumbprint, so nothing would tell it from another one. Nothing was "
        + "fetched.");

    /// <param name="orderId">The order that was named.</param>
    /// <param name="certificate">Of another one.</param>
    public static DocSigningException OfAnotherOrder(long orderId, SigningCertificate certificate) => new(
        FaultKind.CertificateMismatch,
        CertificateId,
        $"{certificate}: it is not one of order {orderId}. Nothing was fetched.");

    /// <param name="path">The full path of the file that the user named.</param>
    /// <param name="problem">Why it cannot be read.</param>
    public static DocSigningException FileUnreadable(string path, Exception problem) => new(
        FaultKind.CertificateUnreadable, "Path", $"Path: '{path}' cannot be read: {problem.Message}", problem);

    /// <param name="usage">What the user wrote.</param>
    /// <param name="known">The words of the order page.</param>
    internal static DocSigningException UsageUnknown(string usage, IEnumerable<string> known) => new(
        FaultKind.OrderFieldInvalid,
        Usage,
        $"{Usage}: what '{usage}' looks like in a certificate is not known here. Use {string.Join(", ", known)}, or the object "
        + "identifier of the usage.");

    internal static DocSigningException KeyNotExportable(ISigningKey key) => new(
        FaultKind.KeyNotExportable,
        Key,
        $"The key {key.Reference} cannot leave its store, so there can be no PFX of it.");

    internal static DocSigningException PfxWithoutKey() => new(
        FaultKind.CertificateKeyMissing,
        Key,
        "A PFX holds the private key, and none was given.");

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

    /// <param name="detail">How the key differs, or why.</param>
    public static DocSigningException InstallOfAnotherKey(string detail) => new(
        FaultKind.CertificateKeyMismatch, KeyReference, $"{detail} Nothing was installed.");

    /// <param name="source">The file or the order that the certificate comes from, with its person.</param>
    /// <param name="isFromFile">True when the journal was not asked for the key, since no order is known.</param>
    public static DocSigningException InstallWithoutKey(string source, bool isFromFile) => new(
        FaultKind.CertificateKeyMissing,
        KeyReference,
        $"{source}: a certificate is installed next to its private key, and none was named"
        + $"{(isFromFile ? "" : " or noted in the journal")}. "
        + "A key that New-DocSigningCsr was given as an object (-Key) has no such place: use Save-DocSigningCertificate.");

    /// <summary>The signature check signs, so it needs the key.</summary>
    /// <param name="order">With its person, in words.</param>
    public static DocSigningException SignatureCheckWithoutKey(string order) => new(
        FaultKind.CertificateKeyMissing,
        KeyReference,
        $"{order}: SignatureCheck signs with the private key, and none was named or noted in the journal.");

    /// <summary>The certificate is of another key, or the comparison itself failed.</summary>
    /// <param name="order">The order of the certificate with its person, in words.</param>
    /// <param name="key">The comparison that was not passed.</param>
    /// <param name="reason">Why it was not, and what to do about it.</param>
    public static DocSigningException SaveOfAnotherKey(string order, KeyComparison key, string reason) => new(
        key.Hindrance ?? FaultKind.CertificateKeyMismatch,
        KeyReference,
        $"{order}: {reason} Nothing was saved.");
}
