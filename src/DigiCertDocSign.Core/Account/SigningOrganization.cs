using System.Globalization;
using CertCentral.Organizations;
using DigiCertDocSign.Following;
using DigiCertDocSign.Ordering;
using DigiCertDocSign.Text;

namespace DigiCertDocSign;

/// <summary>An organization of the account, with what an order for it hangs on. Every field but the id may be missing.</summary>
public sealed record SigningOrganization
{
    public required long OrganizationId { get; init; }

    /// <summary>The name for it that users try first.</summary>
    public long Id => OrganizationId;

    public string? Name { get; init; }

    public string? AssumedName { get; init; }

    /// <summary>In Pascal case: Active, Inactive. Words that are not known yet survive.</summary>
    public string? Status { get; init; }

    public bool? IsActive { get; init; }

    /// <summary>
    /// Of the validation for document signing: Active, Pending, Expired; null when DigiCert tells of none.
    /// </summary>
    public string? ValidationStatus { get; init; }

    /// <summary>When the validation for document signing ends, or has ended.</summary>
    public DateTimeOffset? ValidatedUntil { get; init; }

    /// <summary>Null when they were not asked for: lists show none.</summary>
    public IReadOnlyList<SigningContact>? Contacts { get; init => field = value is null ? null : new ReadableList<SigningContact>(value); }

    public string? Address { get; init; }

    public string? Address2 { get; init; }

    public string? Zip { get; init; }

    public string? City { get; init; }

    public string? State { get; init; }

    /// <summary>Two letters, as the server writes them.</summary>
    public string? Country { get; init; }

    public string? Telephone { get; init; }

    public long? ContainerId { get; init; }

    public string? ContainerName { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture, "{0} ({1}){2}", Name ?? "Organization", OrganizationId, Status is null ? "" : $": {Status}");

    /// <param name="info">As a list or the call for one organization shows it.</param>
    /// <param name="signing">Its validation for document signing; null when none is told.</param>
    /// <param name="contacts">Null when the answer holds none by its nature.</param>
    /// <param name="now">By <see cref="PresentTime"/>.</param>
    internal static SigningOrganization From(
        OrganizationInfo info, SigningValidation? signing, IReadOnlyList<SigningContact>? contacts, DateTimeOffset now) => new()
        {
            OrganizationId = info.Id ?? 0,
            Name = info.Name ?? info.DisplayName,
            AssumedName = info.AssumedName,
            Status = StatusWords.Pascal(info.Status),
            IsActive = info.IsActive,
            ValidationStatus = signing is null ? null : signing.HasLapsed(now) ? StatusWords.Expired : StatusWords.Pascal(signing.Status),
            ValidatedUntil = signing?.ValidatedUntil,
            Contacts = contacts,
            Address = info.Address,
            Address2 = info.Address2,
            Zip = info.Zip,
            City = info.City,
            State = info.State,
            Country = info.Country,
            Telephone = info.Telephone,
            ContainerId = info.Container?.Id,
            ContainerName = info.Container?.Name,
        };
}
