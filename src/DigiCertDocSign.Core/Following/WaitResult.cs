namespace DigiCertDocSign.Following;

/// <summary>How a wait ended, each order in exactly one list (an order that cannot be followed at all is in none), in the order in which they were asked for.</summary>
public sealed class WaitResult
{
    public required IReadOnlyList<SigningOrderStatus> Reached { get; init; }

    /// <summary>Rejected, canceled, revoked ...: these can never reach what was waited for.</summary>
    public required IReadOnlyList<SigningOrderStatus> Unreachable { get; init; }

    /// <summary>Still on their way when the time was up.</summary>
    public required IReadOnlyList<SigningOrderStatus> StillOpen { get; init; }
}
