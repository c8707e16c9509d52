using System.Globalization;

namespace DigiCertDocSign.Plan;

/// <summary>What one order costs, as far as the server can say.</summary>
/// <param name="Amount">With tax where the server knows it; null when the price could not be worked out.</param>
/// <param name="Currency">Such as USD.</param>
/// <param name="Check">The finding about the price.</param>
internal sealed record OrderPrice(decimal? Amount, string? Currency, AccountCheck Check)
{
    public decimal? For(int orders) => Amount * orders;

    public static string Text(decimal amount, string? currency) => $"{amount.ToString("N2", CultureInfo.InvariantCulture)} {currency}".TrimEnd();
}
