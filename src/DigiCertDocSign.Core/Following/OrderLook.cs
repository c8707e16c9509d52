using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;
using CertCentral.Requests;
using DigiCertDocSign.Orders;

namespace DigiCertDocSign.Following;

/// <summary>
/// One look at some orders with as few calls as will do: list pages of a thousand, newest first, for many; order info for one, and for
/// those that no list shows.
/// </summary>
internal sealed class OrderLook(CertCentralClient client, TimeProvider time, Action<long, CertCentralException>? onOrderFailed)
{
    private const int RowsPerPage = 1000;

    private readonly Dictionary<long, SigningOrderStatus> _found = [];

    /// <summary>The status of each order, without those that failed for themselves.</summary>
    public async Task<IReadOnlyDictionary<long, SigningOrderStatus>> LookAsync(
        IReadOnlyCollection<long> orderIds, CancellationToken cancellationToken)
    {
        var missing = new HashSet<long>(orderIds);
        if (missing.Count > 1)
        {
            await FromListAsync(missing, cancellationToken).ConfigureAwait(false);
        }

        foreach (var orderId in missing)
        {
            await FromInfoAsync(orderId, cancellationToken).ConfigureAwait(false);
        }

        return _found;
    }

    private async Task FromListAsync(HashSet<long> missing, CancellationToken cancellationToken)
    {
        var rows = new List<OrderSummary>();
        var query = new OrderQuery { ProductNameId = SigningProduct.NameId, Sort = "-order_id", PageSize = RowsPerPage };
        var seen = 0;
        await foreach (var row in client.Orders.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            seen++;
            if (row.Id is { } id && missing.Remove(id))
            {
                rows.Add(row);
            }

            // A further page costs one call, and so does each order that is still missing: go on only while a page is the better bargain.
            if (missing.Count == 0 || (seen % RowsPerPage == 0 && seen / RowsPerPage >= missing.Count))
            {
                break;
            }
        }

        var requests = rows.Exists(WaitsForApproval) ? await PendingRequestsAsync(cancellationToken).ConfigureAwait(false) : [];
        var now = time.GetUtcNow();
        foreach (var row in rows)
        {
            long? requestId = requests.TryGetValue(row.Id!.Value, out var known) ? known : null;
            _found[row.Id.Value] = SigningOrderReader.Status(row, requestId, now);
        }
    }

    private static bool WaitsForApproval(OrderSummary row) =>
        StatusWords.Pascal(row.Status) is StatusWords.NeedsApproval or StatusWords.ReissuePending;

    /// <summary>
    /// Order id to request id, from one page of one status: it makes the advice better, and is not worth more than one call. That of a
    /// submitted request names the order alone.
    /// </summary>
    private async Task<Dictionary<long, long>> PendingRequestsAsync(CancellationToken cancellationToken)
    {
        var byOrder = new Dictionary<long, long>();
        var seen = 0;
        var query = new RequestQuery { Status = "pending", PageSize = RowsPerPage };
        await foreach (var request in client.Requests.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (request.Id is { } id && request.Order?.Id is { } orderId)
            {
                byOrder[orderId] = id;
            }

            if (++seen == RowsPerPage)
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
            var order = SigningOrderReader.Order(await client.Orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false));
            var validation = order.Status is StatusWords.Pending or StatusWords.Approved
                ? await client.Orders.GetValidationAsync(orderId, cancellationToken).ConfigureAwait(false)
                : null;
            _found[orderId] = SigningOrderReader.Status(order, validation, time.GetUtcNow());
        }
        catch (CertCentralException error) when (onOrderFailed is not null
            && error is NotFoundException or PermissionDeniedException or RequestRefusedException)
        {
            onOrderFailed(orderId, error);
        }
    }
}
