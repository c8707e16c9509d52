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
