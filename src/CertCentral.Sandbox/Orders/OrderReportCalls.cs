using System.Globalization;
using System.Net;
using System.Text;
using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Certificates;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.Lists;
using CertCentral.Sandbox.State;

namespace CertCentral.Sandbox.Orders;

/// <summary>The call for the order report: CSV with every value in quotes, and PEM with line breaks within a field.</summary>
internal sealed class OrderReportCalls(SandboxAccount account)
{
    private const int LimitWhenNone = 50_000;
    private const int MaxLimit = 100_000;

    public IEnumerable<Route> Routes() => [new(SandboxRoutes.OrderReport, Report)];

    private SandboxAnswer Report(SandboxCall call)
    {
        SandboxHabits habits = account.Options.Habits;
        if (!habits.HasReport)
        {
            throw ApiException.NotFound("route");
        }

        TimeSpan lag = account.Options.Faults?.ReportLag ?? TimeSpan.Zero;
        IEnumerable<StoredOrder> rows = ListQuery.Read(call).Cut(
            OrderShelf.Listed(account, lag), Fields(), LimitWhenNone, MaxLimit, out int _);
        KeyValuePair<string, Func<StoredOrder, string>>[] columns = [.. Columns(habits)];
        StringBuilder text = Line(new StringBuilder(), columns.Select(column => column.Key));
        foreach (StoredOrder order in rows)
        {
            Line(text, columns.Select(column => column.Value(order)));
        }

        return SandboxAnswer.OfBytes(HttpStatusCode.OK, "text/csv", Encoding.UTF8.GetBytes(text.ToString()));
    }

    private ListFields<StoredOrder> Fields() => OrderFilters.AddShared(new ListFields<StoredOrder>(), account)
        .Filter("status", value => FilterValue.Text(value), order => order.Status);

    private static StringBuilder Line(StringBuilder text, IEnumerable<string> values) =>
        text.Append(string.Join(",", values.Select(value => "\"" + value.Replace("\"", "\"\"") + "\""))).Append("\r\n");

    /// <summary>In the order of the page of this call, as far as that is known. What the account does not have is empty.</summary>
    private IEnumerable<KeyValuePair<string, Func<StoredOrder, string>>> Columns(SandboxHabits habits)
    {
        KeyValuePair<string, Func<StoredOrder, string>>[] all =
        [
            new("order_id", order => WireText.Id(order.Id)),
            new("customer_order_id", _ => ""),
            new("date_created", order => Habits.Write(order.DateCreated, SandboxDateForm.WithoutZone, habits.DateZone)!),
            new("container_id", order => WireText.Id(order.ContainerId)),
            new("container_name", order => Catalogue.Containers[order.ContainerId]),
            new("status", order => order.Status),
            new("user_id", order => WireText.Id(order.UserId)),
            new("organization_id", order => WireText.Id(order.OrganizationId)),
            new("organization_name", order => account.FindOrganization(order.OrganizationId)!.Name),
            new("validity_years", order => OrderTerm.WholeYears(order).ToString(CultureInfo.InvariantCulture)),
            new("signature_hash", order => order.SignatureHash),
            new("common_name", order => Spelling.Common(order.Subject, NamesOf(order))),
            new("dns_names", _ => ""),
            new("product_name_id", order => order.ProductNameId),
            new("product_name", order => AccountParts.ProductName(order)),
            new("product_type", _ => Catalogue.ProductType),
            new("email", order => habits.ReportEmail == SandboxReportColumn.Filled ? order.Subject.Email : ""),
            new("csr", order => habits.ReportCsr == SandboxReportColumn.Filled ? Csr(order) : ""),
            new("valid_from", order => order.Certificate is { } issued ? WireText.Day(issued.ValidFrom) : ""),
            new("valid_till", order => order.Certificate is { } issued ? WireText.Day(issued.ValidTill) : ""),
            new("is_renewed", order => order.RenewedOrderId is null ? "0" : "1"),
            new("renewed_order_id", order => order.RenewedOrderId is { } renewed ? WireText.Id(renewed) : ""),
            new("receipt_id", order => order.ReceiptId is { } receipt ? WireText.Id(receipt) : ""),
            new("additional_emails", order => string.Join(", ", order.AdditionalEmails)),
            new("thumbprint", order => order.Certificate?.Thumbprint ?? ""),
            new("serial_number", order => order.Certificate?.SerialNumber ?? ""),
            new("account_id", _ => WireText.Id(Catalogue.AccountId)),
            new("user_first_name", order => account.FindUser(order.UserId)!.FirstName),
            new("user_last_name", order => account.FindUser(order.UserId)!.LastName),
        ];
        return all.Where(column => column.Key switch
        {
            "email" => habits.ReportEmail != SandboxReportColumn.Missing,
            "csr" => habits.ReportCsr != SandboxReportColumn.Missing,
            _ => true,
        });
    }

    private SandboxNameLie NamesOf(StoredOrder order) =>
        account.Options.Lies is { } lies && Lies.ConcernsOrder(lies, order.Id) ? lies.Names : SandboxNameLie.None;

    private static string Csr(StoredOrder order) =>
        order.Csr is { } csr && PemText.TryRead(csr, out string label, out byte[] der) ? PemText.Write(label, der) : "";
}
