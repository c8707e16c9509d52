using CertCentral.Orders;
using CertCentral.Users;

namespace CertCentral.Requests;

/// <summary>A request as lists and orders show it.</summary>
public sealed class RequestSummary : WireObject
{
    public long? Id { get; init; }
    public WireMoment? Date { get; init; }

    /// <summary>
    /// <c>new_request</c>, <c>revoke</c>, <c>reissue</c>, <c>duplicate</c>; old rows have a blank in place of the underscore.
    /// </summary>
    public string? Type { get; init; }

    /// <summary><c>pending</c>, <c>submitted</c>, <c>approved</c>, <c>rejected</c>.</summary>
    public string? Status { get; init; }

    public UserSummary? Requester { get; init; }
    public UserSummary? Processor { get; init; }
    public OrderSummary? Order { get; init; }
    public string? Comments { get; init; }
}
