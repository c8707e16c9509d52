using DigiCertDocSign.Text;

namespace DigiCertDocSign;

/// <summary>
/// What a container may order of this module's product: what DigiCert offers, and of that no more than an administrator has left.
/// </summary>
public sealed record SigningProductLimit
{
    public required long ContainerId { get; init; }

    public required string ProductNameId { get; init; }

    /// <summary>True: an administrator has limited the product for this container.</summary>
    public bool IsLimited { get; init; }

    /// <summary>The role that the limit is for; null: every role.</summary>
    public long? RoleId { get; init; }

    /// <summary>Empty where that is not shown.</summary>
    public IReadOnlyList<int> Years { get; init => field = new ReadableList<int>(value); } = new ReadableList<int>([]);

    public IReadOnlyList<string> SignatureHashes { get; init => field = new ReadableList<string>(value); } = new ReadableList<string>([]);

    /// <summary>With the ids that -CaCertId of an order takes.</summary>
    public IReadOnlyList<IssuingCa> IssuingCas { get; init => field = new ReadableList<IssuingCa>(value); } =
        new ReadableList<IssuingCa>([]);

    /// <summary>The CA that issues where an order names none.</summary>
    public string? DefaultCaCertId { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{ProductNameId} in container {ContainerId}: {Amount.OfEach(Years, "year")}; {string.Join(", ", IssuingCas)}");
}
