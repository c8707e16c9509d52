namespace DigiCertDocSign.Ordering.Reconcile;

/// <summary>An intent in doubt, with the rows of this run that wait for it.</summary>
internal sealed class DoubtfulIntent(OrderIntent intent)
{
    public OrderIntent Intent { get; set; } = intent;

    /// <summary>Empty for what an earlier run left behind.</summary>
    public List<OrderInput> Rows { get; } = [];

    /// <summary>The order was sent by this run, so that its discovery is no surprise.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Why it is still open; the last thing that is known.</summary>
    public string Problem => Intent.Problem ?? "The answer never came.";
}
