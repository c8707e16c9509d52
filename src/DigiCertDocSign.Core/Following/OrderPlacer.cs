using CertCentral;
using CertCentral.Errors;
using CertCentral.Orders;

namespace DigiCertDocSign;

/// <summary>
/// Sends an order, once. Whether it was taken is either known, or said to be unknown; it is never sent again to find out.
/// </summary>
public sealed class OrderPlacer(CertCentralClient client)
{
    /// <exception cref="DocSigningException">
    /// <see cref="FaultKind.OrderOutcomeUnknown"/>: the order was sent and its answer never came or could not be read, so it may exist. The
    /// inner exception says why.
    /// </exception>
    /// <exception cref="CertCentralException">The order was certainly not placed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before anything was sent.</exception>
    public async Task<PlacedOrder> PlaceAsync(OrderRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return Read(request, await client.Orders.CreateAsync(request, cancellationToken).ConfigureAwait(false));
        }
        catch (CertCentralException error) when (error.Executed is null)
        {
            throw Unknown(request, error.Message, error);
        }
        catch (OperationCanceledException canceled)
        {
            // The order may have been on its way already, and money hangs on it: that must not look like a plain stop.
            throw Unknown(request, "The call was stopped while the order was being sent.", canceled);
        }
    }

    private static DocSigningException Unknown(OrderRequest request, string reason, Exception inner) => new(
        FaultKind.OrderOutcomeUnknown,
        "Order",
        $"It is not known whether the order for {request.Subject?.Email ?? "this person"} was placed. {reason.TrimEnd('.')}. "
        + "Look for it in CertCentral or with Get-DocSigningRequest before you order again: a second order costs again.",
        inner);

    private static PlacedOrder Read(OrderRequest request, OrderCreated created)
    {
        var newest = created.Requests?.LastOrDefault();
        var requestStatus = StatusWords.Pascal(newest?.Status);
        var status = requestStatus switch
        {
            StatusWords.Approved => StatusWords.Pending,
            StatusWords.Rejected => StatusWords.Rejected,
            null when created.CertificateId is not null => StatusWords.Pending,
            _ => StatusWords.NeedsApproval,
        };
        var orderId = created.Id ?? throw new ArgumentException("The answer to an order has an id.", nameof(created));
        var next = new NextStep
        {
            OrderId = orderId,
            Status = status,
            RequestId = newest?.Id,
            RequestStatus = requestStatus,
            Provisioning = StatusWords.Pascal(request.CsProvisioningMethod),
            PersonName = $"{request.Subject?.GivenName} {request.Subject?.Surname}".Trim(),
            HasCsr = request.Certificate?.Csr is not null,
        };
        return new PlacedOrder
        {
            OrderId = orderId,
            Status = status,
            RequestId = newest?.Id,
            RequestStatus = requestStatus,
            CertificateId = created.CertificateId,
            NewOrganizationId = created.Organization?.Id,
            OrganizationId = request.Organization?.Id ?? created.Organization?.Id,
            GivenName = request.Subject?.GivenName,
            Surname = request.Subject?.Surname,
            Email = request.Subject?.Email,
            NextAction = next.Text(),
        };
    }
}
