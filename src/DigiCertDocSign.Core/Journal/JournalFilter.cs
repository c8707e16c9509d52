namespace DigiCertDocSign.Journal;

/// <summary>Which intents to read; what is not set does not narrow.</summary>
public sealed class JournalFilter
{
    public long? AccountId { get; init; }

    public IReadOnlyCollection<IntentState> States { get; init; } = [];

    public IReadOnlyCollection<IntentKind> Kinds { get; init; } = [];

    /// <summary>The whole address; letter case does not count.</summary>
    public string? Email { get; init; }

    public string? Reference { get; init; }

    public long? OrderId { get; init; }

    /// <summary>The order that they renew, replace, reissue, revoke or cancel.</summary>
    public long? TargetOrderId { get; init; }

    /// <summary>SHA-256 of a CSR's public key, as <see cref="OrderIntent.PublicKeySha256"/> has it.</summary>
    public string? PublicKeySha256 { get; init; }

    /// <summary>The directory's own id of the person, as <see cref="OrderIntent.DirectoryId"/> has it.</summary>
    public string? DirectoryId { get; init; }

    /// <summary>Changed at this time or later.</summary>
    public DateTimeOffset? ChangedSince { get; init; }

    /// <summary>Last changed before this time.</summary>
    public DateTimeOffset? ChangedBefore { get; init; }
}
