using CertCentral.Certificates;
using CertCentral.Organizations;
using CertCentral.Requests;

namespace CertCentral.Orders;

/// <summary>The server's answer to a new order or a reissue.</summary>
public sealed class OrderCreated : WireObject
{
    /// <summary>Order id; always there in what <see cref="OrdersClient.CreateAsync"/> returns.</summary>
    public long? Id { get; init; }

    /// <summary>Only when the call made a new organization.</summary>
    public OrganizationInfo? Organization { get; init; }

    public List<RequestSummary>? Requests { get; init; }

    /// <summary>Only when the request was approved at once; it does not mean that the certificate is issued.</summary>
    public long? CertificateId { get; init; }

    public List<ChainCertificate>? CertificateChain { get; init; }
}
