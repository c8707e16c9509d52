using Newtonsoft.Json;

namespace CertCentral.Sandbox.State;

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

    /// <summary>Begin and end of the document-signing validation; null before the first vetting is done.</summary>
    public DateTimeOffset? ValidatedFrom { get; set; }
    public DateTimeOffset? ValidatedUntil { get; set; }

    /// <summary>Organization, technical and verified contacts; ids are unique over the account.</summary>
    public List<StoredContact> Contacts { get; set; } = [];

    [JsonIgnore]
    public string DisplayName => AssumedName is null ? Name : $"{Name} ({AssumedName})";
}
