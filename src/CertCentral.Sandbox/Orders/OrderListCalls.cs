using System.Globalization;
using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.Lists;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Orders;

/// <summary>The calls for the list of orders and for the list of status changes.</summary>
internal sealed class OrderListCalls(SandboxAccount account)
{
    private static readonly string[] ListedStatuses =
    [
        OrderStatus.Pending, OrderStatus.Issued, OrderStatus.Rejected, OrderStatus.Revoked,
        OrderStatus.WaitingPickup, OrderStatus.ReissuePending, OrderStatus.Canceled,
    ];

    public IEnumerable<Route> Routes() =>
    [
        new(SandboxRoutes.ListOrders, List),
        new(SandboxRoutes.StatusChanges, ListChanges),
    ];

    private SandboxAnswer List(SandboxCall call) =>
        ListQuery.Read(call).Answer(
            OrderShelf.Listed(account, Lag), Fields(), ListQuery.MaxLimit, "orders", order => OrderRowView.Write(order, account));

    private SandboxAnswer ListChanges(SandboxCall call)
    {
        (DateTimeOffset from, DateTimeOffset till) = StatusChangeWindow.Read(call, account.Now);
        var changed = OrderShelf.NewestFirst(account, Lag)
            .Where(order => order.StatusChanged >= from && order.StatusChanged <= till)
            .Select(WriteChange)
            .ToList();
        // When nothing has changed, the list is missing; it is not empty.
        return SandboxAnswer.Ok(changed.Count == 0 ? [] : new JObject { ["orders"] = new JArray(changed) });
    }

    private TimeSpan Lag => account.Options.Faults?.ListLag ?? TimeSpan.Zero;

    private static JObject WriteChange(StoredOrder order)
    {
        var row = new JObject { ["order_id"] = order.Id };
        if (order.CertificateId is { } id)
        {
            row["certificate_id"] = id;
        }

        row["status"] = order.Status;
        return row;
    }

    private ListFields<StoredOrder> Fields() => AddKeys(OrderFilters.AddShared(new ListFields<StoredOrder>(), account)
        .Filter("status", value => FilterValue.OneOf("status", value, ListedStatuses), order => order.Status)
        .Filter("domain_name", _ => _ => false)
        .Filter("disable_renewal_notifications", value => FilterValue.Flag("disable_renewal_notifications", value), _ => false)
        .Filter("email", OrderFilters.Habit<string?>(account.Options.Habits.EmailFilter, FilterValue.Text), order => order.Subject.Email)
        .Filter("certificate_id", value => FilterValue.Id("certificate_id", value), order => order.CertificateId)
        .Filter("origin", value => FilterValue.OneOf("origin", value, "certcentral", "migrated"), _ => "certcentral")
        .Filter("serial_number", value => FilterValue.Text(value), order => order.Certificate?.SerialNumber)
        .Filter("search", OrderFilters.Habit<StoredOrder>(account.Options.Habits.SearchFilter, Search)));

    private static ListFields<StoredOrder> AddKeys(ListFields<StoredOrder> fields) => fields
        .Key("order_id", order => order.Id)
        .Key("date_created", order => order.DateCreated)
        .Key("common_name", order => order.Subject.CommonName.ToUpperInvariant())
        .Key("status", order => order.Status)
        .Key("validity_years", order => OrderTerm.WholeYears(order))
        .Key("product_name", _ => Catalogue.ProductName)
        .Key("valid_till", order => order.Certificate?.ValidTill);

    private static Func<StoredOrder, bool> Search(string value)
    {
        Func<string?, bool> test = FilterValue.Text(value);
        return order => test(order.Subject.Email) || test(order.Subject.CommonName);
    }
}

/// <summary>An order as a row of the list.</summary>
internal static class OrderRowView
{
    public static JObject Write(StoredOrder order, SandboxAccount account)
    {
        var row = new JObject
        {
            ["id"] = order.Id,
            ["certificate"] = WriteCertificate(order, account.Now),
            ["status"] = order.Status,
            ["is_renewed"] = order.RenewedOrderId is not null,
            ["date_created"] = WireText.Instant(order.DateCreated),
            ["organization"] = new JObject
            {
                ["id"] = order.OrganizationId,
                ["name"] = account.FindOrganization(order.OrganizationId)!.Name,
            },
            ["validity_years"] = OrderTerm.WholeYears(order),
            ["disable_renewal_notifications"] = false,
            ["container"] = AccountParts.Container(order.ContainerId),
            ["product"] = AccountParts.Product(order),
            ["has_duplicates"] = false,
            ["duplicates_count"] = 0,
            ["reissues_count"] = Math.Max(0, order.Certificates.Count - 1),
            ["product_name_id"] = order.ProductNameId,
        };
        if (order.Certificate is not null)
        {
            row["price"] = AccountParts.Price(order.Price);
        }

        return row;
    }

    private static JObject WriteCertificate(StoredOrder order, DateTimeOffset now)
    {
        var certificate = new JObject
        {
            ["common_name"] = order.Subject.CommonName,
            ["dns_names"] = new JArray(),
            ["signature_hash"] = order.SignatureHash,
        };
        if (order.CertificateId is { } id)
        {
            certificate["id"] = id;
        }

        if (order.Certificate is { } issued)
        {
            certificate["serial_number"] = issued.SerialNumber;
            certificate["thumbprint"] = issued.Thumbprint;
            certificate["valid_till"] = WireText.Day(issued.ValidTill);
            certificate["days_remaining"] = OrderInfoView.DaysRemaining(issued, now);
        }

        return certificate;
    }
}

/// <summary>The span of time that a call for status changes asks for: at most seven days.</summary>
internal static class StatusChangeWindow
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>Mountain Daylight Time, the zone of the dates of this filter.</summary>
    private static readonly TimeSpan Mountain = TimeSpan.FromHours(-6);

    public static (DateTimeOffset From, DateTimeOffset Till) Read(SandboxCall call, DateTimeOffset now)
    {
        if (ListQuery.Read(call).Filters.TryGetValue("status_last_updated", out List<string>? values))
        {
            return ReadRange(values[values.Count - 1]);
        }

        long? minutes = call.GetCount("minutes", 0);
        long? seconds = call.GetCount("seconds", 0);
        if (minutes is null && seconds is null)
        {
            throw ApiException.Missing("minutes");
        }

        // Compared as numbers, because the length may be too large for a TimeSpan.
        decimal length = ((decimal)(minutes ?? 0) * 60) + (seconds ?? 0);
        return length > (decimal)Longest.TotalSeconds ? throw TooLong() : (now - TimeSpan.FromSeconds((double)length), now);
    }

    private static (DateTimeOffset From, DateTimeOffset Till) ReadRange(string value)
    {
        const string field = "filters[status_last_updated]";
        int dots = value.IndexOf("...", StringComparison.Ordinal);
        if (dots < 0)
        {
            throw ApiException.Invalid(field, field + " must be a range like 2026-01-01...2026-01-07.");
        }

        (DateTimeOffset from, bool _) = Span(field, value.Substring(0, dots));
        (DateTimeOffset last, bool isDay) = Span(field, value.Substring(dots + 3));
        if (last < from)
        {
            throw ApiException.Invalid(field, field + " must not end before it begins.");
        }

        DateTimeOffset till = isDay ? last.AddDays(1).AddTicks(-1) : last;
        return till - from > Longest ? throw TooLong() : (from, till);
    }

    /// <summary>A day, or a day and a time of day: <c>2026-01-01+13:30:00</c>.</summary>
    private static (DateTimeOffset Instant, bool IsDay) Span(string field, string text)
    {
        // A plus that was not escaped has become a blank.
        string plain = text.Replace('+', ' ');
        bool isDay = plain.IndexOf(' ') < 0;
        return DateTime.TryParseExact(
            plain, isDay ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local)
            ? (new DateTimeOffset(local, Mountain), isDay)
            : throw ApiException.Invalid(field, $"'{text}' is not a date like 2026-01-31.");
    }

    private static ApiException TooLong() =>
        new(System.Net.HttpStatusCode.BadRequest, "time_frame_too_long", "Status changes can be asked for seven days at most.");
}
