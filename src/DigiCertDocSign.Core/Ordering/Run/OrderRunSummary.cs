namespace DigiCertDocSign.Ordering.Run;

/// <summary>How a run ended, in figures.</summary>
public sealed class OrderRunSummary
{
    /// <summary>New orders.</summary>
    public int Placed { get; init; }

    /// <summary>People who had an order before; nothing was bought for them.</summary>
    public int AlreadyOrdered { get; init; }

    public int Failed { get; init; }

    /// <summary>Inputs of which it is not known whether they were ordered.</summary>
    public int InDoubt { get; init; }

    /// <summary>Orders that an earlier run had left in doubt and that this one has found.</summary>
    public int Reconciled { get; init; }

    public TimeSpan Duration { get; init; }

    /// <summary>Why the run ended before its inputs did; null when it did not.</summary>
    public string? StoppedBecause { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        string text = $"{Placed} placed, {AlreadyOrdered} already ordered, {Failed} failed, {InDoubt} in doubt";
        text += Reconciled > 0 ? $", {Reconciled} of an earlier run reconciled" : "";
        text += $", in {TimeSpan.FromSeconds(Math.Round(Duration.TotalSeconds)):c}.";
        return StoppedBecause is null ? text : $"{text} The run was stopped: {StoppedBecause}";
    }
}
