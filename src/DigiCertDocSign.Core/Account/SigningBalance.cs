using DigiCertDocSign.Ordering;

namespace DigiCertDocSign;

/// <summary>
/// What the account, or one container of it, can spend. All amounts are in one currency; what DigiCert leaves out is null.
/// </summary>
public sealed record SigningBalance
{
    /// <summary>The container that was asked for; null where the choice was left to DigiCert.</summary>
    public long? ContainerId { get; init; }

    public decimal? Balance { get; init; }

    /// <summary>The balance and the credit; null when DigiCert does not say, and where the credit has no limit.</summary>
    public decimal? AvailableFunds { get; init; }

    public string? Currency { get; init; }

    /// <summary>True: the account may be overdrawn without limit.</summary>
    public bool HasNoLimit { get; init; }

    /// <summary>How far the account may be overdrawn.</summary>
    public decimal? CreditLimit { get; init; }

    public decimal? UnpaidInvoices { get; init; }

    /// <inheritdoc/>
    public override string ToString() => AvailableFunds is null && !HasNoLimit
        ? "What is available is not known"
        : $"{new AccountFunds(AvailableFunds, Currency, HasNoLimit)} available";
}
