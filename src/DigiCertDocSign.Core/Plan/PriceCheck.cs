using System.Globalization;
using CertCentral;
using CertCentral.Errors;
using CertCentral.Finance;
using CertCentral.Orders;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Plan;

/// <summary>What one order costs, as far as the server can say.</summary>
/// <param name="Amount">With tax where the server knows it; null when the price could not be worked out.</param>
/// <param name="Currency">Such as USD.</param>
/// <param name="Check">What the check of the price says.</param>
internal sealed record OrderPrice(decimal? Amount, string? Currency, AccountCheck Check)
{
    public decimal? For(int orders) => Amount * orders;

    public static string Text(decimal amount, string? currency) =>
        $"{amount.ToString("N2", CultureInfo.InvariantCulture)} {currency}".TrimEnd();
}

/// <summary>What one order of a draft costs. Every order of a run has the same validity, so it is asked once.</summary>
/// <remarks>Services API: POST finance/order-pricing.</remarks>
internal static class PriceCheck
{
    private const string Name = "Price";

    public static async Task<OrderPrice> AskAsync(CertCentralClient client, OrderDraft draft, CancellationToken cancellationToken)
    {
        var question = new OrderPricingRequest
        {
            ProductNameId = SigningProduct.NameId,
            OrderValidity = new OrderValidity
            {
                Years = draft.Years,
                Days = draft.Days,
                CustomExpirationDate = ValidityRules.Wire(draft.ExpirationDate),
            },
        };
        try
        {
            return Read(draft, await client.Finance.EstimatePriceAsync(question, cancellationToken).ConfigureAwait(false));
        }
        catch (CertCentralException refused) when (refused is PermissionDeniedException or RequestRefusedException or NotFoundException)
        {
            return new OrderPrice(null, null, new AccountCheck(Name, null, $"The price could not be asked for. {refused.Message}"));
        }
    }

    private static OrderPrice Read(OrderDraft draft, OrderPricing pricing)
    {
        // 0 is the server's word for "could not be worked out"; no order is free.
        decimal? amount = pricing.TotalPrice is > 0 ? pricing.TotalPrice : pricing.BasePrice is > 0 ? pricing.BasePrice : null;
        if (amount is not { } price)
        {
            return new OrderPrice(null, pricing.Currency, new AccountCheck(Name, null, "DigiCert could not work out the price."));
        }

        string detail = $"{OrderPrice.Text(price, pricing.Currency)} an order";
        detail += pricing.TaxError == true || pricing.TotalPrice is not > 0 ? ", without tax, which could not be worked out" : "";
        detail += draft.ProvisioningOrDefault == ProvisioningMethod.ShipToken ? "; the token and its shipping may be charged besides" : "";
        detail += TextRules.Clean(draft.PromoCode) is null ? "" : "; the promo code is not counted";
        return new OrderPrice(price, pricing.Currency, new AccountCheck(Name, true, detail + "."));
    }
}
