using CertCentral;
using CertCentral.Errors;
using DigiCertDocSign.Following;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Plan;

/// <summary>What one order of a draft costs. Every order of a run has the same validity, so it is asked once.</summary>
internal static class PriceCheck
{
    private const string Name = "Price";

    public static async Task<(AccountCheck Check, OrderPrice Price)> AskAsync(
        CertCentralClient client, OrderDraft draft, CancellationToken cancellationToken)
    {
        try
        {
            OrderPrice price = await OrderPrice.AskAsync(client, OrderRules.ValidityOf(draft), cancellationToken).ConfigureAwait(false);
            return (new AccountCheck(Name, price.Amount is null ? null : true, Detail(draft, price)), price);
        }
        catch (CertCentralException refused) when (Refusals.Includes(refused))
        {
            string detail = $"The price could not be asked for, so look it up in CertCentral. {refused.Message}";
            return (new AccountCheck(Name, null, detail), new OrderPrice(null, null, HasTax: false));
        }
    }

    private static string Detail(OrderDraft draft, OrderPrice price)
    {
        if (price.Amount is null)
        {
            return "DigiCert could not work out the price. Look it up in CertCentral before the first order.";
        }

        string detail = $"{price} an order";
        detail += price.HasTax ? "" : ", without tax, which could not be worked out";
        detail += draft.ProvisioningOrDefault == ProvisioningMethod.ShipToken ? "; the token and its shipping may be charged besides" : "";
        detail += TextRules.Clean(draft.PromoCode) is null ? "" : "; the promo code is not counted";
        return detail + ".";
    }
}
