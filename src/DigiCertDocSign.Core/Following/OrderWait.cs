using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;

namespace DigiCertDocSign.Following;

/// <summary>How long and for what <see cref="OrderFollower"/> waits.</summary>
public sealed class WaitOptions
{
    public OrderMilestone Until { get; init; } = OrderMilestone.Issued;

    /// <summary>Null waits for ever. Zero looks once.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>One call per interval while nothing changes. At least one second; validation takes days, so minutes are gentle.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Hears of a poll that failed for a passing reason (no network, server fault, rate limit); the wait goes on. When null, such
    /// a failure ends the wait.
    /// </summary>
    public Action<Exception>? OnPollFailed { get; init; }

    /// <summary>
    /// Hears of one order that cannot be followed (not found, no right); the others go on. When null, such a failure ends the wait.
    /// </summary>
    public Action<long, Exception>? OnOrderFailed { get; init; }
}

/// <summary>
/// How a wait ended, each order in exactly one list (an order that cannot be followed at all is in none), in the order in which they were
/// asked for.
/// </summary>
public sealed class WaitResult
{
    public required IReadOnlyList<SigningOrderStatus> Reached { get; init; }

    /// <summary>Rejected, canceled, revoked ...: these can never reach what was waited for.</summary>
    public required IReadOnlyList<SigningOrderStatus> Unreachable { get; init; }

    /// <summary>Still on their way when the time was up.</summary>
    public required IReadOnlyList<SigningOrderStatus> StillOpen { get; init; }
}

/// <summary>One wait: a look at everything, then one call per poll that asks what changed, and a look at only that.</summary>
internal sealed class OrderWait(CertCentralClient client, TimeProvider time, WaitOptions options, Action<SigningOrderStatus>? onChange)
{
    /// <summary>Windows of two polls overlap, so that no change falls between them while a clock or a list lags.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    /// <summary>The server tells the changes of seven days; a wait that slept longer (a suspended machine) looks at everything.</summary>
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(7);

    /// <summary>A change that the change list never told must not cost the whole wait.</summary>
    private static readonly TimeSpan FullLookInterval = TimeSpan.FromHours(6);

    private readonly Dictionary<long, SigningOrderStatus> _known = [];
    private readonly List<long> _open = [];
    private readonly HashSet<long> _ended = [];
    private DateTimeOffset _lastAsked;
    private DateTimeOffset _lastFullLook;

    public async Task<WaitResult> RunAsync(IReadOnlyCollection<long> orderIds, CancellationToken cancellationToken)
    {
        DateTimeOffset start = time.GetUtcNow();
        long[] asked = [.. orderIds.Distinct()];
        _open.AddRange(asked);
        await LookAtAllAsync(cancellationToken).ConfigureAwait(false);
        while (_open.Count > 0)
        {
            TimeSpan left = options.Timeout is { } timeout ? start + timeout - time.GetUtcNow() : options.PollInterval;
            if (left <= TimeSpan.Zero)
            {
                break;
            }

            await time.DelayAsync(left < options.PollInterval ? left : options.PollInterval, cancellationToken).ConfigureAwait(false);
            await PollAsync(cancellationToken).ConfigureAwait(false);
        }

        return new WaitResult
        {
            Reached =
                [.. asked.Where(_ended.Contains).Select(orderId => _known[orderId]).Where(status => !StatusWords.IsDead(status.Status))],
            Unreachable =
                [.. asked.Where(_ended.Contains).Select(orderId => _known[orderId]).Where(status => StatusWords.IsDead(status.Status))],
            StillOpen = [.. _open.Where(_known.ContainsKey).Select(orderId => _known[orderId])],
        };
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        try
        {
            DateTimeOffset now = time.GetUtcNow();
            TimeSpan window = now - _lastAsked + Overlap;
            if (window > LongestWindow || now - _lastFullLook >= FullLookInterval)
            {
                await LookAtAllAsync(cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await LookAtChangesAsync(now, window, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (CertCentralException error) when (options.OnPollFailed is not null && PassingFaults.Includes(error))
        {
            options.OnPollFailed(error);
        }
    }

    private async Task LookAtAllAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        await ReadAsync([.. _open], cancellationToken).ConfigureAwait(false);
        _lastAsked = now;
        _lastFullLook = now;
    }

    private async Task LookAtChangesAsync(DateTimeOffset now, TimeSpan window, CancellationToken cancellationToken)
    {
        var waiting = new HashSet<long>(_open);
        var detailed = new List<long>();
        foreach (OrderStatusChange change in await client.Orders.GetStatusChangesAsync(window, cancellationToken).ConfigureAwait(false))
        {
            if (change.OrderId is not { } orderId || !waiting.Contains(orderId))
            {
                continue;
            }

            SigningOrderStatus status = SigningOrderReader.Status(change, now);
            if (_known.TryGetValue(orderId, out SigningOrderStatus? before) && before.Status == status.Status)
            {
                continue;
            }

            // Where the way ends, the change itself tells all; on the way, the details tell who is next.
            if (Ends(status))
            {
                Take(status);
            }
            else
            {
                detailed.Add(orderId);
            }
        }

        if (detailed.Count > 0)
        {
            await ReadAsync(detailed, cancellationToken).ConfigureAwait(false);
        }

        _lastAsked = now;
    }

    private async Task ReadAsync(IReadOnlyCollection<long> orderIds, CancellationToken cancellationToken)
    {
        var reading = new StatusReading(client, time, options.OnOrderFailed is null ? null : Lose);
        IReadOnlyDictionary<long, SigningOrderStatus> found = await reading.ReadAsync(orderIds, cancellationToken).ConfigureAwait(false);
        foreach (long orderId in orderIds)
        {
            if (found.TryGetValue(orderId, out SigningOrderStatus? status))
            {
                Take(status);
            }
        }
    }

    private void Take(SigningOrderStatus status)
    {
        bool isNews = !_known.TryGetValue(status.OrderId, out SigningOrderStatus? before) || before.Status != status.Status;
        if (before is not null)
        {
            // A change that ends the way tells no person, and a list no address; neither changes meanwhile.
            status = status with { Person = status.Person ?? before.Person, Email = status.Email ?? before.Email };
        }

        _known[status.OrderId] = status;
        if (Ends(status) && _open.Remove(status.OrderId))
        {
            _ended.Add(status.OrderId);
        }

        if (isNews)
        {
            onChange?.Invoke(status);
        }
    }

    private void Lose(long orderId, CertCentralException error)
    {
        _open.Remove(orderId);
        options.OnOrderFailed!(orderId, error);
    }

    private bool Ends(SigningOrderStatus status) =>
        StatusWords.IsDead(status.Status) || StatusWords.Milestone(status.Status) >= options.Until;
}
