namespace CertCentral.Organizations;

/// <summary>One kind of validation of an organization; <c>ds</c> is what document signing needs.</summary>
public sealed class OrganizationValidation : WireObject
{
    public string? Type { get; set; }
    public string? Name { get; set; }
    public string? Description { get; set; }
    public DateTimeOffset? DateCreated { get; set; }
    public DateTimeOffset? ValidatedUntil { get; set; }

    /// <summary><c>active</c>, <c>pending</c>, <c>expired</c>.</summary>
    public string? Status { get; set; }

    public List<Contact>? VerifiedContacts { get; set; }
    public List<Contact>? VerifiedUsers { get; set; }

    /// <summary>Step to state, such as <c>address_verification</c> to <c>pending</c>.</summary>
    public Dictionary<string, string>? VerificationDetails { get; set; }
}
