using System.Globalization;
using CertCentral.Requests;
using CertCentral.Users;
using DigiCertDocSign.Following;

namespace DigiCertDocSign;

/// <summary>What an account administrator approves or rejects inside an order.</summary>
public sealed class SigningRequest
{
    public required long RequestId { get; init; }

    public long? OrderId { get; init; }

    /// <summary>What is asked for, in Pascal case: NewRequest, Reissue, Revoke ... Words that are not known yet survive.</summary>
    public string? Type { get; init; }

    /// <summary>In Pascal case: Pending, Submitted, Approved, Rejected. Words that are not known yet survive.</summary>
    public string? Status { get; init; }

    public string? CommonName { get; init; }

    public string? OrganizationName { get; init; }

    public string? Requester { get; init; }

    /// <summary>Who approved or rejected it.</summary>
    public string? Processor { get; init; }

    public DateTimeOffset? Date { get; init; }

    public DateTimeOffset? DateProcessed { get; init; }

    /// <summary>Of who asked.</summary>
    public string? Comments { get; init; }

    /// <summary>Of who approved or rejected.</summary>
    public string? ProcessorComment { get; init; }

    public static SigningRequest From(RequestSummary summary) => new()
    {
        RequestId = summary.Id ?? 0,
        OrderId = summary.Order?.Id,
        Type = StatusWords.Pascal(summary.Type),
        Status = StatusWords.Pascal(summary.Status),
        CommonName = summary.Order?.Certificate?.CommonName,
        OrganizationName = summary.Order?.Organization?.Name,
        Requester = NameOf(summary.Requester),
        Processor = NameOf(summary.Processor),
        Date = summary.Date,
        Comments = summary.Comments,
    };

    public static SigningRequest From(RequestInfo info) => new()
    {
        RequestId = info.Id ?? 0,
        OrderId = info.Order?.Id,
        Type = StatusWords.Pascal(info.Type),
        Status = StatusWords.Pascal(info.Status),
        CommonName = info.Order?.Certificate?.CommonName,
        OrganizationName = info.Order?.Organization?.Name,
        Requester = NameOf(info.Requester),
        Processor = NameOf(info.Processor ?? info.Reviewer),
        Date = info.Date,
        DateProcessed = info.DateProcessed,
        Comments = info.Comments,
        ProcessorComment = info.ProcessorComment,
    };

    /// <inheritdoc/>
    public override string ToString() =>
        $"Request {Text(RequestId)}{(Type is null ? "" : $" ({Type})")}{(OrderId is { } order ? $" of order {Text(order)}" : "")}"
        + $"{OrderLine.For(CommonName, null)}: {Status ?? StatusWords.Unknown}";

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static string? NameOf(UserSummary? user) =>
        user is null ? null : $"{user.FirstName} {user.LastName}".Trim() is { Length: > 0 } name ? name : user.Email;
}
