using System.Globalization;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Reporting;

/// <summary>
/// The orders of a report as a table (RFC 4180), a line each. A spreadsheet takes a cell that begins with one of some characters for a
/// formula, and a name may come from anybody: such a cell gets an apostrophe in front.
/// </summary>
internal static class CsvReport
{
    private const string FormulaStarts = "=+-@\t\r";

    private static readonly string[] Columns =
    [
        "OrderId", "Person", "Email", "Status", "OrganizationId", "Organization", "DateCreated", "ValidTill", "DaysRemaining", "WaitsFor",
        "NextAction", "Price", "Currency", "OrderedBy", "OrderedAt", "DecidedBy", "DecidedAt",
        "KeyReference", "SerialNumber", "RevocationComment", "FailedChecks",
    ];

    public static void Write(SigningReport report, TextWriter writer)
    {
        ILookup<long, ReportRequest> revocations = report.Revocations.ToLookup(one => one.Request.OrderId ?? 0);
        ILookup<long, CertificateCheck> findings = report.Findings.Where(check => !check.Passed).ToLookup(check => check.OrderId ?? 0);
        WriteLine(writer, Columns);
        foreach (ReportRow row in report.Rows)
        {
            SigningOrder order = row.Order;
            WriteLine(
                writer,
                [
                    Number(order.OrderId), order.Person, order.Email, order.Status, Number(order.OrganizationId), order.OrganizationName,
                    Time(order.DateCreated), order.ValidTill is { } day ? Moments.Day(day) : null, Number(row.DaysRemaining),
                    row.Waits ? row.WaitsFor.ToString() : null, row.Waits ? row.NextAction : null,
                    order.Price?.ToString("0.00", CultureInfo.InvariantCulture),
                    order.Price is null ? null : order.Currency ?? report.Currency,
                    row.OrderedBy, Time(row.OrderedAt), row.DecidedBy, Time(row.DecidedAt), row.KeyReference, order.SerialNumber,
                    string.Join(" ", revocations[order.OrderId].Select(one => one.Request.Comments)),
                    string.Join(" ", findings[order.OrderId].Select(check => $"{check.Check}: {check.Detail}")),
                ]);
        }
    }

    private static void WriteLine(TextWriter writer, string?[] cells)
    {
        for (int column = 0; column < cells.Length; column++)
        {
            writer.Write(column == 0 ? "" : ",");
            writer.Write(Cell(cells[column] ?? ""));
        }

        writer.WriteLine();
    }

    // A number of ours may be negative, and is none that anybody typed.
    private static string Cell(string text)
    {
        bool isFormula = text.Length > 0 && FormulaStarts.IndexOf(text[0]) >= 0
            && !decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);
        string safe = isFormula ? "'" + text : text;
        return safe.IndexOfAny([',', '"', '\r', '\n']) >= 0 ? $"\"{safe.Replace("\"", "\"\"")}\"" : safe;
    }

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Time(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
