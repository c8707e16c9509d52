namespace DigiCertDocSign.Journal;

/// <summary>That a journal may have lost its last commits, of which nobody has looked yet what they were.</summary>
/// <param name="Since">
/// What was sent in the account by this moment of CertCentral's clock stands in the journal still; null: nobody knows such a moment.
/// </param>
/// <param name="SeenAt">When it was noticed, by the journal's clock: each time once.</param>
public sealed record JournalLoss(DateTimeOffset? Since, IReadOnlyList<DateTimeOffset> SeenAt)
{
    /// <summary>
    /// What was sent in the account later than this, by the journal's clock, cannot be lost. Null where the journal knew the account by
    /// then: its next run looks soon after, and needs no clock for that.
    /// </summary>
    public DateTimeOffset? Until { get; init; }
}
