namespace DigiCertDocSign;

/// <summary>
/// Details of an organization that the account does not have yet. The server uses a matching one when there is one, unless
/// <see cref="SkipDuplicateOrgCheck"/> is set.
/// </summary>
public sealed class NewOrganization
{
    /// <summary>At most 64 characters; together with <see cref="AssumedName"/> at most 61.</summary>
    public string? Name { get; set; }

    public string? AssumedName { get; set; }

    public string? Address { get; set; }

    public string? Address2 { get; set; }

    public string? City { get; set; }

    /// <summary>The full name of the state or province, not its abbreviation.</summary>
    public string? State { get; set; }

    public string? Zip { get; set; }

    /// <summary>Two letters, ISO 3166-1 alpha-2, in any case.</summary>
    public string? Country { get; set; }

    public string? Telephone { get; set; }

    public bool SkipDuplicateOrgCheck { get; set; }
}
