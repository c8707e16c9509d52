namespace CertCentral.Finance;

/// <summary>What one order would cost, in <see cref="Currency"/>. An amount of 0 means that the server could not calculate it.</summary>
/// <remarks>Services API: POST finance/order-pricing.</remarks>
public sealed class OrderPricing : WireObject
{
    /// <summary>Without tax.</summary>
    public decimal? BasePrice { get; init; }

    /// <summary>With tax, unless <see cref="TaxError"/>.</summary>
    public decimal? TotalPrice { get; init; }

    public string? Currency { get; init; }
    public decimal? Tax { get; init; }

    /// <summary>True when the server could not calculate the tax. The total is then without it.</summary>
    public bool? TaxError { get; init; }
}
