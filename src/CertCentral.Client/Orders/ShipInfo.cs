namespace CertCentral.Orders;

/// <summary>Where the hardware token is sent.</summary>
public sealed class ShipInfo : WireObject
{
    public string? Name { get; set; }
    public string? Addr1 { get; set; }
    public string? Addr2 { get; set; }
    public string? City { get; set; }
    public string? State { get; set; }
    public string? Zip { get; set; }
    public string? Country { get; set; }

    /// <summary><c>STANDARD</c> or <c>EXPEDITED</c>; read in any case.</summary>
    public string? Method { get; set; }
}
