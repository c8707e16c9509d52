using CertCentral.Json;
using CertCentral.Products;

namespace CertCentral.Orders;

/// <summary>What is asked of the certificate itself.</summary>
public sealed class OrderRequestCertificate : WireObject
{
    public ServerPlatform? ServerPlatform { get; set; }

    /// <summary>Id of the issuing authority, as <c>ProductInfo.AllowedCaCerts</c> lists it.</summary>
    public string? CaCertId { get; set; }

    public UsageDesignation? UsageDesignation { get; set; }

    /// <summary>PEM on one line: header, base64, footer. Sent exactly as given.</summary>
    public string? Csr { get; set; }

    /// <summary><c>2048</c>, <c>3072</c>, <c>4096</c> (numbers on the wire) or <c>p-256</c>, <c>p-384</c> (text on the wire).</summary>
    [NumberOnWire]
    public string? KeySize { get; set; }

    /// <summary><c>rsa</c> or <c>ecc</c>.</summary>
    public string? CsrKeyType { get; set; }

    /// <summary><c>sha256</c>, <c>sha384</c> or <c>sha512</c>.</summary>
    public string? SignatureHash { get; set; }
}
