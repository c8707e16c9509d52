using System.Globalization;
using CertCentral.Orders;
using DigiCertDocSign.Errors;

namespace DigiCertDocSign.Orders;

/// <summary>Exactly one of years, days and a date. The price hangs on it, so there is no default.</summary>
internal static class ValidityRules
{
    private const int MostYears = 3;
    private const int MostDays = 1095;
    private const string WireForm = "dd MMM yyyy";
    private const string IsoForm = "yyyy-MM-dd";

    private static readonly string[] Forms = [WireForm, "d MMM yyyy", IsoForm];

    public static void Apply(OrderDraft draft, DateTimeOffset now, List<Fault> faults)
    {
        string? date = TextRules.Clean(draft.ExpirationDate);
        int given = (draft.Years is null ? 0 : 1) + (draft.Days is null ? 0 : 1) + (date is null ? 0 : 1);
        if (given == 0)
        {
            faults.Add(
                FaultKind.ValidityMissing,
                "Years",
                "no validity is given, and it decides the price; give Years (1 to 3), Days (1 to 1095) or ExpirationDate.");
        }
        else if (given > 1)
        {
            faults.Add(
                FaultKind.ValidityAmbiguous,
                draft.Years is null ? "Days" : "Years",
                "Years, Days and ExpirationDate exclude one another; give exactly one.");
        }

        if (draft.Years is < 1 or > MostYears)
        {
            faults.Add(FaultKind.ValidityOutOfRange, "Years", $"{draft.Years} is out of range; 1, 2 or 3 years can be ordered.");
        }

        if (draft.Days is < 1 or > MostDays)
        {
            faults.Add(FaultKind.ValidityOutOfRange, "Days", $"{draft.Days} is out of range; 1 to {MostDays} days can be ordered.");
        }

        if (date is not null)
        {
            ApplyToDate(date, now.UtcDateTime.Date, faults);
        }
    }

    /// <summary>The validity that the draft asks for, as the order call and the question for its price take it.</summary>
    public static OrderValidity WireOf(OrderDraft draft) =>
        new() { Years = draft.Years, Days = draft.Days, CustomExpirationDate = DateOnWire(draft.ExpirationDate) };

    /// <summary>The form of the wire, such as 09 JUN 2029; null for a text that the rules refuse.</summary>
    private static string? DateOnWire(string? text) =>
        TextRules.Clean(text) is { } clean && Read(clean) is { } date ? InWireForm(date) : null;

    private static void ApplyToDate(string text, DateTime today, List<Fault> faults)
    {
        const string field = "ExpirationDate";
        DateTime last = today.AddYears(MostYears);
        if (Read(text) is not { } date)
        {
            DateTime example = today.AddYears(1);
            faults.Add(
                FaultKind.ExpirationDateInvalid,
                field,
                $"'{text}' does not mean the same in every culture, or is no date. Write day, English month and year, as in "
                    + $"'{InWireForm(example)}', or '{example.ToString(IsoForm, CultureInfo.InvariantCulture)}'.");
        }
        else if (date <= today)
        {
            faults.Add(
                FaultKind.ValidityOutOfRange,
                field,
                $"{InWireForm(date)} is not after today; the last day that can be ordered is {InWireForm(last)}.");
        }
        else if (date > last)
        {
            faults.Add(
                FaultKind.ValidityOutOfRange,
                field,
                $"{InWireForm(date)} is more than three years away; the last day that can be ordered is {InWireForm(last)}.");
        }
    }

    private static DateTime? Read(string text) =>
        DateTime.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date) ? date : null;

    private static string InWireForm(DateTime date) => date.ToString(WireForm, CultureInfo.InvariantCulture).ToUpperInvariant();
}
