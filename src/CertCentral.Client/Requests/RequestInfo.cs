using CertCentral.Orders;
using CertCentral.Users;

namespace CertCentral.Requests;

/// <summary>
/// A request, with the user who asked, the user who decided, and its order. It is also the answer to a revocation that needs approval.
/// </summary>
/// <remarks>Services API: GET request/{request_id}.</remarks>
public sealed class RequestInfo : WireObject
{
    public long? Id { get; init; }
    public WireMoment? Date { get; init; }
    public string? Type { get; init; }
    public string? Status { get; init; }
    public UserSummary? Requester { get; init; }
    public OrderInfo? Order { get; init; }
    public DateTimeOffset? DateProcessed { get; init; }
    public UserSummary? Reviewer { get; init; }
    public UserSummary? Processor { get; init; }
    public string? Comments { get; init; }
    public string? ProcessorComment { get; init; }
}
