using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Plan;

/// <summary>Whether the way of payment will last for the run. Only a balance can be looked at.</summary>
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
            return (new AccountCheck(Name, null, $"{card}; whether it will be cannot be known before. The first order shows it."), null);
        }

        try
        {
            AccountFunds funds = await AccountFunds.AskAsync(client, containerId, cancellationToken).ConfigureAwait(false);
            return (new AccountCheck(Name, funds.LastFor(orders, price), Detail(funds, price, orders)), funds.Available);
        }
        catch (CertCentralException refused) when (Refusals.Includes(refused))
        {
            return (new AccountCheck(Name, null, $"The balance could not be read, so look at it in CertCentral. {refused.Message}"), null);
        }
    }

    private static string Detail(AccountFunds funds, OrderPrice price, int orders)
    {
        if (funds.HasNoLimit)
        {
            return "The account's credit has no limit.";
        }

        if (funds.Available is not { } available)
        {
            return "DigiCert does not say what is available; look in CertCentral.";
        }

        if (funds.LastFor(orders, price) is not { } isEnough)
        {
            return $"{funds} available; what the run costs is not known in this currency. Look up the price in CertCentral.";
        }

        string needed = price.For(orders) is { } cost ? $", {OrderPrice.Text(cost, price.Currency)} needed" : "";
        decimal paid = available <= 0 ? 0 : decimal.Floor(available / price.Amount!.Value);
        return isEnough
            ? $"{funds} available{needed}."
            : $"{funds} available{needed}: enough for {paid:0} of {orders} orders. Add funds in CertCentral, or order for fewer people.";
    }
}
