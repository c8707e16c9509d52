using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.State;

namespace CertCentral.Sandbox.Orders;

/// <summary>How long an order is valid, and what that costs.</summary>
internal static class OrderTerm
{
    /// <summary>The last day (UTC) of a certificate issued at that instant.</summary>
    public static DateTime LastDay(StoredOrder order, DateTimeOffset issued)
    {
        DateTime first = issued.UtcDateTime.Date;
        DateTime last = order.CustomExpirationDate
            ?? (order.ValidityDays is { } days ? first.AddDays(days - 1) : first.AddYears(order.ValidityYears!.Value).AddDays(-1));
        // The vetting may have ended after a custom date.
        return last < first ? first : last;
    }

    /// <summary>1, 2 or 3. A part of a year counts as a whole one.</summary>
    public static int WholeYears(StoredOrder order)
    {
        if (order.ValidityYears is { } years)
        {
            return years;
        }

        DateTime first = order.DateCreated.UtcDateTime.Date;
        DateTime end = LastDay(order, order.DateCreated).AddDays(1);
        return end <= first.AddYears(1) ? 1 : end <= first.AddYears(2) ? 2 : 3;
    }

    public static decimal Price(StoredOrder order) => Catalogue.PriceFor(WholeYears(order));
}
