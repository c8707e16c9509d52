using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CertCentral.Sandbox.State;

/// <summary>One order. A payment card is checked and not kept: there is no field for it.</summary>
internal sealed class StoredOrder
{
    public long Id { get; set; }
    public string Status { get; set; } = OrderStatus.NeedsApproval;
    public DateTimeOffset StatusChanged { get; set; }
    public DateTimeOffset DateCreated { get; set; }
    public DateTimeOffset? DateApproved { get; set; }
    public DateTimeOffset? DateValidated { get; set; }

    /// <summary>Since when the order waits for the CA alone.</summary>
    public DateTimeOffset? ProcessingSince { get; set; }
    /// <summary>Who ordered.</summary>
    public long UserId { get; set; } = Account.Catalogue.KeyOwnerId;
    public string ProductNameId { get; set; } = Account.Catalogue.ProductNameId;
    public long OrganizationId { get; set; }
    public long ContainerId { get; set; }
    public StoredSubject Subject { get; set; } = new();
    public List<StoredContact> Contacts { get; set; } = [];
    public long ServerPlatformId { get; set; } = -1;
    public string? Csr { get; set; }

    /// <summary>As ordered: 2048, 3072, 4096, p-256 or p-384. Once there is a CSR, the size of its key counts.</summary>
    public string KeySize { get; set; } = "2048";
    public string SignatureHash { get; set; } = "sha256";
    public List<string> AdditionalUsages { get; set; } = [];
    public string ProvisioningMethod { get; set; } = "";
    public JObject? ShipInfo { get; set; }
    public string? Comments { get; set; }
    public long? RenewalOfOrderId { get; set; }
    public long? RenewedOrderId { get; set; }
    public string? CustomRenewalMessage { get; set; }
    public bool SendsNoRenewalEmails { get; set; }
    public List<string> AdditionalEmails { get; set; } = [];
    public List<long> UserIdAssignments { get; set; } = [];

    /// <summary>Exactly one of the three is set.</summary>
    public int? ValidityYears { get; set; }
    public int? ValidityDays { get; set; }
    public DateTime? CustomExpirationDate { get; set; }
    public string PaymentMethod { get; set; } = "";
    public decimal Price { get; set; }
    public long? ReceiptId { get; set; }

    /// <summary>Set when the order is approved. The certificate itself comes later.</summary>
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

internal static class OrderStatus
{
    public const string NeedsApproval = "needs_approval";
    public const string Pending = "pending";
    public const string NeedsCsr = "needs_csr";
    public const string WaitingPickup = "waiting_pickup";
    public const string Processing = "processing";
    public const string Issued = "issued";
    public const string ReissuePending = "reissue_pending";
    public const string Expired = "expired";
    public const string Revoked = "revoked";
    public const string Rejected = "rejected";
    public const string Canceled = "canceled";
}

internal sealed class StoredSubject
{
    public string GivenName { get; set; } = "";
    public string Surname { get; set; } = "";
    public string JobTitle { get; set; } = "";
    public string Phone { get; set; } = "";
    public string Email { get; set; } = "";

    [JsonIgnore]
    public string CommonName => GivenName + " " + Surname;
}

internal sealed class StoredCertificate
{
    public long Id { get; set; }

    /// <summary>Upper-case hex of even length.</summary>
    public string SerialNumber { get; set; } = "";

    /// <summary>SHA-1, upper-case hex.</summary>
    public string Thumbprint { get; set; } = "";
    public DateTimeOffset DateIssued { get; set; }

    /// <summary>UTC days, time zero.</summary>
    public DateTime ValidFrom { get; set; }
    public DateTime ValidTill { get; set; }
    public bool IsReissue { get; set; }

    /// <summary>What it was made from; null in a state file that is older than this.</summary>
    public string? Csr { get; set; }
    public bool IsRevoked { get; set; }

    /// <summary>DER.</summary>
    public byte[] Encoded { get; set; } = [];
}

internal sealed class StoredNote
{
    public long Id { get; set; }
    public string Text { get; set; } = "";

    /// <summary>Null for what the sandbox itself says.</summary>
    public DateTimeOffset? DateCreated { get; set; }
    public long? UserId { get; set; }
}

internal sealed class StoredRequest
{
    public long Id { get; set; }

    /// <summary>new_request, reissue or revoke.</summary>
    public string Type { get; set; } = "";

    /// <summary>submitted, pending, approved or rejected.</summary>
    public string Status { get; set; } = "";
    public DateTimeOffset Date { get; set; }
    public string? Comments { get; set; }
    public DateTimeOffset? DateProcessed { get; set; }
    public long? ProcessorId { get; set; }
    public string? ProcessorComment { get; set; }

    /// <summary>Of a reissue: what the new certificate is made from.</summary>
    public string? Csr { get; set; }
    public string? SignatureHash { get; set; }

    /// <summary>Of a revocation: all certificates of the order are meant, and not the one in force alone.</summary>
    public bool IsOfWholeOrder { get; set; }

    /// <summary>Of the certificate that an approved reissue will bring.</summary>
    public long? CertificateId { get; set; }

    [JsonIgnore]
    public bool IsOpen => Status is RequestStatus.Submitted or RequestStatus.Pending;
}

internal static class RequestType
{
    public const string NewRequest = "new_request";
    public const string Reissue = "reissue";
    public const string Revoke = "revoke";
}

internal static class RequestStatus
{
    public const string Submitted = "submitted";
    public const string Pending = "pending";
    public const string Approved = "approved";
    public const string Rejected = "rejected";

    public static string[] All { get; } = [Submitted, Pending, Approved, Rejected];
}
