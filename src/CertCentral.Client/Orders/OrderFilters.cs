using CertCentral.Transport;

namespace CertCentral.Orders;

/// <summary>Turns a query into the filters of the URL.</summary>
internal static class OrderFilters
{
    public static QueryText From(OrderQuery query)
    {
        var text = new QueryText()
            .AddFilters("status", query.Statuses)
            .AddFilter("product_name_id", query.ProductNameId)
            .AddFilter("organization_id", query.OrganizationId)
            .AddFilter("container_id", query.ContainerId)
            .AddFilter("email", query.Email)
            .AddFilter("common_name", query.CommonName)
            .AddFilter("serial_number", query.SerialNumber)
            .AddFilter("search", query.Search)
            .AddFilter("date_created", Days(query.CreatedFrom, query.CreatedTo))
            .AddFilter("valid_till", Days(query.ValidTillFrom, query.ValidTillTo));
        foreach (var filter in query.Filters)
        {
            text.AddFilter(filter.Key, filter.Value);
        }

        return text.Add("sort", query.Sort, when: query.Sort.Length > 0);
    }

    /// <summary>
    /// The API knows "after", "before" and a closed range. One open end is written as a range to a far day, because
    /// whether its "after" counts the day itself is not documented.
    /// </summary>
    private static string? Days(DateTime? from, DateTime? to) =>
        from is null && to is null
            ? null
            : FormattableString.Invariant($"{from ?? new DateTime(2000, 1, 1):yyyy-MM-dd}...{to ?? new DateTime(2099, 12, 31):yyyy-MM-dd}");
}
