using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.State;

/// <summary>One order. Payment cards are checked and forgotten: there is no field for them.</summary>
internal sealed class StoredOrder
{
    public long Id { get; set; }
    public string Status { get; set; } = OrderStatus.NeedsApproval;
    public DateTimeOffset StatusChanged { get; set; }
    public DateTimeOffset DateCreated { get; set; }
    public DateTimeOffset? DateApproved { get; set; }
    public DateTimeOffset? DateValidated { get; set; }

    /// <summary>From when on nothing is missing but the CA's work.</summary>
    public DateTimeOffset? ProcessingSince { get; set; }
    public long OrganizationId { get; set; }
    public long ContainerId { get; set; }
    public StoredSubject Subject { get; set; } = new();
    public List<StoredContact> Contacts { get; set; } = [];
    public long ServerPlatformId { get; set; } = -1;
    public string? Csr { get; set; }

    /// <summary>As ordered: 2048, 3072, 4096, p-256 or p-384; the CSR's own key wins once there is one.</summary>
    public string KeySize { get; set; } = "2048";
    public string SignatureHash { get; set; } = "sha256";
    public List<string> AdditionalUsages { get; set; } = [];
    public string ProvisioningMethod { get; set; } = "";
    public JObject? ShipInfo { get; set; }
    public string? Comments { get; set; }
    public long? RenewalOfOrderId { get; set; }
    public long? RenewedOrderId { get; set; }
    public string? CustomRenewalMessage { get; set; }
    public List<string> AdditionalEmails { get; set; } = [];
    public List<long> UserIdAssignments { get; set; } = [];

    /// <summary>Exactly one of the three is set.</summary>
    public int? ValidityYears { get; set; }
    public int? ValidityDays { get; set; }
    public DateTime? CustomExpirationDate { get; set; }
    public string PaymentMethod { get; set; } = "";
    public decimal Price { get; set; }
    public long? ReceiptId { get; set; }

    /// <summary>Given at approval; the certificate itself comes later.</summary>
    public long? CertificateId { get; set; }

    /// <summary>Oldest first; the last one is in force.</summary>
    public List<StoredCertificate> Certificates { get; set; } = [];
    public List<StoredRequest> Requests { get; set; } = [];
    public List<StoredNote> Notes { get; set; } = [];

    [JsonIgnore]
    public StoredCertificate? Certificate => Certificates.Count > 0 ? Certificates[Certificates.Count - 1] : null;

    public void MoveTo(string status, DateTimeOffset when)
    {
        Status = status;
        StatusChanged = when;
    }
}
