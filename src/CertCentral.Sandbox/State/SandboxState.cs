namespace CertCentral.Sandbox.State;

/// <summary>All that the sandbox remembers; the state file is this object as JSON.</summary>
internal sealed class SandboxState
{
    public const int CurrentVersion = 1;

    public int Version { get; set; } = CurrentVersion;
    public string About { get; set; } = "State of a CertCentral sandbox. Nothing in it was bought, and no certificate in it is worth anything.";
    public long LastOrderId { get; set; }
    public long LastRequestId { get; set; }
    public long LastCertificateId { get; set; }
    public long LastOrganizationId { get; set; }
    public long LastContactId { get; set; }
    public long LastReceiptId { get; set; }
    public long LastNoteId { get; set; }
    public decimal Balance { get; set; }
    public List<StoredUser> Users { get; set; } = [];
    public List<StoredOrganization> Organizations { get; set; } = [];

    /// <summary>By id, oldest first.</summary>
    public List<StoredOrder> Orders { get; set; } = [];

    /// <summary>Made at the first issue.</summary>
    public StoredAuthority? WorthlessCertificateAuthority { get; set; }
}
