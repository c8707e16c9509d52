using CertCentral.Sandbox.Lists;
using CertCentral.Sandbox.State;

namespace CertCentral.Sandbox.Orders;

/// <summary>The orders in the order of the lists.</summary>
internal static class OrderShelf
{
    /// <summary>
    /// The orders that the lists show already. A new one comes first, so it moves the rows of pages that are still to be read.
    /// </summary>
    public static IEnumerable<StoredOrder> NewestFirst(SandboxAccount account, TimeSpan lag)
    {
        List<StoredOrder> orders = account.State.Orders;
        DateTimeOffset known = account.Now - lag;
        for (int i = orders.Count - 1; i >= 0; i--)
        {
            if (orders[i].DateCreated <= known)
            {
                yield return orders[i];
            }
        }
    }

    public static IEnumerable<StoredOrder> Listed(SandboxAccount account, TimeSpan lag) => account.Options.ListsOrdersThatNeedApproval
        ? NewestFirst(account, lag)
        : NewestFirst(account, lag).Where(order => order.Status != OrderStatus.NeedsApproval);
}

/// <summary>The filters that the list of orders and the order report share.</summary>
internal static class OrderFilters
{
    public static ListFields<StoredOrder> AddShared(ListFields<StoredOrder> fields, SandboxAccount account)
    {
        SandboxHabits habits = account.Options.Habits;
        DateTimeOffset now = account.Now;
        return fields
            .Filter("id", value => FilterValue.Id("id", value), order => order.Id)
            .Filter("organization_id", value => FilterValue.Id("organization_id", value), order => order.OrganizationId)
            .Filter("product_name_id", Habit<string?>(habits.ProductFilter, FilterValue.Text), order => order.ProductNameId)
            .Filter("valid_till", value => FilterValue.Date("valid_till", value, now), ValidTill)
            .Filter("user_id", value => FilterValue.Id("user_id", value), order => order.UserId)
            .Filter("common_name", value => FilterValue.Text(value), order => order.Subject.CommonName)
            .Filter(
                "date_created",
                Habit<DateTimeOffset?>(habits.DateFilter, value => FilterValue.Date("date_created", value, now)),
                order => order.DateCreated)
            .Filter("container_id", value => FilterValue.Id("container_id", value), order => order.ContainerId)
            .Filter("is_renewed", value => FilterValue.Flag("is_renewed", value), order => order.RenewedOrderId is not null);
    }

    /// <summary>The test of a filter as this account applies it.</summary>
    public static Func<string, Func<T, bool>> Habit<T>(SandboxFilterHabit habit, Func<string, Func<T, bool>> honoured) => habit switch
    {
        SandboxFilterHabit.Ignored => _ => _ => true,
        SandboxFilterHabit.AnswersNone => _ => _ => false,
        _ => honoured,
    };

    private static DateTimeOffset? ValidTill(StoredOrder order) =>
        order.Certificate is { } issued
            ? new DateTimeOffset(DateTime.SpecifyKind(issued.ValidTill, DateTimeKind.Unspecified), TimeSpan.Zero)
            : null;
}
