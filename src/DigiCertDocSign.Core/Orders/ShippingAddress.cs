namespace DigiCertDocSign;

/// <summary>Where a token is mailed to (wire: <c>ship_info</c>). All members but <see cref="Addr2"/> are needed.</summary>
public sealed class ShippingAddress
{
    /// <summary>First and last name of the person who receives the token.</summary>
    public string? Name { get; set; }

    public string? Addr1 { get; set; }

    public string? Addr2 { get; set; }

    public string? City { get; set; }

    public string? State { get; set; }

    public string? Zip { get; set; }

    /// <summary>Two letters, ISO 3166-1 alpha-2, in any case.</summary>
    public string? Country { get; set; }

    /// <summary><c>STANDARD</c> or <c>EXPEDITED</c> (costs extra), in any case. There is no default.</summary>
    public string? Method { get; set; }
}
