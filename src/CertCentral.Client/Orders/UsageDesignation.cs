namespace CertCentral.Orders;

/// <summary>What the certificate may be used for.</summary>
public sealed class UsageDesignation : WireObject
{
    /// <summary><c>signing</c> is the only value.</summary>
    public string? PrimaryUsage { get; set; }

    public List<string>? AdditionalUsages { get; set; }
}
