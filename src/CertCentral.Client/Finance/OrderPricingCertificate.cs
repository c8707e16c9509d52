namespace CertCentral.Finance;

/// <summary>The certificate part of a question for a price.</summary>
public sealed class OrderPricingCertificate : WireObject
{
    /// <summary>Asked for even where a product has none; empty then.</summary>
    public List<string>? DnsNames { get; set; }
}
