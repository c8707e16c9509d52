using CertCentral.Containers;
using CertCentral.Organizations;
using CertCentral.Products;
using CertCentral.Requests;
using CertCentral.Users;

namespace CertCentral.Orders;

/// <summary>One order, with all that the server tells of it. Only the id and the status are always set.</summary>
/// <remarks>Services API: GET order/certificate/{order_id}.</remarks>
public sealed class OrderInfo : WireObject
{
    public long? Id { get; init; }
    public OrderCertificate? Certificate { get; init; }

    /// <summary>As sent: <c>needs_approval</c>, <c>pending</c>, <c>issued</c> ...; unknown values are possible.</summary>
    public string? Status { get; init; }

    public bool? IsRenewal { get; init; }
    public bool? IsRenewed { get; init; }

    /// <summary>0 when there is none.</summary>
    public long? RenewedOrderId { get; init; }

    /// <summary>0 when there is none.</summary>
    public long? RenewalOfOrderId { get; init; }

    public WireMoment? DateCreated { get; init; }

    /// <summary>A day without a time zone.</summary>
    public DateTime? OrderValidFrom { get; init; }

    /// <summary>A day without a time zone.</summary>
    public DateTime? OrderValidTill { get; init; }

    public bool? IsMultiYearPlan { get; init; }
    public int? ValidityYears { get; init; }
    public OrganizationInfo? Organization { get; init; }
    public bool? DisableRenewalNotifications { get; init; }
    public bool? AutoRenew { get; init; }
    public bool? AutoReissue { get; init; }
    public Container? Container { get; init; }
    public ProductSummary? Product { get; init; }
    public Contact? OrganizationContact { get; init; }
    public Contact? TechnicalContact { get; init; }
    public List<Contact>? VerifiedContacts { get; init; }

    /// <summary>Who placed the order.</summary>
    public UserSummary? User { get; init; }

    public List<UserSummary>? UserAssignments { get; init; }
    public List<RequestSummary>? Requests { get; init; }
    public bool? HasPendingRequest { get; init; }
    public string? CsProvisioningMethod { get; init; }
    public ShipInfo? ShipInfo { get; init; }
    public string? HardwareInitCode { get; init; }

    /// <summary>The person, where the order shows one. Other products have the same under <see cref="Individual"/>.</summary>
    public OrderSubject? Subject { get; init; }

    /// <summary>The person as other document-signing products have it; which one this product shows is not documented.</summary>
    public OrderIndividual? Individual { get; init; }

    /// <summary>In <see cref="Currency"/>.</summary>
    public decimal? Price { get; init; }

    public string? Currency { get; init; }
    public string? PaymentMethod { get; init; }
    public long? ReceiptId { get; init; }
    public bool? IsOutOfContract { get; init; }
    public List<string>? AdditionalEmails { get; init; }

    /// <summary>What renewal mails say besides. Whether an order shows it is not documented.</summary>
    public string? CustomRenewalMessage { get; init; }
    public List<CustomField>? CustomFields { get; init; }
    public List<OrderNote>? Notes { get; init; }
    public bool? AllowDuplicates { get; init; }
    public int? DuplicatesCount { get; init; }
    public int? ReissuesCount { get; init; }
    public int? ServerLicenses { get; init; }
    public bool? IsGuestAccessEnabled { get; init; }
    public string? AlternativeOrderId { get; init; }

    /// <summary>Name of the key that placed the order, never the key itself.</summary>
    public OrderApiKey? ApiKey { get; init; }
}
