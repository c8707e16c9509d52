using CertCentral.Sandbox.Account;
using CertCentral.Sandbox.Http;
using CertCentral.Sandbox.Lists;
using CertCentral.Sandbox.State;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.Orders;

/// <summary>The list of orders and the list of status changes.</summary>
internal sealed class OrderListDesk(SandboxAccount account)
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
        ListQuery.Read(call).Answer(Listed(), Fields(), ListQuery.MaxLimit, "orders", order => OrderRowView.Write(order, account));

    private SandboxAnswer ListChanges(SandboxCall call)
    {
        var (from, till) = StatusChangeWindow.Read(call, account.Now);
        var changed = NewestFirst().Where(order => order.StatusChanged >= from && order.StatusChanged <= till).Select(WriteChange).ToList();
        // Nothing changed: an object without the list, not an empty list.
        return SandboxAnswer.Ok(changed.Count == 0 ? [] : new JObject { ["orders"] = new JArray(changed) });
    }

    /// <summary>Orders that the lists know of already. A new one stands in front, so that it shifts the pages being read.</summary>
    private IEnumerable<StoredOrder> NewestFirst()
    {
        var orders = account.State.Orders;
        var known = account.Now - (account.Options.Faults?.ListLag ?? TimeSpan.Zero);
        for (var i = orders.Count - 1; i >= 0; i--)
        {
            if (orders[i].DateCreated <= known)
            {
                yield return orders[i];
            }
        }
    }

    private IEnumerable<StoredOrder> Listed() => account.Options.ListsOrdersThatNeedApproval
        ? NewestFirst()
        : NewestFirst().Where(order => order.Status != OrderStatus.NeedsApproval);

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

    private ListFields<StoredOrder> Fields() => AddKeys(new ListFields<StoredOrder>()
        .Filter("id", value => By(FilterValue.Id("id", value), order => order.Id))
        .Filter("status", value => By(FilterValue.OneOf("status", value, ListedStatuses), order => order.Status))
        .Filter("organization_id", value => By(FilterValue.Id("organization_id", value), order => order.OrganizationId))
        .Filter("product_name_id", value => By(FilterValue.Text(value), _ => Catalogue.ProductNameId))
        .Filter("valid_till", value => By(FilterValue.Date("valid_till", value, account.Now), ValidTill))
        .Filter("user_id", value => By(FilterValue.Id("user_id", value), _ => Catalogue.KeyOwnerId))
        .Filter("common_name", value => By(FilterValue.Text(value), order => order.Subject.CommonName))
        .Filter("domain_name", _ => _ => false)
        .Filter("date_created", value => By(FilterValue.Date("date_created", value, account.Now), order => order.DateCreated))
        .Filter("container_id", value => By(FilterValue.Id("container_id", value), order => order.ContainerId))
        .Filter("is_renewed", value => By(FilterValue.Flag("is_renewed", value), order => order.RenewedOrderId is not null))
        .Filter("disable_renewal_notifications", value => By(FilterValue.Flag("disable_renewal_notifications", value), _ => false))
        .Filter("email", value => By(FilterValue.Text(value), order => order.Subject.Email))
        .Filter("certificate_id", value => By(FilterValue.Id("certificate_id", value), order => order.CertificateId))
        .Filter("origin", value => By(FilterValue.OneOf("origin", value, "certcentral", "migrated"), _ => "certcentral"))
        .Filter("serial_number", value => By(FilterValue.Text(value), order => order.Certificate?.SerialNumber))
        .Filter("search", Search));

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
        var test = FilterValue.Text(value);
        return order => test(order.Subject.Email) || test(order.Subject.CommonName);
    }

    private static DateTimeOffset? ValidTill(StoredOrder order) =>
        order.Certificate is { } issued ? new DateTimeOffset(DateTime.SpecifyKind(issued.ValidTill, DateTimeKind.Unspecified), TimeSpan.Zero) : null;

    private static Func<StoredOrder, bool> By<T>(Func<T, bool> test, Func<StoredOrder, T> field) => order => test(field(order));
}
