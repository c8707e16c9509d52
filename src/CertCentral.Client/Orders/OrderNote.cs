using CertCentral.Users;

namespace CertCentral.Orders;

/// <summary>A note that somebody wrote on the order.</summary>
public sealed class OrderNote : WireObject
{
    public long? Id { get; init; }
    public DateTimeOffset? DateCreated { get; init; }
    public string? Text { get; init; }
    public UserSummary? User { get; init; }
}
