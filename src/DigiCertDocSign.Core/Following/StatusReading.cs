using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;
using CertCentral.Requests;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Following;

/// <summary>
/// The statuses of some orders, read with as few calls as will do: list pages of a thousand, newest first, for many; order info for one,
/// and for those that no list shows.
/// </summary>
internal sealed class StatusReading(CertCentralClient client, TimeProvider time, Action<long, CertCentralException>? onOrderFailed)
{
    private readonly Dictionary<long, SigningOrderStatus> _found = [];

    /// <summary>The status of each order, without those that failed for themselves.</summary>
    public async Task<IReadOnlyDictionary<long, SigningOrderStatus>> ReadAsync(
        IReadOnlyCollection<long> orderIds, CancellationToken cancellationToken)
    {
        var missing = new HashSet<long>(orderIds);
        if (missing.Count > 1)
        {
            await FromListAsync(missing, cancellationToken).ConfigureAwait(false);
        }

        foreach (long orderId in missing)
        {
            await FromInfoAsync(orderId, cancellationToken).ConfigureAwait(false);
        }

        return _found;
    }

    private async Task FromListAsync(HashSet<long> missing, CancellationToken cancellationToken)
    {
        var listed = new List<OrderSummary>();
        var query = new OrderQuery { ProductNameId = SigningProduct.NameId, Sort = OrderQuery.NewestFirst };
        int seen = 0;
        await foreach (OrderSummary order in client.Orders.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            seen++;
            if (order.Id is { } id && missing.Remove(id))
            {
                listed.Add(order);
            }

            // A further page costs one call, and so does each order that is still missing: go on only while a page is the better bargain.
            if (missing.Count == 0 || (seen % Page.Largest == 0 && seen / Page.Largest >= missing.Count))
            {
                break;
            }
        }

        Dictionary<long, long> requests = listed.Exists(WaitsForApproval)
            ? await PendingRequestsAsync(cancellationToken).ConfigureAwait(false)
            : [];
        DateTimeOffset present = PresentTime.Of(client, time);
        foreach (OrderSummary order in listed)
        {
            long? requestId = requests.TryGetValue(order.Id!.Value, out long known) ? known : null;
            _found[order.Id.Value] = SigningOrderReader.Status(order, requestId, present, time.GetUtcNow());
        }
    }

    private static bool WaitsForApproval(OrderSummary order) =>
        StatusWords.Pascal(order.Status) is StatusWords.NeedsApproval or StatusWords.ReissuePending;

    /// <summary>
    /// The pending request of each order, from one page. It only makes the advice better, so it is not worth a second call. An order whose
    /// request is still "submitted" is not in it, and its advice names no request.
    /// </summary>
    private async Task<Dictionary<long, long>> PendingRequestsAsync(CancellationToken cancellationToken)
    {
        var byOrder = new Dictionary<long, long>();
        int seen = 0;
        var query = new RequestQuery { Status = "pending" };
        await foreach (RequestSummary request in client.Requests.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (request.Id is { } id && request.Order?.Id is { } orderId)
            {
                byOrder[orderId] = id;
            }

            if (++seen == Page.Largest)
            {
                break;
            }
        }

        return byOrder;
    }

    private async Task FromInfoAsync(long orderId, CancellationToken cancellationToken)
    {
        try
        {
            OrderInfo info = await client.Orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false);
            SigningOrder order = SigningOrderReader.Order(info).AsOf(PresentTime.Of(client, time));
            OrderValidation? validation = order.Status is StatusWords.Pending or StatusWords.Approved
                ? await client.Orders.GetValidationAsync(orderId, cancellationToken).ConfigureAwait(false)
                : null;
            _found[orderId] = SigningOrderReader.Status(order, validation, time.GetUtcNow());
        }
        catch (CertCentralException error) when (onOrderFailed is not null && Refusals.Includes(error))
        {
            onOrderFailed(orderId, error);
        }
    }
}
