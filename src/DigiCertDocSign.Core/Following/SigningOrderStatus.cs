namespace DigiCertDocSign;

/// <summary>Where an order stands and who must do what next.</summary>
public sealed class SigningOrderStatus
{
    public required long OrderId { get; init; }

    /// <summary>The server's word in Pascal case (NeedsApproval, Pending, Issued ...). Words that are not known yet survive.</summary>
    public required string Status { get; init; }

    public long? CertificateId { get; init; }

    /// <summary>The newest request; not known from a list of many orders, unless it waits for approval.</summary>
    public long? RequestId { get; init; }

    /// <summary>In Pascal case, as <see cref="Status"/>.</summary>
    public string? RequestStatus { get; init; }

    /// <summary>Validation steps that are not complete; known when one order is asked for.</summary>
    public IReadOnlyList<string> OpenSteps { get; init; } = [];

    /// <summary>Who must do what next, in plain words.</summary>
    public required string NextAction { get; init; }

    /// <summary>Nothing will change any more without a new call.</summary>
    public bool IsFinal { get; init; }

    public DateTimeOffset CheckedAt { get; init; }
}
