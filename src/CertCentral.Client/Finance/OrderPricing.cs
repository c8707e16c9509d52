namespace CertCentral.Finance;

/// <summary>What one order would cost. An amount of 0 means that the server could not work it out.</summary>
/// <remarks>Services API: POST finance/order-pricing.</remarks>
public sealed class OrderPricing : WireObject
{
    /// <summary>Without tax.</summary>
    public decimal? BasePrice { get; init; }

    /// <summary>With tax, unless <see cref="TaxError"/>.</summary>
    public decimal? TotalPrice { get; init; }

    public string? Currency { get; init; }
    public decimal? Tax { get; init; }

    /// <summary>The tax could not be worked out and is missing from the total.</summary>
    public bool? TaxError { get; init; }
}
