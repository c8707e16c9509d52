using CertCentral.Certificates;
using CertCentral.Organizations;
using CertCentral.Requests;

namespace CertCentral.Orders;

/// <summary>The server's answer to a new order or a reissue.</summary>
public sealed class OrderCreated : WireObject
{
    /// <summary>The id of the order. <see cref="OrdersClient.CreateAsync(OrderRequest, CancellationToken)"/> always returns one.</summary>
    public long? Id { get; init; }

    /// <summary>Set only when the call made a new organization.</summary>
    public OrganizationInfo? Organization { get; init; }

    public List<RequestSummary>? Requests { get; init; }

    /// <summary>Set only when the request was approved at once. The certificate need not be issued yet.</summary>
    public long? CertificateId { get; init; }

    public List<ChainCertificate>? CertificateChain { get; init; }
}
