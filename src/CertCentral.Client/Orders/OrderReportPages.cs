using System.Globalization;
using CertCentral.Csv;
using CertCentral.Errors;
using CertCentral.Transport;

namespace CertCentral.Orders;

/// <summary>
/// Reads the order report call by call. It does not say how long it is, so it is whole only when a further call brings nothing new: a
/// report that was cut must never look like one in which an order is missing.
/// </summary>
internal sealed class OrderReportPages(ApiConnection connection)
{
    private const int LargestPage = 100_000;

    /// <returns>Null when this server has no order report, and says so itself.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The page size is not 1 to 100,000.</exception>
    /// <exception cref="CertCentralException">The call failed, or what came is no report.</exception>
    public async Task<OrderReport?> ReadAsync(OrderReportQuery query, CancellationToken cancellationToken)
    {
        if (query.PageSize is < 1 or > LargestPage)
        {
            throw new ArgumentOutOfRangeException(nameof(query), query.PageSize, "A call for the report gives 1 to 100,000 rows.");
        }

        OrderReportColumns? columns = null;
        var rows = new List<OrderReportRow>();
        var known = new HashSet<long>();
        while (true)
        {
            QueryText window = Filters(query).Add("limit", query.PageSize).Add("offset", rows.Count);
            ApiAnswer answer;
            try
            {
                var call = new ApiCall(ApiRoutes.OrderReport) { Query = window, Accept = "text/csv" };
                answer = await connection.SendAsync(call, cancellationToken).ConfigureAwait(false);
            }
            catch (NotFoundException exception) when (columns is null && UnknownCall.MayBe(exception))
            {
                return null;
            }

            (columns, List<OrderReportRow> page) = ReadPage(answer, columns);
            bool isNew = false;
            page.ForEach(row => isNew |= known.Add(row.OrderId));
            if (!isNew)
            {
                return new OrderReport(columns, rows);
            }

            rows.AddRange(page);
        }
    }

    private static QueryText Filters(OrderReportQuery query) => new QueryText()
        .AddFilters("status", query.Statuses)
        .AddFilter("product_name_id", query.ProductNameId)
        .AddFilter("organization_id", query.OrganizationId)
        .AddFilter("container_id", query.ContainerId)
        .AddFilter("common_name", query.CommonName)
        .AddFilter("date_created", OrderFilters.Days(query.CreatedFrom, query.CreatedTo))
        .AddFilters(query.Filters);

    private static (OrderReportColumns Columns, List<OrderReportRow> Rows) ReadPage(ApiAnswer answer, OrderReportColumns? before)
    {
        if (answer.IsEmpty || answer.IsHtml)
        {
            throw answer.Unreadable(answer.IsEmpty ? "is empty, without even a head of columns" : "is an HTML page, not CSV");
        }

        try
        {
            var reader = new CsvReader(answer.Text);
            var columns = new OrderReportColumns(reader.ReadRecord() ?? []);
            int id = columns.Find("order_id") ?? throw answer.Unreadable("is no order report: it has no one column \"order_id\"");
            if (before is not null && !before.Names.SequenceEqual(columns.Names, StringComparer.OrdinalIgnoreCase))
            {
                throw answer.Unreadable("has other columns than the part of the report before it");
            }

            var rows = new List<OrderReportRow>();
            while (reader.ReadRecord() is { } fields)
            {
                rows.Add(fields.Length == columns.Names.Count && ReadId(fields[id]) is { } orderId
                    ? new OrderReportRow(columns, fields, orderId)
                    : throw answer.Unreadable("has a row that is cut off or has no readable \"order_id\""));
            }

            return (columns, rows);
        }
        catch (FormatException exception)
        {
            throw answer.Unreadable($"is no whole CSV: {exception.Message}", exception);
        }
    }

    private static long? ReadId(string text) =>
        long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long id) && id >= 1 ? id : null;
}
