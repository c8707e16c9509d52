namespace DigiCertDocSign;

/// <summary>
/// An approval request as its order shows it. The order has its person and its product, so they are missing here, and so is who asked and
/// who decided. Get-DocSigningRequest reads the request for itself.
/// </summary>
public sealed record SigningOrderRequest
{
    public long? RequestId { get; init; }

    public DateTimeOffset? Date { get; init; }

    /// <summary>In Pascal case: NewRequest, Revoke, Reissue.</summary>
    public string? Type { get; init; }

    /// <summary>In Pascal case: Pending, Submitted, Approved, Rejected.</summary>
    public string? Status { get; init; }

    public string? Comments { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{RequestId} {Type} {Status}";
}
