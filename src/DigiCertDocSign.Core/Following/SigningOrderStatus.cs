using DigiCertDocSign.Following;
using DigiCertDocSign.Text;

namespace DigiCertDocSign;

/// <summary>Where an order stands and who must do what next.</summary>
public sealed record SigningOrderStatus
{
    public required long OrderId { get; init; }

    /// <summary>The same, by the name that users try first.</summary>
    public long Id => OrderId;

    /// <summary>
    /// The person: given name and surname, or the certificate's common name from a list of many orders; null when neither is known.
    /// </summary>
    public string? Person { get; init; }

    /// <summary>
    /// The person's address. A list of many orders does not show it: then it is as the piped object or the journal knows it.
    /// </summary>
    public string? Email { get; init; }

    /// <summary>The server's word in Pascal case (NeedsApproval, Pending, Issued ...). Words that are not known yet survive.</summary>
    public required string Status { get; init; }

    public long? CertificateId { get; init; }

    /// <summary>
    /// The newest request. A list of many orders shows it only while it waits for approval: else it is as the piped object or the journal
    /// knows it.
    /// </summary>
    public long? RequestId { get; init; }

    /// <summary>In Pascal case, as <see cref="Status"/>.</summary>
    public string? RequestStatus { get; init; }

    /// <summary>Validation steps that are not complete; known when one order is asked for.</summary>
    public IReadOnlyList<string> OpenSteps { get; init => field = new ReadableList<string>(value); } = new ReadableList<string>([]);

    /// <summary>Who must act next.</summary>
    public OrderActor WaitsFor { get; init; }

    /// <summary>Who must do what next, in plain words.</summary>
    public required string NextAction { get; init; }

    /// <summary>Nothing will change any more without a new call.</summary>
    public bool IsFinal { get; init; }

    public DateTimeOffset CheckedAt { get; init; }

    /// <summary>Whether the order has come this far, or further.</summary>
    public bool Reached(OrderMilestone milestone) => StatusWords.Milestone(Status) >= milestone;

    /// <inheritdoc/>
    public override string ToString() => OrderLine.Of(OrderId, Person, Email, Status);
}
