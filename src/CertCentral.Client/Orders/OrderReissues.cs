using CertCentral.Json;

namespace CertCentral.Orders;

/// <summary>The certificates that reissues have brought to an order, or will.</summary>
/// <remarks>Services API: GET order/certificate/{order_id}/reissue.</remarks>
public sealed class OrderReissues : WireObject
{
    public List<ReissuedCertificate>? Certificates { get; init; }
}

/// <summary>A certificate of a reissue. One that is not issued yet may be listed as <c>pending</c>.</summary>
public sealed class ReissuedCertificate : WireObject
{
    public long? Id { get; init; }
    public string? Thumbprint { get; init; }
    public string? SerialNumber { get; init; }
    public string? CommonName { get; init; }

    /// <summary><c>issued</c>, <c>pending</c>, <c>rejected</c>; also <c>revoked</c>.</summary>
    public string? Status { get; init; }

    public WireMoment? DateCreated { get; init; }
    public DateTimeOffset? DateIssued { get; init; }

    /// <summary>A day without a time zone.</summary>
    public DateTime? ValidFrom { get; init; }

    /// <summary>A day without a time zone.</summary>
    public DateTime? ValidTill { get; init; }

    /// <summary>Negative after expiry.</summary>
    public int? DaysRemaining { get; init; }

    public string? Csr { get; init; }

    [NumberOnWire]
    public string? KeySize { get; init; }

    public string? Email { get; init; }
}
