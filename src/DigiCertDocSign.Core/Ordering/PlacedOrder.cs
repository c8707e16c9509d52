using DigiCertDocSign.Following;

namespace DigiCertDocSign;

/// <summary>An order that the server has taken. The person's fields are those that were ordered.</summary>
public sealed record PlacedOrder
{
    public required long OrderId { get; init; }

    /// <summary>The same, by the name that users try first.</summary>
    public long Id => OrderId;

    /// <summary>NeedsApproval, Pending (approved, validation goes on) or Rejected, read from the request's status.</summary>
    public required string Status { get; init; }

    public long? RequestId { get; init; }

    /// <summary>In Pascal case.</summary>
    public string? RequestStatus { get; init; }

    /// <summary>Only when the request was approved at once. The certificate is not issued yet.</summary>
    public long? CertificateId { get; init; }

    /// <summary>The organization that this order created.</summary>
    public long? NewOrganizationId { get; init; }

    public long? OrganizationId { get; init; }

    /// <summary>Given name and surname; null when neither is known.</summary>
    public string? Person => OrderLine.NameOf(GivenName, Surname);

    public string? GivenName { get; init; }

    public string? Surname { get; init; }

    public string? Email { get; init; }

    /// <summary>Where the private key lives, when the input or the journal says so.</summary>
    public string? KeyReference { get; init; }

    /// <summary>Placed in the sandbox: it costs nothing and certifies nobody.</summary>
    public bool Sandbox { get; init; }

    /// <summary>Who must act next.</summary>
    public OrderActor WaitsFor { get; init; }

    /// <summary>Who must do what next, in plain words.</summary>
    public required string NextAction { get; init; }

    /// <inheritdoc/>
    public override string ToString() => OrderLine.Of(OrderId, Person, Email, Status);
}
