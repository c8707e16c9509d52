using System.Globalization;
using CertCentral.Requests;
using CertCentral.Users;
using DigiCertDocSign.Following;

namespace DigiCertDocSign;

/// <summary>
/// An approval request, read for itself: what it asks for, of which order and person, who asked and who decided. An order shows less of it:
/// a <see cref="SigningOrderRequest"/>.
/// </summary>
public sealed record SigningRequest
{
    public required long RequestId { get; init; }

    /// <summary>The same, by the name that users try first.</summary>
    public long Id => RequestId;

    public long? OrderId { get; init; }

    /// <summary>What is asked for, in Pascal case: NewRequest, Reissue, Revoke ... Words that are not known yet survive.</summary>
    public string? Type { get; init; }

    /// <summary>In Pascal case: Pending, Submitted, Approved, Rejected. Words that are not known yet survive.</summary>
    public string? Status { get; init; }

    /// <summary>The product's name id, such as ds_org_individual; null when the server shows none.</summary>
    public string? Product { get; init; }

    public string? CommonName { get; init; }

    /// <summary>Whose certificate it is about: the same name.</summary>
    public string? Person => CommonName;

    /// <summary>The person's address, where the request or its order shows it.</summary>
    public string? Email { get; init; }

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
        Product = Shown(summary.Order?.Product?.NameId, summary.Order?.ProductNameId),
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
        Product = Shown(info.Order?.Product?.NameId, null),
        CommonName = info.Order?.Certificate?.CommonName,
        Email = Shown(info.Order?.Subject?.Email, null),
        OrganizationName = info.Order?.Organization?.Name,
        Requester = NameOf(info.Requester),
        Processor = NameOf(info.Processor ?? info.Reviewer),
        Date = info.Date,
        DateProcessed = info.DateProcessed,
        Comments = info.Comments,
        ProcessorComment = info.ProcessorComment,
    };

    /// <summary>With what the request does not show and its order does.</summary>
    internal SigningRequest With(SigningOrder order) => this with
    {
        Product = Product ?? Shown(order.ProductNameId, null),
        CommonName = OrderLine.NameOf(order.GivenName, order.Surname, CommonName ?? order.CommonName),
        Email = Email ?? Shown(order.Email, null),
        OrganizationName = OrganizationName ?? order.OrganizationName,
    };

    /// <summary>"9 of order 5 for Mira Solberg", to follow the word "request", with what is shown.</summary>
    internal string Whose => Text(RequestId) + OfOrder;

    /// <inheritdoc/>
    public override string ToString() =>
        $"Request {Text(RequestId)}{(Type is null ? "" : $" ({Type})")}{OfOrder}: {Status ?? StatusWords.Unknown}";

    private string OfOrder => (OrderId is { } order ? $" of order {Text(order)}" : "") + OrderLine.For(CommonName, Email);

    private static string? Shown(string? first, string? second) =>
        !string.IsNullOrWhiteSpace(first) ? first : string.IsNullOrWhiteSpace(second) ? null : second;

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static string? NameOf(UserSummary? user) =>
        user is null ? null : $"{user.FirstName} {user.LastName}".Trim() is { Length: > 0 } name ? name : user.Email;
}
