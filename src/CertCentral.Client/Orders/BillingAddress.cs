namespace CertCentral.Orders;

/// <summary>The address the card is billed to.</summary>
public sealed class BillingAddress : WireObject
{
    public string? Address { get; set; }
    public string? Address2 { get; set; }
    public string? City { get; set; }
    public string? State { get; set; }
    public string? Country { get; set; }
    public string? Zip { get; set; }
}
