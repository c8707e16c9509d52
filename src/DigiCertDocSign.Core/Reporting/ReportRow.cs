using System.Globalization;
using DigiCertDocSign.Following;

namespace DigiCertDocSign.Reporting;

/// <summary>What a report tells of one order, and no more: there may be many thousands.</summary>
internal sealed record ReportRow
{
    public required long OrderId { get; init; }

    /// <summary>Null where nothing shows whose it is.</summary>
    public string? Person { get; init; }

    public string? Email { get; init; }

    /// <summary>As the account shows it.</summary>
    public required string OrderStatus { get; init; }

    /// <summary>The certificate was revoked.</summary>
    public bool IsRevoked { get; init; }

    public long? OrganizationId { get; init; }

    public string? OrganizationName { get; init; }

    public DateTimeOffset? DateCreated { get; init; }

    /// <summary>The last day of validity.</summary>
    public DateTime? ValidTill { get; init; }

    public decimal? Price { get; init; }

    /// <summary>As the order shows it.</summary>
    public string? Currency { get; init; }

    public string? SerialNumber { get; init; }

    /// <summary>Where the private key of the certificate in force lives, as the journal notes it; two places where nothing tells.</summary>
    public string? KeyReference { get; init; }

    /// <summary>Who asked for it; where no request shows it, null.</summary>
    public string? OrderedBy { get; init; }

    /// <summary>Who approved or rejected it.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When it was approved or rejected.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset? OrderedAt { get; init; }

    public OrderActor WaitsFor { get; init; }

    /// <summary>Null where it waits for nobody.</summary>
    public string? NextAction { get; init; }

    public int? DaysRemaining { get; init; }

    /// <summary>Of the order; Revoked where an account goes on calling an order issued whose certificate is revoked.</summary>
    public string Status => OrderStatus == StatusWords.Issued && IsRevoked ? StatusWords.Revoked : OrderStatus;

    /// <summary>A certificate that can be signed with.</summary>
    public bool IsInForce => OrderStatus is (StatusWords.Issued or StatusWords.ReissuePending) && !IsRevoked;

    /// <summary>Somebody must act for the order to go on.</summary>
    public bool Waits => !StatusWords.IsFinal(OrderStatus) && WaitsFor != OrderActor.Nobody;

    /// <summary>Whether it is charged: what was refused, canceled or is not approved yet is not.</summary>
    public bool IsCharged =>
        OrderStatus is not (StatusWords.NeedsApproval or StatusWords.Rejected or StatusWords.Denied or StatusWords.Canceled);

    /// <summary>Whether it counts for the cost.</summary>
    public bool ShowsCost => IsCharged && Price is not null && DateCreated is not null;

    /// <summary>The organization's name, else its id.</summary>
    public string Organization => OrganizationName is { Length: > 0 } name ? name
        : OrganizationId?.ToString(CultureInfo.InvariantCulture) ?? "not shown";
}

/// <summary>What a report tells of an entry of the journal.</summary>
internal sealed record ReportEntry
{
    public required string Reference { get; init; }

    public IntentKind Kind { get; init; }

    public IntentState State { get; init; }

    /// <summary>The order that came of it, else the one that it is about.</summary>
    public long? OrderId { get; init; }

    public string? GivenName { get; init; }

    public string? Surname { get; init; }

    public string? Email { get; init; }

    public string? KeyReference { get; init; }

    public string? Problem { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public string? Person => OrderLine.NameOf(GivenName, Surname);

    public static ReportEntry Of(OrderIntent intent) => new()
    {
        Reference = intent.Reference,
        Kind = intent.Kind,
        State = intent.State,
        OrderId = intent.OrderId ?? intent.TargetOrderId,
        GivenName = intent.GivenName,
        Surname = intent.Surname,
        Email = intent.Email,
        KeyReference = intent.KeyReference,
        Problem = intent.Problem,
        UpdatedAt = intent.UpdatedAt,
    };
}

/// <summary>What was asked for of an order that stands, and who decided.</summary>
internal sealed record ReportRequest
{
    public long? OrderId { get; init; }

    /// <summary>Of the order.</summary>
    public string? Person { get; init; }

    /// <summary>Null: the journal knows of it, and no request shows it.</summary>
    public long? RequestId { get; init; }

    public string? Status { get; init; }

    public string? AskedBy { get; init; }

    public DateTimeOffset? AskedAt { get; init; }

    public string? DecidedBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>As the journal notes it: no call of the account shows it.</summary>
    public string? Reason { get; init; }

    /// <summary>Of who asked.</summary>
    public string? Comment { get; init; }
}

/// <summary>What the orders of a month for an organization cost.</summary>
/// <param name="Month">As 2026-11.</param>
/// <param name="Organization">Its name, else its id.</param>
/// <param name="Orders">How many.</param>
/// <param name="Currency">Of the prices; null where it is not known. What is in two currencies is never added.</param>
/// <param name="Sum">By the prices that the list shows.</param>
internal sealed record ReportCost(string Month, string Organization, int Orders, string? Currency, decimal Sum);

/// <summary>How many certificates end in a month.</summary>
/// <param name="Month">As 2026-11.</param>
/// <param name="Count">Of those that are in force.</param>
internal sealed record ReportMonth(string Month, int Count);
