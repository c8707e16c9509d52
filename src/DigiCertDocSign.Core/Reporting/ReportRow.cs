using DigiCertDocSign.Following;

namespace DigiCertDocSign.Reporting;

/// <summary>One order in a report, with all that is known of it.</summary>
/// <param name="Order">As the list shows it, else by itself.</param>
internal sealed record ReportRow(SigningOrder Order)
{
    /// <summary>Where the private key lives, as the journal notes it.</summary>
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

    public required string NextAction { get; init; }

    public int? DaysRemaining { get; init; }

    /// <summary>Of the order; Revoked where an account goes on calling an order issued whose certificate is revoked.</summary>
    public string Status => Order.Status == StatusWords.Issued && IsRevoked ? StatusWords.Revoked : Order.Status;

    /// <summary>A certificate that can be signed with.</summary>
    public bool IsInForce => Order.Status is (StatusWords.Issued or StatusWords.ReissuePending) && !IsRevoked;

    /// <summary>Somebody must act for the order to go on.</summary>
    public bool Waits => !StatusWords.IsFinal(Order.Status) && WaitsFor != OrderActor.Nobody;

    /// <summary>Whether it is charged: what was refused, canceled or is not approved yet is not.</summary>
    public bool IsCharged =>
        Order.Status is not (StatusWords.NeedsApproval or StatusWords.Rejected or StatusWords.Denied or StatusWords.Canceled);

    /// <summary>Whether it counts for the cost.</summary>
    public bool ShowsCost => IsCharged && Order is { Price: not null, DateCreated: not null };

    private bool IsRevoked => Order.CertificateStatus == StatusWords.Revoked;
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
