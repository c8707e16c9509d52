namespace DigiCertDocSign.Ordering.Run;

/// <summary>How a run ended, in figures.</summary>
public sealed class OrderRunSummary
{
    /// <summary>New orders.</summary>
    public int Placed { get; init; }

    /// <summary>People who had an order before; nothing was bought for them.</summary>
    public int AlreadyOrdered { get; init; }

    public int Failed { get; init; }

    /// <summary>Rows of which it is not known whether they were ordered.</summary>
    public int InDoubt { get; init; }

    /// <summary>Orders that an earlier run had left in doubt and that this one found.</summary>
    public int Recovered { get; init; }

    public TimeSpan Duration { get; init; }

    /// <summary>Why the run ended before its rows did; null when it did not.</summary>
    public string? StoppedBecause { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        string text = $"{Placed} placed, {AlreadyOrdered} already ordered, {Failed} failed, {InDoubt} in doubt";
        text += Recovered > 0 ? $", {Recovered} recovered from an earlier run" : string.Empty;
        text += $", in {TimeSpan.FromSeconds(Math.Round(Duration.TotalSeconds)):c}.";
        return StoppedBecause is null ? text : $"{text} The run was stopped: {StoppedBecause}";
    }
}
