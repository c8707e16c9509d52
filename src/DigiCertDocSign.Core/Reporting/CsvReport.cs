using System.Globalization;
using System.Text.RegularExpressions;
using DigiCertDocSign.Text;

namespace DigiCertDocSign.Reporting;

/// <summary>
/// The orders of a report as a table (RFC 4180), a line each. A spreadsheet takes a cell that begins with one of some characters for a
/// formula, and a name may come from anybody: an apostrophe goes before each such character. Where the decimals have a comma, as in Norway
/// and Germany, spreadsheets end a cell at a semicolon and take no note of quotes that begin later, so it goes behind one as well.
/// </summary>
internal static class CsvReport
{
    private static readonly Regex FormulaStart = new(
        @"(?<before>(?:^|[;\t\r\n])[\s""']*)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])", RegexOptions.CultureInvariant);

    private static readonly string[] Columns =
    [
        "OrderId", "Person", "Email", "Status", "OrganizationId", "Organization", "DateCreated", "ValidTill", "DaysRemaining", "WaitsFor",
        "NextAction", "Price", "Currency", "OrderedBy", "OrderedAt", "DecidedBy", "DecidedAt",
        "KeyReference", "SerialNumber", "RevocationReason", "RevocationComment", "FailedChecks",
    ];

    public static void Write(SigningReport report, TextWriter writer)
    {
        ILookup<long, ReportRequest> revocations = report.Revocations.ToLookup(one => one.OrderId ?? 0);
        ILookup<long, CertificateCheck> findings = report.Findings.Where(check => !check.Passed).ToLookup(check => check.OrderId ?? 0);
        WriteLine(writer, Columns);
        foreach (ReportRow row in report.Rows)
        {
            WriteLine(
                writer,
                [
                    Number(row.OrderId), row.Person, row.Email, row.Status, Number(row.OrganizationId), row.OrganizationName,
                    Time(row.DateCreated), row.ValidTill is { } day ? Moments.Day(day) : null, Number(row.DaysRemaining),
                    row.Waits ? row.WaitsFor.ToString() : null, row.Waits ? row.NextAction : null,
                    row.Price?.ToString("0.00", CultureInfo.InvariantCulture),
                    report.CurrencyOf(row),
                    row.OrderedBy, Time(row.OrderedAt), row.DecidedBy, Time(row.DecidedAt), row.KeyReference, row.SerialNumber,
                    Joined(revocations[row.OrderId].Select(one => one.Reason)),
                    Joined(revocations[row.OrderId].Select(one => one.Comment)),
                    Joined(findings[row.OrderId].Select(check => $"{check.Check}: {check.Detail}")),
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
        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        string safe = decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out _)
            ? text
            : FormulaStart.Replace(text, "${before}'");
        return safe.IndexOfAny([',', ';', '"', '\r', '\n']) >= 0 ? $"\"{safe.Replace("\"", "\"\"")}\"" : safe;
    }

    private static string Joined(IEnumerable<string?> texts) => string.Join(" ", texts.Where(text => !string.IsNullOrEmpty(text)));

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Time(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
