namespace CertCentral.Finance;

/// <summary>What the account can spend. All amounts are in <see cref="Currency"/>.</summary>
/// <remarks>Services API: GET finance/balance.</remarks>
public sealed class AccountBalance : WireObject
{
    public decimal? Balance { get; init; }
    public string? Currency { get; init; }
    public decimal? UnpaidInvoiceBalance { get; init; }
    public decimal? NegativeBalanceLimit { get; init; }
    public bool? UnlimitedNegativeBalance { get; init; }
    public decimal? UsedCreditFromOtherContainers { get; init; }
    public decimal? TotalAvailableFunds { get; init; }
}
