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

    /// <summary>A certificate that can be signed with.</summary>
    public bool IsInForce => Order.Status is StatusWords.Issued or StatusWords.ReissuePending;

    /// <summary>Somebody must act for the order to go on.</summary>
    public bool Waits => !StatusWords.IsFinal(Order.Status) && WaitsFor != OrderActor.Nobody;

    /// <summary>Whether it counts for the cost: what was refused, canceled or is not approved yet is not charged.</summary>
    public bool IsCharged => Order.Price is not null
        && Order.Status is not (StatusWords.NeedsApproval or StatusWords.Rejected or StatusWords.Denied or StatusWords.Canceled);
}

/// <summary>What was asked about a certificate that stands, and who decided.</summary>
/// <param name="Request">Of type Revoke or Reissue.</param>
/// <param name="Person">Of its order.</param>
internal sealed record ReportRequest(SigningRequest Request, string? Person);

/// <summary>What the orders of a month for an organization cost.</summary>
/// <param name="Month">As 2026-11.</param>
/// <param name="Organization">Its name, else its id.</param>
/// <param name="Orders">How many.</param>
/// <param name="Sum">By the prices that the list shows.</param>
internal sealed record ReportCost(string Month, string Organization, int Orders, decimal Sum);

/// <summary>How many certificates end in a month.</summary>
/// <param name="Month">As 2026-11.</param>
/// <param name="Count">Of those that are in force.</param>
internal sealed record ReportMonth(string Month, int Count);
