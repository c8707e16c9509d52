namespace DigiCertDocSign;

/// <summary>One entry of the journal: this person, this product, once. It holds nothing secret: no key, no password, no card.</summary>
public sealed record OrderIntent
{
    /// <summary>The short name that goes out in the order's comments.</summary>
    public required string Reference { get; init; }

    public required IntentKey Key { get; init; }

    public required IntentState State { get; init; }

    public required string GivenName { get; init; }

    public required string Surname { get; init; }

    /// <summary>As it was ordered; the key has it in lower case.</summary>
    public required string Email { get; init; }

    public long? OrganizationId { get; init; }

    /// <summary>SHA-256 of the CSR in hex; null for an order without one.</summary>
    public string? CsrSha256 { get; init; }

    /// <summary>Where the private key lives.</summary>
    public string? KeyReference { get; init; }

    public long? OrderId { get; init; }

    public long? RequestId { get; init; }

    /// <summary>The order's status when it was last seen, in Pascal case.</summary>
    public string? OrderStatus { get; init; }

    /// <summary>Why the intent is where it is, in plain words; null when all is well.</summary>
    public string? Problem { get; init; }

    /// <summary>How often the order was sent; more than once only when the earlier ones were certainly not taken.</summary>
    public int Sends { get; init; }

    /// <summary>
    /// The server's own time just before the order was first sent, so that no wrong clock of this machine makes an order look older than
    /// the intent; null when nothing was sent, or the server did not tell.
    /// </summary>
    public DateTimeOffset? ServerTimeAtSend { get; init; }

    /// <summary>When the server was asked for the order in vain since it came in doubt; null before that.</summary>
    public DateTimeOffset? LookedInVainAt { get; init; }

    /// <summary>The run that owns the intent. An intent of a run that is over may be taken over by another.</summary>
    public required string RunId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public string Name => $"{GivenName} {Surname}".Trim();

    /// <summary>Whether the intent still stands for its person, so that no second one may be made.</summary>
    public bool IsLive => State is IntentState.Planned or IntentState.Sent or IntentState.InDoubt or IntentState.Placed;

    /// <inheritdoc/>
    public override string ToString() => $"{Reference} {State} {Email}";
}
