using System.Globalization;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.State;

namespace CertCentral.Sandbox.Orders.Rules;

/// <summary>
/// The rules for <c>order_validity</c>: a custom date is taken before days, and days before years. The others are not checked then.
/// </summary>
internal static class ValidityRules
{
    private const int MaxDays = 1095;

    public static void Read(WireReader body, StoredOrder order, DateTimeOffset now)
    {
        // So that the price and the term can be calculated even when this part has faults.
        order.ValidityYears = 1;
        if (body.Object("order_validity", required: true) is not { } validity)
        {
            return;
        }

        if (validity.Has("custom_expiration_date"))
        {
            ReadDate(validity, order, now.UtcDateTime.Date);
        }
        else if (validity.Has("days"))
        {
            (order.ValidityYears, order.ValidityDays) = (null, ReadRange(validity, "days", MaxDays));
        }
        else if (validity.Has("years"))
        {
            order.ValidityYears = ReadRange(validity, "years", 3);
        }
        else
        {
            validity.Missing("years");
        }
    }

    private static int ReadRange(WireReader validity, string name, int max)
    {
        long value = validity.Number(name) ?? 1;
        if (value < 1 || value > max)
        {
            validity.Invalid(name, $"{name} must be 1 to {max}.");
            return 1;
        }

        return (int)value;
    }

    private static void ReadDate(WireReader validity, StoredOrder order, DateTime today)
    {
        const string name = "custom_expiration_date";
        if (!DateTime.TryParseExact(
            validity.Text(name), "dd MMM yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date))
        {
            validity.Invalid(name, "custom_expiration_date must be written like 09 JUN 2029.");
        }
        else if (date <= today || date > today.AddYears(3))
        {
            validity.Invalid(name, "custom_expiration_date must lie within three years from today.");
        }
        else
        {
            (order.ValidityYears, order.CustomExpirationDate) = (null, date);
        }
    }
}
