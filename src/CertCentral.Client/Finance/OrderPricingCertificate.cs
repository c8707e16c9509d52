namespace CertCentral.Finance;

/// <summary>The certificate part of an order whose price is asked for.</summary>
public sealed class OrderPricingCertificate : WireObject
{
    /// <summary>The API wants this list even for a product that has none; then it is empty.</summary>
    public List<string>? DnsNames { get; set; }
}
