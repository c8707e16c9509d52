using System.Globalization;
using System.Security;
using CertCentral;
using DigiCertDocSign.Errors;

namespace DigiCertDocSign.Orders;

/// <summary>How the order is paid. A card's values are never repeated in a fault.</summary>
internal static class PaymentRules
{
    private const FaultKind CardKind = FaultKind.CreditCardInvalid;
    private const FaultKind BillKind = FaultKind.BillingAddressInvalid;
    private const int FarthestExpiry = 30; // years; beyond that it is a slip of the keyboard

    public static void Apply(OrderDraft draft, DateTimeOffset now, List<Fault> faults)
    {
        PaymentMethod method = draft.PaymentOrDefault;
        if (WireWords.Of(method) is null)
        {
            faults.Add(FaultKind.OrderFieldInvalid, "PaymentMethod", "is unknown; use Balance, Profile or Card.");
        }

        if (method == PaymentMethod.Card)
        {
            ApplyToCardParts(draft, now, faults);
        }
        else if (draft.CreditCard is not null)
        {
            faults.Add(
                CardKind,
                "CreditCard",
                $"a card is given, but the order would be paid by {method}; leave it out or use -PaymentMethod Card.");
        }
        else if (draft.BillingAddress is not null)
        {
            faults.Add(
                BillKind,
                "BillingAddress",
                $"an address is given, but the order would be paid by {method}; leave it out or use -PaymentMethod Card.");
        }
    }

    /// <summary>A month with its leading zero; null for what is no number.</summary>
    public static string? Month(string? text) => Number(text)?.ToString("00", CultureInfo.InvariantCulture);

    private static void ApplyToCardParts(OrderDraft draft, DateTimeOffset now, List<Fault> faults)
    {
        if (draft.CreditCard is { } card)
        {
            ApplyToCard(card, now, faults);
        }
        else
        {
            faults.Add(
                FaultKind.CreditCardMissing,
                "CreditCard",
                "payment by Card needs the card: Number, ExpirationMonth, ExpirationYear, Cvv and CardholderName.");
        }

        if (draft.BillingAddress is { } address)
        {
            ApplyToAddress(address, faults);
        }
        else
        {
            faults.Add(
                FaultKind.BillingAddressMissing,
                "BillingAddress",
                "payment by Card needs the address of its bill: Address, City, Country and Zip.");
        }
    }

    private static void ApplyToCard(CreditCard card, DateTimeOffset now, List<Fault> faults)
    {
        if (!IsDigits(card.Number, 12, 19))
        {
            faults.Add(CardKind, "CreditCard.Number", "must be 12 to 19 digits without spaces or hyphens.");
        }
        else if (!PassesLuhn(card.Number!))
        {
            faults.Add(CardKind, "CreditCard.Number", "is mistyped: its check digit does not fit.");
        }

        if (!IsDigits(card.Cvv, 3, 4))
        {
            faults.Add(CardKind, "CreditCard.Cvv", "must be three or four digits.");
        }

        TextRules.Require(faults, CardKind, "CreditCard.CardholderName", card.CardholderName);
        ApplyToExpiry(Number(card.ExpirationMonth), Number(card.ExpirationYear), now.UtcDateTime, faults);
    }

    private static void ApplyToExpiry(int? month, int? year, DateTime now, List<Fault> faults)
    {
        bool monthFits = month is >= 1 and <= 12;
        if (!monthFits)
        {
            faults.Add(CardKind, "CreditCard.ExpirationMonth", "must be a month from 01 to 12.");
        }

        if (year is not (>= 1000 and <= 9999) || year > now.Year + FarthestExpiry)
        {
            faults.Add(CardKind, "CreditCard.ExpirationYear", "must be the year on the card in four digits.");
        }
        else if (year < now.Year || (monthFits && year == now.Year && month < now.Month))
        {
            faults.Add(CardKind, "CreditCard.ExpirationYear", "the card has expired; use another.");
        }
    }

    private static void ApplyToAddress(BillingAddress address, List<Fault> faults)
    {
        const string at = "BillingAddress.";
        TextRules.Require(faults, BillKind, at + "Address", address.Address);
        TextRules.Allow(faults, BillKind, at + "Address2", address.Address2);
        TextRules.Require(faults, BillKind, at + "City", address.City);
        TextRules.RequireCountry(faults, at + "Country", address.Country);

        // "Optional for some countries": these two bill by state and postal code.
        if (Countries.Code(address.Country) is "us" or "ca")
        {
            TextRules.Require(faults, BillKind, at + "State", address.State);
            TextRules.Require(faults, BillKind, at + "Zip", address.Zip);
        }
        else
        {
            TextRules.Allow(faults, BillKind, at + "State", address.State);
            TextRules.Allow(faults, BillKind, at + "Zip", address.Zip);
        }
    }

    private static int? Number(string? text) =>
        int.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    // The digits of a secret are looked at without ever making a string of them.
    private static bool IsDigits(SecureString? secret, int fewest, int most) =>
        secret is not null && secret.Length >= fewest && secret.Length <= most
        && SecretText.Use(secret, characters => Array.TrueForAll(characters, character => character is >= '0' and <= '9'));

    /// <summary>ISO/IEC 7812-1 annex B: every second digit from the right counts double.</summary>
    private static bool PassesLuhn(SecureString digits) => SecretText.Use(digits, characters =>
    {
        int sum = 0;
        for (int fromRight = 0; fromRight < characters.Length; fromRight++)
        {
            int digit = characters[characters.Length - 1 - fromRight] - '0';
            int counted = fromRight % 2 == 0 ? digit : digit * 2;
            sum += counted > 9 ? counted - 9 : counted;
        }

        return sum % 10 == 0;
    });
}
