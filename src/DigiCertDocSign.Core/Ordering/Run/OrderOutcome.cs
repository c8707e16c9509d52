namespace DigiCertDocSign.Ordering.Run;

/// <summary>What became of one input.</summary>
public sealed record OrderOutcome
{
    /// <summary>
    /// Null for an order that an earlier run had left in doubt and that this run has reconciled, and where the end of the run tells of
    /// several.
    /// </summary>
    public OrderInput? Input { get; init; }

    /// <summary>The person's order, new or found; null when there is none or it is not known.</summary>
    public PlacedOrder? Order { get; init; }

    /// <summary>The order was there before this input, and nothing was bought.</summary>
    public bool AlreadyOrdered { get; init; }

    /// <summary>What to tell about it besides, a sentence or two each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Why there is no order, or what must be known about it.</summary>
    public Exception? Fault { get; init; }

    /// <summary>It is not known yet: the input waits until the run is finished, and its outcome comes then.</summary>
    public bool IsDeferred { get; init; }
}
