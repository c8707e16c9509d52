namespace DigiCertDocSign.Ordering.Run;

/// <summary>How a run of orders ended, in figures.</summary>
public sealed record OrderRunSummary : RunSummary
{
    /// <summary>New orders.</summary>
    public int Placed { get; init; }

    /// <summary>People who had an order before; nothing was bought for them.</summary>
    public int AlreadyOrdered { get; init; }

    /// <summary>Inputs of which it is not known whether they were ordered.</summary>
    public int InDoubt { get; init; }

    /// <summary>Orders that an earlier run had left in doubt and that this one has found.</summary>
    public int Reconciled { get; init; }

    private protected override bool HasDoubts => InDoubt > 0 || base.HasDoubts;

    /// <inheritdoc/>
    public override string ToString()
    {
        string text = $"{Placed} placed, {AlreadyOrdered} already ordered, {Failed} failed, {InDoubt} in doubt";
        text += Reconciled > 0 ? $", {Reconciled} of an earlier run reconciled" : "";
        return $"{text}, {Ending}";
    }
}
