using CertCentral;
using CertCentral.Errors;
using CertCentral.Finance;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Plan;

/// <summary>Whether the way of payment will last for the run. Only a balance can be looked at.</summary>
/// <remarks>Services API: GET finance/balance.</remarks>
internal static class PaymentCheck
{
    private const string Name = "Payment";

    /// <returns>The answer, and what the account can spend; null when that is not known or without limit.</returns>
    public static async Task<(AccountCheck Check, decimal? Funds)> AskAsync(
        CertCentralClient client, OrderDraft draft, long? containerId, OrderPrice price, int orders, CancellationToken cancellationToken)
    {
        if (draft.PaymentOrDefault is not PaymentMethod.Balance and var method)
        {
            string card = method == PaymentMethod.Card
                ? "The card is charged for each order"
                : "The account's default card is charged for each order";
            return (new AccountCheck(Name, null, $"{card}; whether it will be cannot be known before."), null);
        }

        try
        {
            AccountBalance balance = await client.Finance.GetBalanceAsync(containerId, cancellationToken).ConfigureAwait(false);
            return (Judge(balance, price, orders), balance.UnlimitedNegativeBalance == true ? null : balance.TotalAvailableFunds);
        }
        catch (CertCentralException refused) when (refused is PermissionDeniedException or RequestRefusedException or NotFoundException)
        {
            return (new AccountCheck(Name, null, $"The balance could not be read. {refused.Message}"), null);
        }
    }

    private static AccountCheck Judge(AccountBalance balance, OrderPrice price, int orders)
    {
        if (balance.UnlimitedNegativeBalance == true)
        {
            return new AccountCheck(Name, true, "The account's credit has no limit.");
        }

        if (balance.TotalAvailableFunds is not { } funds)
        {
            return new AccountCheck(Name, null, "DigiCert does not say what is available.");
        }

        string available = $"{OrderPrice.Text(funds, balance.Currency)} available";
        if (price.For(orders) is not { } cost || !string.Equals(balance.Currency, price.Currency, StringComparison.OrdinalIgnoreCase))
        {
            return new AccountCheck(Name, null, $"{available}; what the run costs is not known in this currency.");
        }

        return cost <= funds
            ? new AccountCheck(Name, true, $"{available}, {OrderPrice.Text(cost, price.Currency)} needed.")
            : new AccountCheck(
                Name,
                false,
                $"{available}, {OrderPrice.Text(cost, price.Currency)} needed: enough for "
                + $"{Math.Max(0, decimal.Floor(funds / price.Amount!.Value)):0} of {orders} orders. "
                + "Add funds in CertCentral, or order for fewer people.");
    }
}
