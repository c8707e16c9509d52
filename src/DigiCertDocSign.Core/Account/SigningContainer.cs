using CertCentral.Containers;
using DigiCertDocSign.Text;

namespace DigiCertDocSign;

/// <summary>A container, or division, of the account. Every field but the id may be missing.</summary>
public sealed record SigningContainer
{
    public required long ContainerId { get; init; }

    /// <summary>The name for it that users try first.</summary>
    public long Id => ContainerId;

    public string? Name { get; init; }

    public string? Description { get; init; }

    /// <summary>Null for one at the top.</summary>
    public long? ParentId { get; init; }

    public bool? IsActive { get; init; }

    public string? PublicId { get; init; }

    /// <summary>The organizations that it may order for; null where that is not shown, as in lists.</summary>
    public IReadOnlyList<long>? OrganizationIds { get; init => field = value is null ? null : new ReadableList<long>(value); }

    /// <summary>The users who are assigned to it; null where that is not shown, as in lists.</summary>
    public IReadOnlyList<long>? UserIds { get; init => field = value is null ? null : new ReadableList<long>(value); }

    /// <param name="container">As a list or the call for one container shows it.</param>
    public static SigningContainer From(Container container) => new()
    {
        ContainerId = container.Id ?? 0,
        Name = container.Name,
        Description = container.Description,
        ParentId = container.ParentId is >= 1 ? container.ParentId : null,
        IsActive = container.IsActive,
        PublicId = container.PublicId,
        OrganizationIds = container.OrganizationAssignments?.Select(one => one.Id).OfType<long>().ToArray(),
        UserIds = container.UserIdAssignments,
    };

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Name ?? "Container"} ({ContainerId})");
}
