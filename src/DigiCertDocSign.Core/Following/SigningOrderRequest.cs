namespace DigiCertDocSign;

/// <summary>One request inside an order: what an administrator of the account approves or rejects.</summary>
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
