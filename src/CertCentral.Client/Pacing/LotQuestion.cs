namespace CertCentral.Pacing;

/// <summary>A permit by its name: the ledger that gave it, and its number there.</summary>
internal readonly record struct PermitName(long Ledger, long Number);

/// <summary>
/// What a host asks of the count that all hosts share, and what it tells. All times in it are spans before the moment at which it asked,
/// in ticks of 100 ns, because the clocks of hosts differ.
/// </summary>
internal sealed class LotQuestion
{
    /// <summary>A number that this limiter alone has.</summary>
    public required long Host { get; init; }

    /// <summary>How many permits are wanted; none means that nothing waits any more.</summary>
    public required int Wanted { get; init; }

    /// <summary>How long each permit is to be valid.</summary>
    public required long Validity { get; init; }

    /// <summary>Permits whose calls have left, and how long ago at least.</summary>
    public required IReadOnlyList<(PermitName Permit, long Ago)> Used { get; init; }

    /// <summary>Permits with which no call will leave.</summary>
    public required IReadOnlyList<PermitName> Unused { get; init; }

    /// <summary>How long ago calls left that were counted nowhere, because the store could not be used.</summary>
    public required IReadOnlyList<long> Uncounted { get; init; }

    /// <summary>Calls that the server refused.</summary>
    public required IReadOnlyList<Refusal> Refusals { get; init; }
}

/// <summary>The server refused a call because of its limit.</summary>
/// <param name="SentAgo">When the call was sent.</param>
/// <param name="HeldFor">How long no call may be sent from now on.</param>
/// <param name="IsLesson">False when the refusal was to be expected.</param>
internal readonly record struct Refusal(long SentAgo, long HeldFor, bool IsLesson);

/// <summary>What a host is told.</summary>
internal sealed class LotAnswer
{
    public required long Ledger { get; init; }

    /// <summary>The permits, and how long after the answer each begins.</summary>
    public required IReadOnlyList<(long Number, long Delay)> Permits { get; init; }

    /// <summary>When there are no permits: how long until the host shall ask again. Its place is kept until then.</summary>
    public required long AskAgainAfter { get; init; }

    /// <summary>How long the server wants no calls.</summary>
    public required long HeldFor { get; init; }

    /// <summary>The limits after all lessons.</summary>
    public required IReadOnlyList<CallLimit> Effective { get; init; }
}
