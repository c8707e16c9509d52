namespace DigiCertDocSign.Ordering.LiveOrders;

/// <summary>A live order that a list showed.</summary>
/// <param name="orderId">The order.</param>
/// <param name="name">As <see cref="OrderName"/> makes it; a null name may be anybody's.</param>
internal sealed class ListedOrder(long orderId, string? name)
{
    public long OrderId => orderId;

    public string? Name => name;

    /// <summary>It was asked for by itself, so that whose it is need not be guessed any more.</summary>
    public bool IsKnown { get; set; }
}
