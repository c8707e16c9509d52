using CertCentral;
using CertCentral.Errors;
using CertCentral.Finance;
using DigiCertDocSign.Following;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Account;

/// <summary>What the account can spend, and what an order costs.</summary>
/// <remarks>Services API: GET finance/balance, POST finance/order-pricing.</remarks>
public sealed class AccountFinance(CertCentralClient client)
{
    /// <summary>
    /// The balance of a container. An account with several must name one, so where none is named, the one of the key's user is.
    /// </summary>
    /// <exception cref="CertCentralException">The balance cannot be read.</exception>
    public async Task<SigningBalance> GetBalanceAsync(long? containerId, CancellationToken cancellationToken)
    {
        long? container = containerId ?? await ContainerOfKeyAsync(cancellationToken).ConfigureAwait(false);
        AccountBalance balance = await client.Finance.GetBalanceAsync(container, cancellationToken).ConfigureAwait(false);
        var funds = AccountFunds.From(balance);
        return new SigningBalance
        {
            ContainerId = container,
            Balance = balance.Balance,
            AvailableFunds = funds.Available,
            Currency = funds.Currency,
            HasNoLimit = funds.HasNoLimit,
            CreditLimit = balance.NegativeBalanceLimit,
            UnpaidInvoices = balance.UnpaidInvoiceBalance,
        };
    }

    /// <summary>The price of one order of so long a validity.</summary>
    /// <param name="validity">Years, days or a date, and nothing else.</param>
    /// <param name="now">A date is compared with this day in UTC.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="DocSigningException">No order can have this validity.</exception>
    /// <exception cref="CertCentralException">The price cannot be asked for.</exception>
    public async Task<SigningPrice> GetPriceAsync(OrderDraft validity, DateTimeOffset now, CancellationToken cancellationToken)
    {
        OrderRules.RequireValidity(validity, now);
        OrderPrice price = await OrderPrice.AskAsync(client, OrderRules.ValidityOf(validity), cancellationToken).ConfigureAwait(false);
        return new SigningPrice
        {
            Years = validity.Years,
            Days = validity.Days,
            ExpirationDate = validity.ExpirationDate,
            Price = price.Amount,
            Currency = price.Currency,
            IncludesTax = price.HasTax,
        };
    }

    // Then the server chooses, or says that it wants one to be named.
    private async Task<long?> ContainerOfKeyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await AccountProducts.ContainerOfKeyAsync(client, cancellationToken).ConfigureAwait(false);
        }
        catch (CertCentralException refused) when (Refusals.Includes(refused))
        {
            return null;
        }
    }
}
