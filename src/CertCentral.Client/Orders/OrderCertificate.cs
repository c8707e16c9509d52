using CertCentral.Certificates;
using CertCentral.Json;
using CertCentral.Organizations;
using CertCentral.Products;

namespace CertCentral.Orders;

/// <summary>The certificate part of an order. Most of it is missing until the certificate is issued.</summary>
public sealed class OrderCertificate : WireObject
{
    public long? Id { get; init; }
    public string? Thumbprint { get; init; }
    public string? SerialNumber { get; init; }
    public string? CommonName { get; init; }
    public List<string>? DnsNames { get; init; }
    public List<string>? Emails { get; init; }
    public OrderValidity? CertValidity { get; init; }
    public WireMoment? DateCreated { get; init; }
    public DateTimeOffset? DateIssued { get; init; }

    /// <summary>A day without a time zone.</summary>
    public DateTime? ValidFrom { get; init; }

    /// <summary>A day without a time zone.</summary>
    public DateTime? ValidTill { get; init; }

    /// <summary>Negative after expiry.</summary>
    public int? DaysRemaining { get; init; }

    public string? Csr { get; init; }

    /// <summary>The person; a third place where an order may show one.</summary>
    public OrderIndividual? Individual { get; init; }

    /// <summary>As it was ordered; whether orders show it is not documented.</summary>
    public UsageDesignation? UsageDesignation { get; init; }

    public OrganizationInfo? Organization { get; init; }
    public List<string>? OrganizationUnits { get; init; }
    public ServerPlatform? ServerPlatform { get; init; }
    public string? SignatureHash { get; init; }

    [NumberOnWire]
    public string? KeySize { get; init; }

    public CaCertificate? CaCert { get; init; }

    /// <summary>Usually missing; <c>revoked</c> when this one certificate was revoked.</summary>
    public string? Status { get; init; }

    public long? UserId { get; init; }
    public int? PurchasedDnsNames { get; init; }
    public int? PurchasedWildcardNames { get; init; }
    public long? ReceiptId { get; init; }
}
