using System.Runtime.CompilerServices;
using CertCentral;
using CertCentral.Errors;

namespace DigiCertDocSign.Following;

/// <summary>
/// Reads orders and waits for them. Many orders cost few calls: list pages for a look, one call for each poll while nothing changes.
/// </summary>
public sealed class OrderFollower(CertCentralClient client, TimeProvider time)
{
    /// <exception cref="NotFoundException">There is no such order, or it is not this account's.</exception>
    /// <exception cref="CertCentralException">The call failed for another reason.</exception>
    public async Task<SigningOrder> GetOrderAsync(long orderId, CancellationToken cancellationToken) =>
        AsOfNow(SigningOrderReader.Order(await client.Orders.GetAsync(orderId, cancellationToken).ConfigureAwait(false)));

    /// <summary>An order that was read just now, with its status as it is by now.</summary>
    public SigningOrder AsOfNow(SigningOrder read) => read.AsOf(PresentTime.Of(client, time));

    /// <summary>The one request of the order that waits for an administrator's decision.</summary>
    /// <exception cref="DocSigningException">NoOpenRequest or SeveralOpenRequests.</exception>
    /// <exception cref="CertCentralException">The call failed.</exception>
    public async Task<SigningOrderRequest> GetOpenRequestAsync(long orderId, CancellationToken cancellationToken) =>
        OpenRequest.Of(await GetOrderAsync(orderId, cancellationToken).ConfigureAwait(false));

    /// <summary>
    /// One order is asked for itself, with its open validation steps. Several are read from list pages, which know neither
    /// steps nor the way of provisioning, so their advice is more general.
    /// </summary>
    /// <param name="orderIds">Each is answered once, in this order.</param>
    /// <param name="onOrderFailed">Hears of an order that cannot be read, and the others go on; when null, that is thrown.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="CertCentralException">A call failed.</exception>
    public async IAsyncEnumerable<SigningOrderStatus> GetStatusesAsync(
        IReadOnlyCollection<long> orderIds,
        Action<long, CertCentralException>? onOrderFailed,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<long, SigningOrderStatus> found =
            await new StatusReading(client, time, onOrderFailed).ReadAsync(orderIds, cancellationToken).ConfigureAwait(false);
        foreach (long orderId in orderIds.Distinct())
        {
            if (found.TryGetValue(orderId, out SigningOrderStatus? status))
            {
                yield return status;
            }
        }
    }

    /// <summary>
    /// Waits until every order has reached the milestone, can never reach it, or the time is up. The caller decides what an order that did
    /// not get there means.
    /// </summary>
    /// <param name="orderIds">Each is followed once.</param>
    /// <param name="options">Until when, how long, how often.</param>
    /// <param name="onChange">Hears of each order once at the start and then whenever its status changes; called on the thread of a
    /// call.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentOutOfRangeException">The poll interval is shorter than a second, or the time-out is negative.</exception>
    /// <exception cref="CertCentralException">The first look failed, or a poll did for a reason that will not pass.</exception>
    public Task<WaitResult> WaitAsync(
        IReadOnlyCollection<long> orderIds, WaitOptions options, Action<SigningOrderStatus>? onChange, CancellationToken cancellationToken)
    {
        if (options.PollInterval < TimeSpan.FromSeconds(1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.PollInterval, "PollInterval: poll at most once a second.");
        }

        return options.Timeout < TimeSpan.Zero
            ? throw new ArgumentOutOfRangeException(nameof(options), options.Timeout, "Timeout: a wait cannot be shorter than nothing.")
            : new OrderWait(client, time, options, onChange).RunAsync(orderIds, cancellationToken);
    }
}

/// <summary>The request of an order that still waits for an administrator's decision.</summary>
internal static class OpenRequest
{
    /// <exception cref="DocSigningException">
    /// NoOpenRequest; SeveralOpenRequests, since a decision for the wrong one may revoke a certificate.
    /// </exception>
    public static SigningOrderRequest Of(SigningOrder order)
    {
        SigningOrderRequest[] open =
        [
            .. order.Requests.Where(request => request.RequestId is not null && StatusWords.IsUndecided(request.Status)),
        ];
        return open.Length switch
        {
            1 => open[0],
            0 => throw RequestFaults.NoneOpen(order),
            _ => throw RequestFaults.SeveralOpen(order, open),
        };
    }
}
