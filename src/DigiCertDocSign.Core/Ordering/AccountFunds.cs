using System.Globalization;
using CertCentral;
using CertCentral.Finance;
using CertCentral.Orders;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Ordering;

/// <summary>What one order costs, as far as the server can say.</summary>
/// <param name="Amount">With tax where the server knows it; null when the price could not be worked out.</param>
/// <param name="Currency">Such as USD.</param>
/// <param name="HasTax">The tax is part of the amount.</param>
internal sealed record OrderPrice(decimal? Amount, string? Currency, bool HasTax)
{
    /// <remarks>Services API: POST finance/order-pricing.</remarks>
    public static async Task<OrderPrice> AskAsync(
        CertCentralClient client, OrderValidity? validity, CancellationToken cancellationToken)
    {
        var question = new OrderPricingRequest { ProductNameId = SigningProduct.NameId, OrderValidity = validity };
        OrderPricing answer = await client.Finance.EstimatePriceAsync(question, cancellationToken).ConfigureAwait(false);

        // 0 is the server's word for "could not be worked out"; no order is free.
        bool hasTotal = answer.TotalPrice is > 0;
        decimal? amount = hasTotal ? answer.TotalPrice : answer.BasePrice is > 0 ? answer.BasePrice : null;
        return new OrderPrice(amount, answer.Currency, hasTotal && answer.TaxError != true);
    }

    public decimal? For(int orders) => Amount * orders;

    public static string Text(decimal amount, string? currency) =>
        $"{amount.ToString("N2", CultureInfo.InvariantCulture)} {currency}".TrimEnd();

    /// <inheritdoc/>
    public override string ToString() => Amount is { } amount ? Text(amount, Currency) : "unknown";
}

/// <summary>
/// What the account's balance can pay for. A plan asks it before a run, and a run asks it when the server has refused an order, so that
/// both judge alike.
/// </summary>
/// <param name="Available">Null when DigiCert does not say.</param>
/// <param name="Currency">Of that amount.</param>
/// <param name="HasNoLimit">The account's credit has no limit.</param>
internal sealed record AccountFunds(decimal? Available, string? Currency, bool HasNoLimit)
{
    /// <remarks>Services API: GET finance/balance.</remarks>
    public static async Task<AccountFunds> AskAsync(CertCentralClient client, long? containerId, CancellationToken cancellationToken) =>
        From(await client.Finance.GetBalanceAsync(containerId, cancellationToken).ConfigureAwait(false));

    public static AccountFunds From(AccountBalance balance)
    {
        bool hasNoLimit = balance.UnlimitedNegativeBalance == true;
        return new AccountFunds(hasNoLimit ? null : balance.TotalAvailableFunds, balance.Currency, hasNoLimit);
    }

    /// <summary>Whether the funds pay for so many orders.</summary>
    /// <returns>Null when that cannot be told: an amount is missing, or the two are in different currencies.</returns>
    public bool? LastFor(int orders, OrderPrice price) =>
        HasNoLimit ? true
        : Available is not { } funds ? null
        : orders > 0 && funds <= 0 ? false
        : price.For(orders) is { } cost && string.Equals(Currency, price.Currency, StringComparison.OrdinalIgnoreCase) ? cost <= funds
        : null;

    /// <inheritdoc/>
    public override string ToString() =>
        HasNoLimit ? "no limit" : Available is { } funds ? OrderPrice.Text(funds, Currency) : "unknown";
}
