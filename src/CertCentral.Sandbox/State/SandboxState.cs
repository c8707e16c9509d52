using Newtonsoft.Json;

namespace CertCentral.Sandbox.State;

/// <summary>All that the sandbox remembers; the state file is this object as JSON.</summary>
internal sealed class SandboxState
{
    public const int CurrentVersion = 1;

    public int Version { get; set; } = CurrentVersion;
    public string About { get; set; } =
        "State of a CertCentral sandbox. Nothing in it was bought, and no certificate in it is worth anything.";
    public long LastOrderId { get; set; }
    public long LastRequestId { get; set; }
    public long LastCertificateId { get; set; }
    public long LastOrganizationId { get; set; }
    public long LastContactId { get; set; }
    public long LastReceiptId { get; set; }
    public long LastNoteId { get; set; }
    public decimal Balance { get; set; }

    /// <summary>How far the clock of the account has been turned.</summary>
    public TimeSpan ClockAhead { get; set; }
    public List<StoredUser> Users { get; set; } = [];
    public List<StoredOrganization> Organizations { get; set; } = [];

    /// <summary>By id, oldest first.</summary>
    public List<StoredOrder> Orders { get; set; } = [];

    /// <summary>Made at the first issue.</summary>
    public StoredAuthority? WorthlessCertificateAuthority { get; set; }
}

internal sealed class StoredUser
{
    public long Id { get; set; }
    public string FirstName { get; set; } = "";
    public string LastName { get; set; } = "";
    public string Email { get; set; } = "";
    public string JobTitle { get; set; } = "";
    public string Telephone { get; set; } = "";
}

internal sealed class StoredOrganization
{
    public long Id { get; set; }
    public string Name { get; set; } = "";
    public string? AssumedName { get; set; }
    public bool IsActive { get; set; } = true;
    public string Address { get; set; } = "";
    public string? Address2 { get; set; }
    public string Zip { get; set; } = "";
    public string City { get; set; } = "";
    public string State { get; set; } = "";

    /// <summary>Two letters, lower case.</summary>
    public string Country { get; set; } = "";
    public string? Telephone { get; set; }
    public long ContainerId { get; set; }

    /// <summary>When the document-signing validation began; null until the first vetting has ended.</summary>
    public DateTimeOffset? ValidatedFrom { get; set; }
    public DateTimeOffset? ValidatedUntil { get; set; }

    /// <summary>When somebody asked for the document-signing validation that is still going on.</summary>
    public DateTimeOffset? SubmittedAt { get; set; }

    /// <summary>Organization, technical and verified contacts; ids are unique over the account.</summary>
    public List<StoredContact> Contacts { get; set; } = [];

    [JsonIgnore]
    public string DisplayName => AssumedName is null ? Name : $"{Name} ({AssumedName})";
}

internal sealed class StoredContact
{
    public long Id { get; set; }
    public long? UserId { get; set; }
    public string ContactType { get; set; } = "";
    public string FirstName { get; set; } = "";
    public string LastName { get; set; } = "";
    public string Email { get; set; } = "";
    public string JobTitle { get; set; } = "";
    public string Telephone { get; set; } = "";
    public string TelephoneExtension { get; set; } = "";
}

/// <summary>
/// The throw-away CA: certificates as DER, the issuing key as PKCS#8. The key of the root is not kept after it has signed.
/// </summary>
internal sealed class StoredAuthority
{
    public string About { get; set; } = "Throw-away CA of a sandbox: worthless, trusted by nobody.";
    public byte[] Root { get; set; } = [];
    public byte[] Issuer { get; set; } = [];
    public byte[] WorthlessIssuerKey { get; set; } = [];
}
