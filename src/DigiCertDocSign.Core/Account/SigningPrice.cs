using DigiCertDocSign.Ordering;
using DigiCertDocSign.Text;

namespace DigiCertDocSign;

/// <summary>What one order costs, as DigiCert estimates it.</summary>
public sealed record SigningPrice
{
    public int? Years { get; init; }

    public int? Days { get; init; }

    public string? ExpirationDate { get; init; }

    /// <summary>With tax where <see cref="IncludesTax"/>; null when DigiCert could not work it out.</summary>
    public decimal? Price { get; init; }

    public string? Currency { get; init; }

    public bool IncludesTax { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        string term = Years is { } years ? Amount.Of(years, "year")
            : Days is { } days ? Amount.Of(days, "day")
            : $"until {ExpirationDate}";
        return $"{term}: {new OrderPrice(Price, Currency, IncludesTax)}";
    }
}
