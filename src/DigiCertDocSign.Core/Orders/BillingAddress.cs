namespace DigiCertDocSign;

/// <summary>The address of the credit card's bill.</summary>
public sealed class BillingAddress
{
    public string? Address { get; set; }

    public string? Address2 { get; set; }

    public string? City { get; set; }

    /// <summary>Needed in the United States and Canada.</summary>
    public string? State { get; set; }

    /// <summary>Two letters, ISO 3166-1 alpha-2, in any case.</summary>
    public string? Country { get; set; }

    /// <summary>Needed in the United States and Canada.</summary>
    public string? Zip { get; set; }
}
