namespace DigiCertDocSign.Ordering.Run;

/// <summary>What a person's row finds in the journal and on the server.</summary>
internal abstract record ClaimResult
{
    /// <summary>The intent is this run's to send.</summary>
    public sealed record Mine(OrderIntent Intent) : ClaimResult;

    /// <summary>An order stands already.</summary>
    public sealed record Existing(PlacedOrder Order, string Warning) : ClaimResult;

    /// <summary>This run has to settle first whether an earlier order was placed.</summary>
    public sealed record InDoubt(OrderIntent Intent) : ClaimResult;

    /// <summary>Another run that is at work has the person in doubt, or has been at it for long.</summary>
    public sealed record InDoubtElsewhere(OrderIntent Intent) : ClaimResult;

    /// <summary>There can be no order for this row.</summary>
    public sealed record Refused(DocSigningException Fault) : ClaimResult;
}
