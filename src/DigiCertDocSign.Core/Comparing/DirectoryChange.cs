using DigiCertDocSign.Following;

namespace DigiCertDocSign;

/// <summary>
/// One thing that must be done, or need not be, so that certificates fit the directory again. It is what was true when the comparison was
/// made: the cmdlet that carries it out looks again, and refuses one that is old or whose order has changed.
/// </summary>
public sealed record DirectoryChange
{
    public required DirectoryChangeKind Kind { get; init; }

    /// <summary>Given name and surname, of the directory where it has the person, else of the order.</summary>
    public string? Person { get; init; }

    /// <summary>Of the directory where it has the person, else of the order.</summary>
    public string? Email { get; init; }

    /// <summary>The order that the change is about; null for a person without one.</summary>
    public long? OrderId { get; init; }

    /// <summary>The status of that order.</summary>
    public string? Status { get; init; }

    /// <summary>When its certificate ends, in UTC; null where the order shows none.</summary>
    public DateTimeOffset? ExpiresOn { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>What it would cost; null for nothing, and where the price is not known.</summary>
    public decimal? Price { get; init; }

    public string? Currency { get; init; }

    /// <summary>Why a certificate is to be revoked; null for what is no revocation.</summary>
    public RevocationReason? RevocationReason { get; init; }

    /// <summary>The certificate of the order, as far as it is known: a revocation means that very one.</summary>
    public long? CertificateId { get; init; }

    /// <summary>The directory's own id of the person; null when it is not known.</summary>
    public string? DirectoryId { get; init; }

    /// <summary>The name under which this list of people is compared again and again.</summary>
    public required string Scope { get; init; }

    /// <summary>The account whose orders were compared.</summary>
    public long? AccountId { get; init; }

    /// <summary>The account is none but a sandbox.</summary>
    public bool? IsSandbox { get; init; }

    /// <summary>Which comparison of the scope it was: the next one takes the place of its changes. Null where nothing was kept.</summary>
    public long? Comparison { get; init; }

    /// <summary>When the comparison was made, in UTC. A change is valid for 24 hours.</summary>
    public required DateTimeOffset ComparedAt { get; init; }

    /// <summary>The object that was piped in for the person; null for an order whose person was not.</summary>
    public object? InputObject { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        OrderId is { } id ? $"{Kind} order {OrderLine.Of(id, Person, Email, Status ?? "")}" : $"{Kind} {Person} {Email}".TrimEnd();
}
