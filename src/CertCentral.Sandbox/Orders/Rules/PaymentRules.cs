using System.Globalization;
using System.Net;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.State;

namespace CertCentral.Sandbox.Orders.Rules;

/// <summary>The rules for <c>payment_method</c>, <c>credit_card</c> and <c>billing_address</c>. A card is checked and not kept.</summary>
internal static class PaymentRules
{
    public static void Read(WireReader body, StoredOrder order, DateTimeOffset now)
    {
        order.PaymentMethod = body.OneOf("payment_method", required: true, "balance", "profile", "card") ?? "";
        bool byCard = order.PaymentMethod == "card";
        if (body.Object("credit_card", required: byCard) is { } card)
        {
            ReadCard(card, now);
        }

        if (body.Object("billing_address", required: byCard) is { } address)
        {
            address.RequiredText("address");
            address.RequiredText("city");
            address.RequiredText("country");
        }
    }

    /// <exception cref="ApiException">400: the balance does not suffice, or there is no card on file.</exception>
    public static void RequireFunds(StoredOrder order, SandboxAccount account)
    {
        if (order.PaymentMethod == "balance" && account.State.Balance + account.Options.NegativeBalanceLimit < order.Price)
        {
            throw ApiException.Invalid("payment_method", "The account balance has insufficient funds for this order.");
        }

        if (order.PaymentMethod == "profile" && !account.Options.HasDefaultCard)
        {
            throw new ApiException(HttpStatusCode.BadRequest, "bad_request_format", "There is no default credit card in this account.");
        }
    }

    private static void ReadCard(WireReader card, DateTimeOffset now)
    {
        Digits(card, "number", 12, 19);
        long? month = Digits(card, "expiration_month", 2, 2);
        long? year = Digits(card, "expiration_year", 4, 4);
        Digits(card, "cvv", 3, 4);
        card.RequiredText("cardholder_name");
        card.Flag("save_credit_card");
        card.OneOf("set_as_default", required: true, "1", "0");
        if (month is < 1 or > 12)
        {
            card.Invalid("expiration_month", "expiration_month must be 01 to 12.");
        }
        else if (month is not null && year is not null && (year * 12) + month < (now.Year * 12) + now.Month)
        {
            card.Invalid("expiration_year", "The card has expired.");
        }
    }

    /// <summary>Digits that make a number, within that length. The message never repeats them.</summary>
    private static long? Digits(WireReader card, string name, int minLength, int maxLength)
    {
        if (card.RequiredText(name) is not { } text)
        {
            return null;
        }

        if (text.Length >= minLength && text.Length <= maxLength && text.All(c => c is >= '0' and <= '9'))
        {
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
        }

        string length = minLength == maxLength ? $"{minLength}" : $"{minLength} to {maxLength}";
        card.Invalid(name, $"{name} must have {length} digits.");
        return null;
    }
}
